import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPainter, hostScopes, type Host, type Painter } from './painter.ts';

const longLine = 100_000;
const mostSearches = 5_000;

const fragments = [
  ...['FROM ', 'COPY --from=', 'RUN --mount=from=', 'ARG A=', '# syntax=', 'image: ', ' AS ', '- '],
  ...['# seaworthy: ignore[', ']', ' -- ', '(until ', '2027-01-31)', 'docker-image://'],
  ...['redis', 'GHCR.IO', 'localhost', ':5000', ':7', '@sha256:', '0a', '/', '${A:-', '${B}', '$C'],
  ...['}', '{', '"', "'", '\\', '#', ' ', ',', '=', '\t', '\r', '\n', 'é', '\u{1F6A2}'],
];

const painters = new Map<Host, { readonly ours: Painter; readonly host: Painter }>();

beforeAll(async () => {
  for (const host of ['dockerfile', 'yaml'] as const)
    painters.set(host, {
      ours: await createPainter(host, { injected: true }),
      host: await createPainter(host, { injected: false }),
    });
});

describe.each(['dockerfile', 'yaml'] as const)('on any text, the %s injection', (name) => {
  const anyText = fc
    .array(fc.constantFrom(...fragments), { maxLength: 40 })
    .map((chosen) => chosen.join(''));

  it('covers every line without gaps', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ours } = paintersFor(name);
        for (const line of ours.paint(text)) {
          const starts = line.tokens.map(({ startIndex }) => startIndex);
          expect(starts).toEqual([0, ...line.tokens.slice(0, -1).map((token) => token.endIndex)]);
        }
      }),
    );
  });

  it('leaves the host in the state it would have had', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ours, host } = paintersFor(name);
        // Before an unbalanced quote the host opens a string where the injection sees an image.
        fc.pre(name === 'yaml' || !/["']/.test(text));
        expect(ours.paint(text).map(({ openRules }) => openRules)).toEqual(
          host.paint(text).map(({ openRules }) => openRules),
        );
        if (name === 'yaml')
          expect(ours.paint(text).map(hostScopes)).toEqual(host.paint(text).map(hostScopes));
      }),
    );
  });
});

describe('a line of 100,000 characters', () => {
  it.each([
    ['FROM ', 'a'],
    ['FROM ', 'a/'],
    ['FROM ', 'A.'],
    ['FROM ', '${A:-'],
    ['FROM ', '${A${}}'],
    ['FROM redis:', '${A:-b}'],
    ['', 'FROM --x '],
    ['COPY ', '--a '],
    ['RUN ', '--mount='],
    ['RUN ', '--mount=a,'],
    ['RUN ', '--mount=a,from=b '],
    ['ARG A=', 'a:'],
    ['ARG A=', '1'],
    ['# syntax=', 'a:'],
    ['# seaworthy: ignore[', 'a,'],
    ['# seaworthy: ignore[a] -- ', '(until '],
  ])('of a Dockerfile is bounded work: %s%s…', (start, repeated) => {
    expect(searchesFor('dockerfile', start, repeated)).toBeLessThan(mostSearches);
  });

  it.each([
    ['image: ', 'a'],
    ['image: ', 'a/'],
    ['image: ', '${A:-'],
    ["image: '", 'a:'],
    ['image: redis:${A:-', 'b '],
    ['image: ', 'x.png'],
    ['x: ', 'docker-image://'],
    ['x: ', 'docker-image://a '],
    ['# ', 'seaworthy: '],
    ['# seaworthy: ignore[', 'a,'],
  ])('of a Compose file is bounded work: %s%s…', (start, repeated) => {
    expect(searchesFor('yaml', start, repeated)).toBeLessThan(mostSearches);
  });
});

function paintersFor(name: Host): { readonly ours: Painter; readonly host: Painter } {
  const found = painters.get(name);
  if (found === undefined) throw new Error(`no painters for ${name}`);
  return found;
}

function searchesFor(name: Host, start: string, repeated: string): number {
  const { ours } = paintersFor(name);
  ours.takeSearches();
  ours.paint(start + repeated.repeat(Math.ceil(longLine / repeated.length)));
  return ours.takeSearches();
}
