import { DockerfileParser, type ModifiableInstruction } from 'dockerfile-ast';
import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Instruction } from './instructions.ts';
import { wordsOf } from './words.ts';

export interface Flag {
  readonly name: string;
  /** Empty for a flag without `=`. */
  readonly value: MappedText;
}

export interface FlaggedText {
  readonly flags: readonly Flag[];
  /** The arguments behind the flags. */
  readonly rest: MappedText;
}

/**
 * Splits the `--name=value` flags from an instruction's arguments.
 *
 * dockerfile-ast reads them from the joined line, whose columns are offsets there: on the original
 * lines its ranges go wrong at continuations, and its shortcuts for single flags at a second flag.
 */
export function splitFlags({ keyword, rest }: Instruction): FlaggedText {
  if (!rest.text.startsWith('--')) return { flags: [], rest };
  const words = wordsOf(rest.text);
  const firstArgument = words.find((word) => !rest.text.startsWith('--', word.start));
  const end = firstArgument?.start ?? rest.text.length;
  const prefix = `${keyword} `;
  const [instruction] = DockerfileParser.parse(prefix + rest.text.slice(0, end)).getInstructions();
  const flags = (instruction as ModifiableInstruction | undefined)?.getFlags() ?? [];
  return {
    flags: flags.map((flag) => {
      const range = flag.getValueRange();
      const start = (range?.start.character ?? prefix.length) - prefix.length;
      const valueEnd = (range?.end.character ?? prefix.length) - prefix.length;
      const value = withoutOuterQuotes(slice(rest, { start, end: valueEnd }));
      return { name: flag.getName(), value };
    }),
    rest: slice(rest, { start: end, end: rest.text.length }),
  };
}

/** The value of `key` in a mount flag, `type=bind,from=image,…`, whose fields are separated as in CSV. */
export function mountOption(value: MappedText, key: string): MappedText | undefined {
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index <= value.text.length; index++) {
    const char = value.text.charAt(index);
    if (char === '"') isQuoted = !isQuoted;
    if ((char !== ',' || isQuoted) && index < value.text.length) continue;
    const option = fieldValue(value, { start, end: index }, key);
    if (option !== undefined) return option;
    start = index + 1;
  }
  return undefined;
}

/** BuildKit takes the quotes out of a flag before it reads the fields. */
function withoutOuterQuotes(value: MappedText): MappedText {
  const { length } = value.text;
  return /^(?:"[^"]*"|'[^']*')$/.test(value.text)
    ? slice(value, { start: 1, end: length - 1 })
    : value;
}

function fieldValue(
  value: MappedText,
  field: { readonly start: number; readonly end: number },
  key: string,
): MappedText | undefined {
  const isQuoted = value.text.startsWith('"', field.start) && value.text[field.end - 1] === '"';
  const start = isQuoted ? field.start + 1 : field.start;
  const end = isQuoted ? Math.max(start, field.end - 1) : field.end;
  const prefix = `${key}=`;
  const found = value.text.slice(start, start + prefix.length).toLowerCase() === prefix;
  return found
    ? slice(value, { start: start + prefix.length, end: Math.max(end, start + prefix.length) })
    : undefined;
}
