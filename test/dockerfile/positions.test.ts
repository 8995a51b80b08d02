import { describe, expect, it } from 'vitest';
import { readMarks, withMarks } from '../support/markers.ts';
import { lowered } from './lowered.ts';

/** The marked parts are the references that must be found, each alone, in the order of the text. */
function expectReferences(marked: string): void {
  const { text } = readMarks(marked);
  const spans = lowered(text)
    .images.filter(({ image }) => image.kind === 'reference')
    .map(({ span }) => span);
  expect(withMarks(text, spans)).toBe(marked);
}

function kinds(text: string): readonly string[] {
  return lowered(text).images.map(({ image }) => image.kind);
}

describe('the reference alone is found', () => {
  it.each([
    ['in FROM', 'FROM «alpine:3.22»\n'],
    ['behind flags', 'FROM --platform=$BUILDPLATFORM   «alpine:3.22» AS base\n'],
    ['in lower case', 'from «alpine:3.22» as base\n'],
    ['in quotes', 'FROM "«alpine:3.22»"\nFROM \'«redis:7»\'\n'],
    ['on the next line', 'FROM \\\n  «alpine:3.22» \\\n  AS base\n'],
    ['behind comments and empty lines', 'FROM \\\n# why\n\n  # how\n  «alpine:3.22»\n'],
    ['across two lines', 'FROM «alp\\\nine:3.22»\n'],
    ['with another escape character', '# escape=`\nFROM `\n  «alpine:3.22»\n'],
    ['after a byte order mark', '\uFEFFFROM «alpine:3.22»\n'],
    ['before CRLF', 'FROM «alpine:3.22»\r\nCOPY --from=«redis:7» a b\r\n'],
    ['in COPY and ADD', 'FROM «a:1»\nCOPY --chown=1 --from=«b:2» x y\nADD --from=«c:3» x y\n'],
    ['in mounts', 'FROM «a:1»\nRUN --mount=type=bind,from=«b:2»,target=/b --mount=from=«c:3» ls\n'],
    ['in a quoted mount field', 'FROM «a:1»\nRUN --mount=type=bind,"from=«b:2»" ls\n'],
    ['in a mount in quotes', 'FROM «a:1»\nRUN --mount="type=bind,from=«b:2»,target=/b" ls\n'],
    ['behind an empty registry', 'ARG REGISTRY=\nFROM ${REGISTRY}«a:1»\n'],
    ['in ONBUILD', 'FROM «a:1»\nONBUILD COPY --from=«b:2» x y\n'],
    ['in the syntax directive', '# syntax=«docker/dockerfile:1»\nFROM «a:1»\n'],
    ['in a directive with blanks around', '#  syntax = «docker/dockerfile:1»  \nFROM «a:1»\n'],
    ['in an ARG', 'ARG BASE=«python:3.8»\nFROM ${BASE}\n'],
    ['in a quoted ARG', 'ARG BASE="«python:3.8»"\nFROM $BASE\n'],
    ['in the second ARG of a line', 'ARG A=1 BASE=«python:3.8»\nFROM $BASE\n'],
    ['in an ARG behind another', 'ARG IMG=«python:3.8»\nARG BASE=${IMG}\nFROM $BASE\n'],
    ['in a default', 'FROM ${BASE:-«python:3.8»}\n'],
    ['in a nested default', 'FROM ${A:-${B-«python:3.8»}}\n'],
    ['once where two FROMs share an ARG', 'ARG B=«a:1»\nFROM $B AS x\nFROM $B\n'],
    ['where defaults make up only a part', 'ARG V=3\nFROM «python:${V}»\n'],
    ['next to heredocs', 'FROM «a:1»\nRUN <<EOT cat\nFROM evil:1\nEOT\nFROM «b:1»\n'],
  ])('%s', (_, marked) => {
    expectReferences(marked);
  });
});

describe('what is not an image', () => {
  it('is a stage, whatever its case', () => {
    expect(kinds('FROM a:1 AS Build\nFROM BUILD\nCOPY --from=build x y\n')).toEqual([
      'reference',
      'stage',
      'stage',
    ]);
  });

  it('is a stage by number', () => {
    expect(kinds('FROM a:1\nFROM b:1\nCOPY --from=0 x y\n')).toEqual([
      'reference',
      'reference',
      'stage',
    ]);
  });

  it('is a stage below for COPY, but not for FROM', () => {
    expect(kinds('FROM later\nCOPY --from=later x y\nFROM a:1 AS later\n')).toEqual([
      'reference',
      'stage',
      'reference',
    ]);
  });

  it('is not a stage of its own name', () => {
    expect(kinds('FROM alpine AS alpine\n')).toEqual(['reference']);
  });

  it('is scratch', () => {
    expect(kinds('FROM scratch\n')).toEqual(['scratch']);
  });

  it('may be a stage of the build that an ONBUILD waits for', () => {
    expect(kinds('FROM a:1\nONBUILD COPY --from=builder x y\n')).toEqual(['reference', 'unknown']);
  });

  it.each(['FROM ${BASE}\n', 'ARG V\nFROM python:$V\n', 'FROM base-${TARGETARCH}\n'])(
    'cannot be known: %j',
    (text) => {
      expect(kinds(text)).toEqual(['unknown']);
    },
  );

  it('has at least a known end behind a variable registry', () => {
    expect(kinds('FROM ${REGISTRY}/ubuntu\n')).toEqual(['partly-known']);
  });
});

describe('values of variables', () => {
  it.each([
    ['ARG V=1\nARG V=2\nFROM a:$V\n', '2'],
    ['ARG V=1\nARG V\nFROM a:$V\n', '1'],
    ['ARG A=3\nARG B=${A}.2\nFROM a:$B\n', '3.2'],
    ['FROM a:${V:-9}\n', '9'],
    ['ARG V=\nFROM a:${V:-9}\n', '9'],
    ['ARG V=\nFROM a:1${V-9}\n', '1'],
    ['ARG V=x\nFROM a:1${V:+-slim}\n', '1-slim'],
    ['FROM a:1${V:+-slim}\n', '1'],
    ["ARG V='1'\nFROM a:$V\n", '1'],
    ['ARG V=1\\.2\nFROM a:$V\n', '1.2'],
  ])('%j gives the tag %s', (text, tag) => {
    const [occurrence] = lowered(text).images;
    expect(occurrence?.image).toMatchObject({ kind: 'reference', reference: { tag } });
  });

  it.each([
    ['FROM a:1\nENV U=app\nARG U=root\nUSER $U\n', 'app'],
    ['FROM a:1 AS b\nENV U=app\nFROM b\nARG U=root\nUSER $U\n', 'app'],
    ['FROM a:1 AS b\nARG U=root\nFROM b\nUSER $U\n', 'root'],
    ['ARG U=root\nFROM a:1\nUSER $U\n', undefined],
  ])('an ENV hides an ARG: %j runs as %s', (text, user) => {
    const settings = lowered(text).containers.flatMap(({ grants }) => grants);
    expect(settings).toMatchObject([{ kind: 'user', user }]);
  });

  it('stay small when they double each other', () => {
    const doubling = Array.from(
      { length: 64 },
      (_, i) => `ARG A${String(i + 1)}=$A${String(i)}$A${String(i)}`,
    );
    expect(kinds(`ARG A0=aa\n${doubling.join('\n')}\nFROM $A64\n`)).toEqual(['unknown']);
  });
});
