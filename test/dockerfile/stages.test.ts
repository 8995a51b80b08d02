import { describe, expect, it } from 'vitest';
import { at, lowered } from './lowered.ts';

function reaches(text: string, targets?: readonly string[]): string {
  const { containers } = lowered(text, targets && { targets });
  return containers.map(({ reach }) => reach).join(' ');
}

const chain = 'FROM a:1 AS base\nFROM base AS test\nFROM b:1 AS build\nFROM base\n';

describe('how far a stage reaches', () => {
  it.each<[string, string, readonly string[] | undefined, string]>([
    ['the last one is final', 'FROM a:1\n', undefined, 'final'],
    ['what it is built from is inherited', chain, undefined, 'inherited builder builder final'],
    [
      'also through others',
      'FROM a:1 AS x\nFROM x AS y\nFROM Y\n',
      [],
      'inherited inherited final',
    ],
    ['targets take the place of the last', chain, ['test'], 'inherited final builder builder'],
    ['in any case', chain, ['BUILD'], 'builder builder final builder'],
    ['by number', chain, ['2'], 'builder builder final builder'],
    ['several', chain, ['base', 'test'], 'final final builder builder'],
    ['unless they are not there', chain, ['other', '9'], 'inherited builder builder final'],
  ])('%s', (_, text, targets, expected) => {
    expect(reaches(text, targets)).toBe(expected);
  });

  it('copying from a stage makes it no more than a builder', () => {
    expect(reaches('FROM a:1 AS b\nFROM c:1\nCOPY --from=b /x /x\n')).toBe('builder final');
  });
});

describe('numbers of stages', () => {
  it('begin where the caller says', () => {
    const text = 'FROM a:1 AS b\nFROM b\nCOPY --from=0 x y\nCOPY --from=b x y\n';
    const { containers, images } = lowered(text, { firstContainer: 3, targets: ['1'] });
    expect(containers.map(({ base, reach }) => [base, reach])).toEqual([
      [undefined, 'inherited'],
      [3, 'final'],
    ]);
    expect(images.map(({ container, image }) => [container, image.kind])).toEqual([
      [3, 'reference'],
      [4, 'stage'],
      [4, 'stage'],
      [4, 'stage'],
    ]);
    expect(images.flatMap(({ image }) => (image.kind === 'stage' ? [image.stage] : []))).toEqual([
      3, 3, 3,
    ]);
  });
});

describe('the place for a USER', () => {
  it.each([
    ['behind the last instruction that builds', 'FROM a:1\nRUN x\n|CMD y\n'],
    ['behind FROM when nothing is built', 'FROM a:1\n|CMD y\n'],
    ['behind a here-document', 'FROM a:1\nRUN <<E\nx\nE\n|CMD y\n'],
    ['behind continuations', 'FROM a:1\nCOPY a \\\n # why\n b\n|ENTRYPOINT y\n'],
    ['in every stage', 'FROM a:1\nRUN x\n|FROM b:1\nWORKDIR /app\n|ENV A=1\n'],
    ['with CRLF', 'FROM a:1\r\nRUN x\r\n|CMD y\r\n'],
    ['nowhere without a line end', 'FROM a:1\nRUN x'],
  ])('is %s', (_, marked) => {
    const text = marked.replaceAll('|', '');
    const sites = lowered(text).containers.flatMap(({ userSite }) => userSite ?? []);
    const parts = [0, ...sites.map(({ start }) => start)].map((start, index) =>
      text.slice(start, sites[index]?.start),
    );
    expect(parts.join('|')).toBe(marked);
  });
});

describe('the place for a comment on the whole file', () => {
  it.each([
    ['at the start', '|FROM a:1\n'],
    ['before other comments', '|# note\nFROM a:1\n'],
    ['behind the byte order mark', '\uFEFF|FROM a:1\n'],
    ['behind #!', '#!/usr/bin/env docker\n|FROM a:1\n'],
    ['behind directives', '# syntax=docker/dockerfile:1\n# escape=`\n|# note\nFROM a:1\n'],
  ])('is %s', (_, marked) => {
    const text = marked.replace('|', '');
    const { fileNoteOffset } = lowered(text);
    expect(`${text.slice(0, fileNoteOffset)}|${text.slice(fileNoteOffset)}`).toBe(marked);
  });
});

it('a stage is headed by its image', () => {
  const text = 'FROM --platform=x a:1 AS b\nFROM\n';
  expect(lowered(text).containers.map(({ name, nameSpan }) => [name, at(text, nameSpan)])).toEqual([
    ['b', 'a:1'],
    [undefined, 'FROM'],
  ]);
});
