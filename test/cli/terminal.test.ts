import { describe, expect, it } from 'vitest';
import { steadyColumns, terminalOf } from '../../server/src/cli/terminal.ts';

const pipe = {};
const screen = { isTTY: true, columns: 120 };

function hasColours(environment: Readonly<Record<string, string>>, stdout = screen): boolean {
  return terminalOf({ stdin: pipe, stdout, stderr: pipe }, environment).hasColours;
}

describe('the terminal of a process', () => {
  it('is known stream by stream', () => {
    expect(terminalOf({ stdin: screen, stdout: pipe, stderr: screen }, {})).toEqual({
      isOutput: false,
      isErrors: true,
      isInput: true,
      columns: undefined,
      hasColours: false,
    });
    expect(terminalOf({ stdin: pipe, stdout: screen, stderr: pipe }, {})).toMatchObject({
      isOutput: true,
      columns: 120,
    });
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [{ FORCE_COLOR: '0' }, false],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, true],
  ])('has colours with %j: %j', (environment, expected) => {
    expect(hasColours(environment)).toBe(expected);
  });

  it('has colours in a pipe only when they are forced', () => {
    const stdout = { isTTY: false, columns: 0 };
    expect(hasColours({}, stdout)).toBe(false);
    expect(hasColours({ FORCE_COLOR: '1' }, stdout)).toBe(true);
  });

  it('is of the usual width when it does not know its own', () => {
    const unknown = { columns: 0 };
    const none: { columns?: number } = {};
    const narrow = { columns: 30 };
    for (const stream of [unknown, none, narrow]) steadyColumns(stream);
    expect([unknown, none, narrow]).toEqual([{ columns: 80 }, {}, { columns: 30 }]);
  });
});
