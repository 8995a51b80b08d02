import { describe, expect, it } from 'vitest';
import { readMarks } from '../support/markers.ts';
import { at, lowered } from './lowered.ts';

describe('comments that speak to a linter', () => {
  it.each([
    'seaworthy: ignore[user-root] -- a reason',
    'Seaworthy: ignore[user-root]',
    'hadolint ignore=DL3006',
    'hadolint global ignore=DL3006',
    'check=skip=JSONArgsRecommended',
    'Check = error=true;skip=all',
    'trivy:ignore:DS-0002',
    'checkov:skip=CKV_DOCKER_3: a reason',
  ])('# %s', (text) => {
    const source = `FROM a:1\n  # ${text}  \nUSER root\n`;
    const [note, ...others] = lowered(source).notes;
    expect(others).toEqual([]);
    expect(note).toMatchObject({ text, isAtTop: false, isOwnLine: true });
    expect(at(source, note?.span)).toBe(`# ${text}  `);
    expect(at(source, note?.scope)).toBe('USER root');
  });

  it.each(['# about hadolint', '# checked', '#', '# syntax=a/b:1'])('but not %s', (line) => {
    expect(lowered(`${line}\nFROM a:1\n`).notes).toEqual([]);
  });

  it('nor what only looks like a comment', () => {
    const text = 'FROM a:1\nRUN <<E\n# seaworthy: x\nE\nRUN echo "# seaworthy: x"\n';
    expect(lowered(text).notes).toEqual([]);
  });
});

describe('what they speak of', () => {
  it.each([
    ['the next instruction', 'FROM a:1\n# hadolint x\n\n# note\n«USER root»\nCMD x\n'],
    ['with its continuations', 'FROM a:1\n# hadolint x\n«RUN a \\\n  b»\n'],
    ['with its here-documents', 'FROM a:1\n# hadolint x\n«RUN <<E\na\nE»\nCMD x\n'],
    ['with its here-documents at the end', 'FROM a:1\n# hadolint x\n«RUN <<E\na\nE»'],
    ['with CRLF', 'FROM a:1\r\n# hadolint x\r\n  «USER root»\r\nCMD x\r\n'],
    ['the first of all', '# hadolint x\n«FROM a:1»\n'],
    ['a global ARG', '# hadolint x\n«ARG A=1»\nFROM a:1\n'],
    [
      'inside an instruction the next line',
      'FROM a:1\nENV A=1 \\\n  # hadolint x\n  «B=2» \\\n  C=3\n',
    ],
    ['or its last line', 'FROM a:1\nENV A=1 \\\n\n  # hadolint x\n\n  «B=2 C=3»\nCMD x\n'],
    ['nothing at the end', 'FROM a:1\n# hadolint x\n'],
    ['nothing behind the last line', 'FROM a:1\nENV A=1 \\\n# hadolint x\n'],
    ['nothing as a directive', '# check=skip=all\nFROM a:1\n'],
  ])('%s', (_, marked) => {
    const { text, spans } = readMarks(marked);
    expect(lowered(text).notes.map(({ scope }) => scope)).toEqual([spans[0]]);
  });

  it('several may speak of one', () => {
    const { text, spans } = readMarks('# hadolint x\n# trivy:ignore:y\n«FROM a:1»\n');
    const [scope] = spans;
    expect(lowered(text).notes).toMatchObject([{ scope }, { scope }]);
  });
});

describe('the top of the file', () => {
  it.each([
    ['# hadolint x\nFROM a:1\n', true],
    ['# check=skip=all\nFROM a:1\n', true],
    ['\n# note\n# hadolint x\nARG A\nFROM a:1\n', true],
    ['ARG A\n# hadolint x\nFROM a:1\n', false],
    ['FROM \\\n# hadolint x\na:1\n', false],
  ])('%j: %s', (text, isAtTop) => {
    expect(lowered(text).notes).toMatchObject([{ isAtTop }]);
  });
});
