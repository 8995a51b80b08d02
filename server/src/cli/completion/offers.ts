import type { OptionDescription, ValueDescription } from '../commands/description.ts';

/** The words that a value may be; undefined where those are files, or anything. */
export function wordsOf(
  { choices, completion }: ValueDescription,
  rules: readonly string[],
): readonly string[] | undefined {
  return completion === 'rules' ? rules : choices;
}

/** All flags of an option: `-f` and `--format`. */
export function allFlags({ flag, short }: OptionDescription): readonly string[] {
  return short === undefined ? [flag] : [short, flag];
}

/** The first sentence of a text, without its full stop and the backticks of what is to be typed. */
export function hintOf(text: string): string {
  return text.replaceAll('`', '').replace(/\.(?: .*)?$/s, '');
}

/** One word of a shell, whatever the text holds: single quotes keep all but themselves. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
