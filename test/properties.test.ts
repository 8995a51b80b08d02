import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pinOffers } from '../server/src/analysis/pin-offers.ts';
import { analyze, defaultOptions, type AnalysisOptions } from '../server/src/analysis/report.ts';
import type { Language } from '../server/src/model/document-model.ts';
import { rules } from '../server/src/rules/index.ts';
import { defaultPolicy, honouredTools } from '../server/src/settings/policy.ts';
import type { Span } from '../server/src/text/span.ts';
import { applyEdits } from '../server/src/text/text-edit.ts';
import { sampleDigest } from './support/pinning.ts';
import { today } from './support/rule-examples.ts';

const everyRule: AnalysisOptions = {
  ...defaultOptions(rules, today),
  policy: { ...defaultPolicy, profile: 'strict', preview: true, honour: honouredTools },
};

const languages: readonly Language[] = ['dockerfile', 'compose'];

/** Words that mean something in either language, mixed with noise. */
const words = fc.constantFrom(
  ...(
    'FROM|from|AS|ARG|BASE=|COPY|--from=|RUN|--mount=type=bind,from=|ONBUILD|USER root|ENV A=b|scratch|' +
    '# escape=`|# syntax=|# note|\\\n|`\n|\n|\r\n|\t| |  |<<EOT|EOT|3<<-X|"|\'|$BASE|${BASE}|${A:-|}|${|$|$$|' +
    'alpine:3|python|redis:latest|localhost:5000/a:1|ghcr.io/x/y|@sha256:abc|:|@|/|' +
    'services:\n|  app:\n|    image: |    build:\n|      dockerfile_inline: |\n|        |&a |*a|<<: *a|- |[|]|{|}|>-|!!str |' +
    'privileged: true|volumes:|/var/run/docker.sock:/x|cap_add: [ALL]|user: "0"|pid: host|---\n|\uFEFF|\0|🐳|é'
  ).split('|'),
);
const text = fc
  .array(fc.oneof({ weight: 8, arbitrary: words }, fc.string({ maxLength: 4 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

describe.each(languages)('any text as %s', (language) => {
  it('gives a report whose spans lie inside the text', () => {
    fc.assert(
      fc.property(text, (source) => {
        const isInside = ({ start, end }: Span): boolean =>
          start >= 0 && start <= end && end <= source.length;
        const { findings, model, failures } = analyze({ text: source, language }, everyRule);
        const spans = [
          ...findings.flatMap(({ span, related }) => [span, ...related.map((place) => place.span)]),
          ...model.images.flatMap(({ span, uses }) => [span, ...uses]),
          ...model.containers.flatMap(({ nameSpan, grants }) => [
            nameSpan,
            ...grants.map(({ span }) => span),
          ]),
        ];
        expect(spans.filter((span) => !isInside(span))).toEqual([]);
        expect(failures).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('has the same references and the digest after a pin, and every other character as before', () => {
    fc.assert(
      fc.property(text, (source) => {
        const before = analyze({ text: source, language }, everyRule);
        for (const offer of pinOffers(before)) {
          if (offer.kind === 'blocked') continue;
          const { offset } = offer.version;
          const span = { start: offset, end: offset };
          const after = applyEdits(source, [{ span, newText: `@${sampleDigest}` }]);
          expect(
            after.slice(0, span.start) + after.slice(span.start + sampleDigest.length + 1),
          ).toBe(source);
          const images = analyze({ text: after, language }, everyRule).model.images;
          const found = images.find(({ span: { start } }) => start === offer.occurrence.span.start);
          const { registry, repository, tag } = offer.reference;
          expect(found?.image).toMatchObject({
            kind: 'reference',
            reference: { registry, repository, tag, digest: sampleDigest },
          });
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('bad input', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['only comments', '# a\n# b\n#\n'],
    [
      'binary',
      String.fromCharCode(...Array.from({ length: 4096 }, (_, index) => (index * 7919) % 65536)),
    ],
    ['one line of 10 MB', `FROM ${'x'.repeat(10_000_000)}`],
    ['10 MB of YAML on one line', `services: {a: {image: "${'y'.repeat(10_000_000)}"}}`],
    ['50,000 lines', 'RUN echo a && \\\n  echo b\n'.repeat(25_000)],
    ['50,000 stages', 'FROM alpine:3\n'.repeat(50_000)],
    [
      '50,000 open heredocs',
      Array.from({ length: 50_000 }, (_, i) => `RUN <<E${String(i % 9)}`).join('\n'),
    ],
    [
      '50,000 variables',
      Array.from({ length: 50_000 }, (_, i) => `ENV A${String(i)}=$A${String(i - 1)}`).join('\n'),
    ],
    ['a reference of 100,000 characters', `FROM ${'a/'.repeat(50_000)}b:1\n`],
    ['deep defaults', `FROM ${'${A:-'.repeat(50_000)}x${'}'.repeat(50_000)}\n`],
    ['defaults that are not closed', `services: {a: {image: "${'${A:-${B}'.repeat(5_000)}"}}\n`],
    [
      'a chain of 20,000 ARGs',
      `ARG A0=x\n${Array.from({ length: 20_000 }, (_, i) => `ARG A${String(i + 1)}=$A${String(i)}`).join('\n')}\nFROM $A20000\n`,
    ],
    [
      'an ENV of 50,000 lines',
      `FROM a:1\nENV ${Array.from({ length: 50_000 }, (_, i) => `A${String(i)}=b \\\n`).join('')} Z=1\n`,
    ],
    ['50,000 FROMs of one ARG', `ARG B=a:1\n${'FROM $B\n'.repeat(50_000)}`],
    [
      '20,000 different open heredocs',
      Array.from({ length: 20_000 }, (_, i) => `RUN <<E${String(i)}`).join('\n'),
    ],
    ['blanks in a directive', `# syntax=x${' '.repeat(100_000)}y\n`],
    ['blanks in a quoted value', `services: {a: {image: "\\x61${' '.repeat(100_000)}b"}}\n`],
    [
      'merges that double each other',
      `x-0: &a0 {image: a}\n${Array.from({ length: 40 }, (_, i) => `x-${String(i + 1)}: &a${String(i + 1)} {<<: [*a${String(i)}, *a${String(i)}]}`).join('\n')}\nservices: {s: {<<: *a40}}\n`,
    ],
    [
      'one large fragment in many services',
      `x: &a {volumes: [${'/a:/b, '.repeat(5_000)}]}\nservices:\n${Array.from({ length: 5_000 }, (_, i) => `  s${String(i)}: *a\n`).join('')}`,
    ],
    [
      '10,000 anchors of one name',
      `services:\n${Array.from({ length: 10_000 }, (_, i) => `  s${String(i)}: {image: &a "a:1"}\n  t${String(i)}: {image: *a}\n`).join('')}`,
    ],
    ['deep nesting', `a: ${'['.repeat(20_000)}`],
    ['deep maps', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['tabs', 'services:\n\tapp:\n\t\timage: redis\n'],
    ['unfinished YAML', 'services:\n  app:\n    image: "redis\n    ports: ['],
    ['many aliases', `x: &a [1]\nservices:\n  s:\n    volumes: [${'*a, '.repeat(20_000)}]\n`],
  ])('%s gives a report', (_, source) => {
    for (const language of languages)
      expect(analyze({ text: source, language }, everyRule).source.text).toBe(source);
  });
});
