import type { Command, Word } from './script.ts';

/** Which options of a program take a value; the others take none. */
export interface OptionGrammar {
  /** Letters of short options with a value, glued on or in the next word: `o` for `-o file` and `-ofile`. */
  readonly letters?: string;
  /** Long options, without `--`, whose value may be the next word; `--name=value` needs no mention. */
  readonly names?: readonly string[];
}

export interface Option {
  /** As it is called, dashes included: `-k` also when it is one of `-fsSLk`; `--insecure`. */
  readonly name: string;
  /** The word that it stands in. */
  readonly word: Word;
  readonly value: string | undefined;
  /** The word that the value stands in, which is `word` when it is glued on. */
  readonly valueWord: Word | undefined;
}

export interface Arguments {
  readonly options: readonly Option[];
  /** What is neither an option nor the value of one; everything behind `--`. */
  readonly operands: readonly Word[];
}

/** The arguments of a command by the conventions of POSIX (12.2) and GNU, options and operands in any order. */
export function argumentsOf({ words }: Command, grammar: OptionGrammar = {}): Arguments {
  const options: Option[] = [];
  const operands: Word[] = [];
  let index = 1;
  while (index < words.length) {
    const word = words[index];
    if (word === undefined) break;
    if (word.text === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    const read = readOptions(words, index, grammar);
    if (read.length === 0) operands.push(word);
    options.push(...read);
    index = nextIndex(words, index, read);
  }
  return { options, operands };
}

/** The options that the word at `index` holds: several in a cluster of letters, none when it is an operand. */
export function readOptions(
  words: readonly Word[],
  index: number,
  { letters = '', names = [] }: OptionGrammar,
): readonly Option[] {
  const word = words[index];
  if (word === undefined || word.text.length < 2 || !word.text.startsWith('-')) return [];
  const { text } = word;
  if (text.startsWith('--')) {
    const equals = text.indexOf('=');
    if (equals >= 0)
      return [
        { name: text.slice(0, equals), word, value: text.slice(equals + 1), valueWord: word },
      ];
    const valueWord = names.includes(text.slice(2)) ? words[index + 1] : undefined;
    return [{ name: text, word, value: valueWord?.text, valueWord }];
  }
  const options: Option[] = [];
  for (let at = 1; at < text.length; at++) {
    const letter = text.charAt(at);
    const takesValue = letters.includes(letter);
    const isGlued = takesValue && at + 1 < text.length;
    const valueWord = isGlued ? word : takesValue ? words[index + 1] : undefined;
    const value = isGlued ? text.slice(at + 1) : valueWord?.text;
    options.push({ name: `-${letter}`, word, value, valueWord });
    if (takesValue) break;
  }
  return options;
}

/** The index behind the options that were read at `index`, and behind the value of the last one. */
export function nextIndex(words: readonly Word[], index: number, read: readonly Option[]): number {
  const valueWord = read.at(-1)?.valueWord;
  return valueWord !== undefined && valueWord === words[index + 1] ? index + 2 : index + 1;
}
