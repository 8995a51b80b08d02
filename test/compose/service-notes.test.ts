import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import type { Note } from '../../server/src/model/document-model.ts';
import { at } from './service.ts';
import { readMarks, withMarks } from '../support/markers.ts';

function onlyNote(text: string): Note {
  const { notes } = lowerCompose(text);
  expect(notes).toHaveLength(1);
  const [note] = notes;
  if (note === undefined) throw new Error('There is no note.');
  return note;
}

/** A comment for us, short enough for a table. */
const ours = '# seaworthy: ignore[user-root]';

describe('what a comment speaks of', () => {
  it.each([
    ['the field on its line', `services:\n  a:\n    «user: root» ${ours}\n    init: true\n`],
    ['the field below it', `services:\n  a:\n    ${ours}\n    «user: root»\n    init: true\n`],
    [
      'the field below other comments and blank lines',
      `services:\n  a:\n    ${ours}\n    # x\n\n    «user: root»\n`,
    ],
    [
      'a service with all that is in it',
      `services:\n  «a: ${ours}\n    user: root\n    init: true\n»  b:\n    image: a\n`,
    ],
    [
      'the service below it',
      `services:\n  ${ours}\n  «a:\n    user: root\n    init: true\n»  b:\n    image: a\n`,
    ],
    ['an item', `services:\n  a:\n    cap_add:\n      - «ALL» ${ours}\n      - X\n`],
    [
      'the item below it',
      `services:\n  a:\n    cap_add:\n      ${ours}\n      - «ALL»\n      - X\n`,
    ],
    [
      'an item of several lines',
      `services:\n  a:\n    volumes:\n      - «type: bind ${ours}\n        source: /\n»      - b:/c\n`,
    ],
    [
      'a field inside an item',
      `services:\n  a:\n    volumes:\n      - type: bind\n        «source: /» ${ours}\n      - b:/c\n`,
    ],
    ['a value on its own line', `services:\n  a:\n    image:\n      «a:1» ${ours}\n`],
    ['a list in brackets', `services:\n  a:\n    «cap_add: [A, B]» ${ours}\n`],
    [
      'a line in brackets',
      `services:\n  a:\n    cap_add: [\n      «A, B», ${ours}\n      C\n    ]\n`,
    ],
    [
      'a block of text',
      `services:\n  a:\n    «command: | ${ours}\n      # x\n      id\n»    init: true\n`,
    ],
    ['all of one line', `«services: {a: {user: root}}» ${ours}\n`],
    ['a field before CRLF', `services:\r\n  a:\r\n    «user: root» ${ours}\r\n`],
    ['a node of the second document', `a: 1\n---\nservices:\n  a:\n    «user: root» ${ours}\n`],
    ['a quoted key', `services:\n  a:\n    «"user": root» ${ours}\n`],
    ['an alias', `x: &x\n  root\nservices:\n  a:\n    «user: *x» ${ours}\n`],
  ])('%s', (_, marked) => {
    const { text } = readMarks(marked);
    const { scope } = onlyNote(text);
    expect(withMarks(text, scope === undefined ? [] : [scope])).toBe(marked);
  });

  it.each([
    ['nothing behind the last line', `services: {}\n${ours}\n`],
    ['nothing on the line of a bracket', `services: {\n} ${ours}\n`],
    ['no document below', `services: {}\n${ours}\n---\na: 1\n`],
    ['nothing in an empty file', ours],
  ])('%s', (_, text) => {
    expect(onlyNote(text).scope).toBeUndefined();
  });
});

describe('which comments are noted', () => {
  it.each([
    '# seaworthy: ignore[user-root] -- why (until 2027-01-31)',
    '#seaworthy: ignore-file[user-root]',
    '# hadolint ignore=DL3002',
    '# check=skip=SecretsUsedInArgOrEnv',
    '# trivy:ignore:DS-0002',
    '#checkov:skip=CKV_DOCKER_3: why',
  ])('%s', (comment) => {
    const text = `services:\n  ${comment}\n  a: {}\n`;
    const note = onlyNote(text);
    expect(at(text, note.span)).toBe(comment);
    expect(note.text).toBe(comment.slice(1).trim());
  });

  it.each([
    ['another comment', 'a: 1 # the seaworthy: linter'],
    ['plain text', 'a: b#seaworthy: ignore[x]'],
    ['quoted text', `a: "b ${ours}"`],
    ['a quoted key', `"b ${ours}": a`],
    ['quoted text of several lines', `a: "b\n  ${ours}\n  c"`],
    ['a block', `a: |\n  b\n  ${ours}\n`],
    ['a folded block in a list', `- >-\n  b\n  ${ours}\n- c`],
    [
      'a Dockerfile inside',
      `services:\n  a:\n    build:\n      dockerfile_inline: |\n        ${ours}\n        FROM a\n`,
    ],
  ])('not %s', (_, text) => {
    expect(lowerCompose(text).notes).toEqual([]);
  });

  it('are found at the end of other comments', () => {
    const text = `a: 1 # see above ${ours}\n`;
    expect(at(text, onlyNote(text).span)).toBe(ours);
  });
});

describe('the top of a file', () => {
  it.each([
    ['', true],
    ['\uFEFF', true],
    ['# Licence\n\n', true],
    ['%YAML 1.2\n---\n', true],
    ['---\n', true],
    ['a: 1\n', false],
    ['--- {a: 1}\n', false],
  ])('%j', (before, isAtTop) => {
    expect(onlyNote(`${before}${ours}\nservices: {}\n`)).toMatchObject({
      isAtTop,
      isOwnLine: true,
    });
  });

  it('does not matter behind content', () => {
    expect(onlyNote(`a: 1 ${ours}\n`)).toMatchObject({ isAtTop: false, isOwnLine: false });
  });

  it.each([
    ['«»services: {}\n'],
    ['\uFEFF«»services: {}\n'],
    ['«»# Licence\nservices: {}\n'],
    ['---\n«»services: {}\n'],
    ['%YAML 1.2\n--- # x\n«»services: {}\n'],
    ['# Licence\n---\n«»services: {}\n'],
    ['«»--- {services: {}}\n'],
    ['«»'],
  ])('a comment for the whole file can stand here: %j', (marked) => {
    const { text } = readMarks(marked);
    const { fileNoteOffset: offset } = lowerCompose(text);
    expect(withMarks(text, [{ start: offset, end: offset }])).toBe(marked.replace('«»', '»«'));
  });
});
