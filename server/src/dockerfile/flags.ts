import { DockerfileParser, type ModifiableInstruction } from 'dockerfile-ast';
import { slice, sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Instruction } from './instructions.ts';
import { isSpace } from './space.ts';

export interface Flag {
  readonly name: string;
  /** Empty for a flag without `=`. */
  readonly value: MappedText;
  /** In the document, from the dashes to the end of the value. */
  readonly span: Span;
  /** The flag and the white space behind it. */
  readonly removal: Span;
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
export function splitFlags({ keyword, rest }: Pick<Instruction, 'keyword' | 'rest'>): FlaggedText {
  const { text } = rest;
  if (!text.startsWith('--')) return { flags: [], rest };
  const end = endOfFlags(text);
  const prefix = `${keyword} `;
  const [instruction] = DockerfileParser.parse(prefix + text.slice(0, end)).getInstructions();
  const flags = (instruction as ModifiableInstruction | undefined)?.getFlags() ?? [];
  return {
    flags: flags.map((flag): Flag => {
      const range = flag.getRange();
      const valueRange = flag.getValueRange();
      const start = range.start.character - prefix.length;
      const flagEnd = range.end.character - prefix.length;
      const value = {
        start: (valueRange?.start.character ?? prefix.length) - prefix.length,
        end: (valueRange?.end.character ?? prefix.length) - prefix.length,
      };
      return {
        name: flag.getName(),
        value: withoutOuterQuotes(slice(rest, value)),
        span: sourceSpan(rest, { start, end: flagEnd }),
        removal: {
          start: sourceOffset(rest, start),
          end: sourceOffset(rest, skipBlanks(text, flagEnd)),
        },
      };
    }),
    rest: slice(rest, { start: end, end: text.length }),
  };
}

/** Where the first word that is no flag starts. */
function endOfFlags(text: string): number {
  let index = 0;
  while (text.startsWith('--', index)) {
    while (index < text.length && !isSpace(text.charCodeAt(index))) index++;
    index = skipBlanks(text, index);
  }
  return index;
}

function skipBlanks(text: string, start: number): number {
  let index = start;
  while (index < text.length && isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** BuildKit takes the quotes out of a flag before it reads the fields. */
function withoutOuterQuotes(value: MappedText): MappedText {
  const { length } = value.text;
  return /^(?:"[^"]*"|'[^']*')$/.test(value.text)
    ? slice(value, { start: 1, end: length - 1 })
    : value;
}

/** A field of a mount flag, `type=bind`. */
export interface MountField {
  /** In small letters. */
  readonly key: string;
  /** Empty for a field without `=`. */
  readonly value: MappedText;
  /** In the document, without the quotes around it. */
  readonly span: Span;
  /** The field and the comma that separates it from the others. */
  readonly removal: Span;
}

/** The fields of a mount flag, `type=bind,from=image,…`, separated and quoted as in CSV. */
export function mountFields(value: MappedText): readonly MountField[] {
  const { text } = value;
  const fields: MountField[] = [];
  let start = 0;
  let isQuoted = false;
  for (let index = 0; index <= text.length; index++) {
    const char = text.charAt(index);
    if (char === '"') isQuoted = !isQuoted;
    if ((char !== ',' || isQuoted) && index < text.length) continue;
    fields.push(mountField(value, { start, end: index }));
    start = index + 1;
  }
  return fields;
}

function mountField(value: MappedText, field: Span): MountField {
  const { text } = value;
  const isQuoted = text.startsWith('"', field.start) && text[field.end - 1] === '"';
  const start = isQuoted ? field.start + 1 : field.start;
  const end = isQuoted ? Math.max(start, field.end - 1) : field.end;
  const content = text.slice(start, end);
  const equals = content.indexOf('=');
  const removal =
    field.start > 0
      ? { start: field.start - 1, end: field.end }
      : { start: field.start, end: Math.min(field.end + 1, text.length) };
  return {
    key: (equals < 0 ? content : content.slice(0, equals)).toLowerCase(),
    value: slice(value, { start: equals < 0 ? end : start + equals + 1, end }),
    span: sourceSpan(value, { start, end }),
    removal: sourceSpan(value, removal),
  };
}
