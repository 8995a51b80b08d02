import { describe, expect, it } from 'vitest';
import { knownVariable, readEnvironment } from '../../server/src/compose/environment.ts';
import type { Lookup } from '../../server/src/model/template.ts';

const nothingSet: Lookup = () => undefined;

/** The variables of texts that stand one behind the other. */
function read(texts: readonly string[], outer: Lookup = nothingSet): Lookup {
  let start = 0;
  const placed = texts.map((text) => {
    start += text.length + 1;
    return { text, start: start - text.length - 1 };
  });
  return readEnvironment(placed, outer);
}

const value = (...texts: readonly string[]): string | undefined => knownVariable(read(texts), 'A');

describe('a variable of an environment file', () => {
  it.each<[string, string, string | undefined]>([
    ['plain', 'A=b', 'b'],
    ['with blanks around', '  A = b c  \n', 'b c'],
    ['exported', 'export A=b', 'b'],
    ['with a colon', 'A: b', 'b'],
    ['empty', 'A=', ''],
    ['before CRLF', 'A=b\r\nB=c\r\n', 'b'],
    ['the last of two', 'A=b\nA=c', 'c'],
    ['below comments and blank lines', '# A=x\n\n  # A=y\nA=b', 'b'],
    ['before a comment', 'A=b # c', 'b'],
    ['before an early comment', 'A= # c', ''],
    ['with a number sign', 'A=b#c', 'b#c'],
    ['in double quotes', 'A="b # c" # d', 'b # c'],
    ['in single quotes', "A='b # c' # d", 'b # c'],
    ['with escapes', String.raw`A="b\t\"c\"\\\n\q"`, 'b\t"c"\\\n\\q'],
    ['without escapes', String.raw`A='b\n\'c'`, String.raw`b\n'c`],
    ['with quotes inside', `A=b"c"`, 'b"c"'],
    ['over several lines', 'A="b\nc"\nB=d', 'b\nc'],
    ['with another one', 'B=c\nA=b/$B/${B}', 'b/c/c'],
    ['with another one in double quotes', 'B=c\nA="${B}"', 'c'],
    ['with a default', 'A=${B:-c}', 'c'],
    ['with one that is set later', 'A=$B\nB=c', undefined],
    ['with dollar signs', "A='$B'", '$B'],
    ['with an escaped dollar sign', String.raw`A="\$B"`, '$B'],
    ['whose quote is not closed', 'A="b\nB=c', undefined],
    ['that is not set', 'A\nB=c', undefined],
    ['with a name that is none', 'A B=c\n!A=b', undefined],
    ['below a line that is none', '????\nA=b', 'b'],
  ])('%s', (_, text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('has its value from the last file that sets it', () => {
    expect(value('A=b', 'A=c\nB=d')).toBe('c');
  });

  it('has its value from outside first', () => {
    const outer = read(['A=outer']);
    expect(knownVariable(read(['A=b\nB=$A'], outer), 'A')).toBe('outer');
    expect(knownVariable(read(['A=b\nB=$A'], outer), 'B')).toBe('outer');
  });

  it('is read in time that grows with the text', () => {
    const text = `${'A="\\"\n'.repeat(20_000)}${"A='b\n".repeat(20_000)}${'x '.repeat(50_000)}\nA=b\n`;
    expect(value(text, 'A=c')).toBe('c');
  });
});
