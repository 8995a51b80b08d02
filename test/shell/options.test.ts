import { describe, expect, it } from 'vitest';
import { allCommands } from '../../server/src/shell/commands.ts';
import { argumentsOf, type Option, type OptionGrammar } from '../../server/src/shell/options.ts';
import { readScript } from '../../server/src/shell/read-script.ts';
import type { Command } from '../../server/src/shell/script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';

const curl = { letters: 'oHd', names: ['output', 'header'] };

function commandOf(text: string): Command {
  const [place] = allCommands(readScript(verbatim(text, { start: 0, end: text.length }), 'posix'));
  if (place === undefined) throw new Error(`No command in ${text}`);
  return place.command;
}

/** The first option of a command with one of these names. */
function first(text: string, names: readonly string[], grammar: OptionGrammar): Option | undefined {
  return argumentsOf(commandOf(text), grammar).options.find(({ name }) => names.includes(name));
}

describe('the arguments of a command', () => {
  it.each<[string, string[], string[]]>([
    ['curl -fsSLk a', ['-f', '-s', '-S', '-L', '-k'], ['a']],
    ['curl -o k a', ['-o=k'], ['a']],
    ['curl -ok a', ['-o=k'], ['a']],
    ['curl -fok a', ['-f', '-o=k'], ['a']],
    ['curl --insecure a', ['--insecure'], ['a']],
    ['curl --output b a', ['--output=b'], ['a']],
    ['curl --output=b a', ['--output=b'], ['a']],
    ['curl a -k b', ['-k'], ['a', 'b']],
    ['curl -- -k', [], ['-k']],
    ['curl - ""', [], ['-', '']],
    ['curl a -o', ['-o'], ['a']],
    ['curl -H "-k: b" a', ['-H=-k: b'], ['a']],
  ])('%s', (text, options, operands) => {
    const found = argumentsOf(commandOf(text), curl);
    expect(
      found.options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)),
    ).toEqual(options);
    expect(found.operands.map((word) => word.text)).toEqual(operands);
  });

  it('know their words', () => {
    const text = 'curl -fo file --header=a b';
    const { options } = argumentsOf(commandOf(text), curl);
    const words = options.map(({ word, valueWord }) =>
      [word, valueWord].map((part) => part && text.slice(part.span.start, part.span.end)),
    );
    expect(words).toEqual([
      ['-fo', undefined],
      ['-fo', 'file'],
      ['--header=a', '--header=a'],
    ]);
  });

  it('are found by name', () => {
    const names = ['-k', '--insecure'];
    expect(first('curl -fk a', names, curl)?.word.text).toBe('-fk');
    expect(first('curl -o -k a', names, curl)).toBeUndefined();
  });
});
