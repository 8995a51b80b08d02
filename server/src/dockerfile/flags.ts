import { DockerfileParser, type ModifiableInstruction } from 'dockerfile-ast';
import { slice, sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Instruction } from './instructions.ts';
import { isSpace } from './space.ts';
import { wordsOf } from './words.ts';

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

/** Splits the `--name=value` flags from an instruction's arguments. */
export function splitFlags({ keyword, rest }: Pick<Instruction, 'keyword' | 'rest'>): FlaggedText {
  const { text } = rest;
  if (!text.startsWith('--')) return { flags: [], rest };
  const end = endOfFlags(text);
  const written = text.slice(0, end);
  const places = simpleText.test(written) ? simpleFlags(written) : parsedFlags(keyword, written);
  return {
    flags: places.map(({ name, span, value }): Flag => ({
      name,
      value: withoutOuterQuotes(slice(rest, value)),
      span: sourceSpan(rest, span),
      removal: {
        start: sourceOffset(rest, span.start),
        end: sourceOffset(rest, skipBlanks(text, span.end)),
      },
    })),
    rest: slice(rest, { start: end, end: text.length }),
  };
}

/** Where a flag stands in the arguments. */
interface FlagPlace {
  readonly name: string;
  readonly span: Span;
  /** At the beginning of the arguments for a flag without `=`. */
  readonly value: Span;
}

/** What has no escape, no white space but blanks and nothing of a heredoc: each word is a flag, as it stands. */
const simpleText = /^[!-;=-[\]-~ \t]*$/;

function simpleFlags(text: string): readonly FlagPlace[] {
  return wordsOf(text).map((span) => {
    const word = text.slice(span.start, span.end);
    const equals = word.indexOf('=');
    return equals < 0
      ? { name: word.slice(2), span, value: { start: 0, end: 0 } }
      : {
          name: word.slice(2, equals),
          span,
          value: { start: span.start + equals + 1, end: span.end },
        };
  });
}

/**
 * dockerfile-ast reads the flags from the joined line, whose columns are offsets there: on the original
 * lines its ranges go wrong at continuations, and its shortcuts for single flags at a second flag.
 */
function parsedFlags(keyword: string, text: string): readonly FlagPlace[] {
  const prefix = `${keyword} `;
  const [instruction] = DockerfileParser.parse(prefix + text).getInstructions();
  const flags = (instruction as ModifiableInstruction | undefined)?.getFlags() ?? [];
  return flags.map((flag) => {
    const range = flag.getRange();
    const valueRange = flag.getValueRange();
    return {
      name: flag.getName(),
      span: {
        start: range.start.character - prefix.length,
        end: range.end.character - prefix.length,
      },
      value: {
        start: (valueRange?.start.character ?? prefix.length) - prefix.length,
        end: (valueRange?.end.character ?? prefix.length) - prefix.length,
      },
    };
  });
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
