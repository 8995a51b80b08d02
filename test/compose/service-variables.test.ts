import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { at, lastService, serviceText } from './service.ts';

interface Row {
  readonly name: string;
  readonly written: string | undefined;
  readonly literal: string | undefined;
  readonly known: string | undefined;
}

/** The settings of the last service, each with what an editor would mark of it and of its value. */
function variables(text: string) {
  return lastService(text).variables.map(({ kind, span, valueSpan, ...setting }) => ({
    ...setting,
    kind,
    marked: at(text, span),
    value: at(text, valueSpan),
  }));
}

const plain = (value: string | undefined): Omit<Row, 'name'> => ({
  written: value,
  literal: value,
  known: value,
});

describe('what a setting says', () => {
  it.each([
    ['abc', plain('abc')],
    ['"a b"', plain('a b')],
    ["'it''s'", plain("it's")],
    ['12', plain('12')],
    ['0x1F', plain('0x1F')],
    ['true', plain('true')],
    ['""', plain('')],
    ['', plain(undefined)],
    ['null', plain(undefined)],
    ['${A}', { written: '${A}', literal: undefined, known: undefined }],
    ['${A:-x}', { written: '${A:-x}', literal: 'x', known: 'x' }],
    ['${A-${B:-x}}', { written: '${A-${B:-x}}', literal: 'x', known: 'x' }],
    ['${A:?set it}', { written: '${A:?set it}', literal: undefined, known: undefined }],
    ['p${A:-x}', { written: 'p${A:-x}', literal: undefined, known: 'px' }],
    ['pa$$word', { written: 'pa$$word', literal: 'pa$word', known: 'pa$word' }],
  ])('%s', (value, expected) => {
    expect(variables(serviceText(`environment:\n  NAME: ${value}`))).toMatchObject([
      { kind: 'env', name: 'NAME', ...expected },
    ]);
  });

  it('over several lines', () => {
    const text = serviceText('environment:\n  KEY: |\n    one\n    two');
    expect(variables(text)).toMatchObject([{ name: 'KEY', written: 'one\ntwo\n' }]);
  });
});

describe('where a setting stands', () => {
  it.each([
    ['  NAME: "a" # x', 'NAME: "a"', '"a"'],
    ['  "NAME": a', '"NAME": a', 'a'],
    ['  NAME:', 'NAME', undefined],
    ['  - NAME=a', 'NAME=a', 'a'],
    ['  - "NAME=a b"', 'NAME=a b', 'a b'],
    ['  - NAME="a"', 'NAME="a"', '"a"'],
    ['  - NAME', 'NAME', undefined],
    ['  - NAME=', 'NAME=', ''],
    ['  - "NAME=x\\ty"', 'NAME=x\\ty', 'x\\ty'],
  ])('%s', (lines, marked, value) => {
    const [setting] = variables(serviceText(`environment:\n${lines}`));
    expect(setting).toMatchObject({ name: 'NAME', marked });
    expect(setting?.value).toBe(value);
  });

  it('is not here when an alias brings it', () => {
    const text = 'x-v: &v secret\nservices:\n  app:\n    environment: {A: *v}\n';
    expect(variables(text)).toMatchObject([{ marked: 'A', literal: 'secret', value: undefined }]);
  });

  it('may be a fragment', () => {
    const text =
      'x-e: &e\n  A: one\n  B: two\nservices:\n  app:\n    environment:\n      <<: *e\n      B: three\n';
    expect(variables(text)).toMatchObject([
      { name: 'B', literal: 'three', marked: 'B: three' },
      { name: 'A', literal: 'one', marked: 'A: one', removal: undefined },
    ]);
  });
});

describe('arguments of a build', () => {
  it.each(['build:\n  args:\n    TOKEN: x', 'build:\n  args:\n    - TOKEN=x'])('%j', (lines) => {
    expect(variables(serviceText(lines))).toMatchObject([
      { kind: 'build-arg', name: 'TOKEN', literal: 'x' },
    ]);
  });
});

it.each(['post_start', 'pre_stop'])('the environment of %s counts too', (hook) => {
  const lines = `environment:\n  A: x\n${hook}:\n  - command: id\n    environment: [TOKEN=y]`;
  expect(variables(serviceText(lines))).toMatchObject([
    { kind: 'env', name: 'A' },
    { kind: 'env', name: 'TOKEN', marked: 'TOKEN=y', value: 'y' },
  ]);
});

describe('removing a setting', () => {
  it.each([
    ['environment:\n  A: 1\n  B: 2\n', 'environment:\n  B: 2\n'],
    ['environment:\n  - A=1 # x\n  - B\n', 'environment:\n  - B\n'],
    ['environment:\n  A:\n  B: 2\n', 'environment:\n  B: 2\n'],
    ['environment:\n  A: null # x\n  B: 2\n', 'environment:\n  B: 2\n'],
    ['environment: {A: , B: 2}\n', 'environment: {B: 2}\n'],
    ['environment:\n  A: |\n    x\n    y\n\n  B: 2\n', 'environment:\n\n  B: 2\n'],
    ['restart: no\nenvironment:\n  A: 1\n', 'restart: no\n'],
    ['build:\n  context: .\n  args: [A=1]\n', 'build:\n  context: .\n'],
  ])('%j', (before, after) => {
    const text = serviceText(before);
    const removal = lastService(text).variables[0]?.removal;
    expect(removal && applyEdits(text, [{ span: removal, newText: '' }])).toBe(serviceText(after));
  });
});

it('stops where a fragment says the same in thousands of services', () => {
  const fragment = Array.from({ length: 300 }, (_, at) => `  K${String(at)}: v\n`).join('');
  const services = Array.from({ length: 300 }, (_, at) => `  s${String(at)}: {environment: *x}\n`);
  const { containers } = lowerCompose(`x-e: &x\n${fragment}services:\n${services.join('')}`);
  expect(containers).toHaveLength(300);
  expect(containers[0]?.variables).toHaveLength(300);
  expect(containers.at(-1)?.variables).toEqual([]);
});
