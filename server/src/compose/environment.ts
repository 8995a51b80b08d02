import {
  expand,
  knownText,
  type Chunk,
  type Definition,
  type Expansion,
  type Lookup,
} from '../model/template.ts';
import { MappedTextBuilder, type MappedText } from '../text/mapped-text.ts';
import { parseInterpolation } from './interpolation.ts';

/** A text such as that of `.env`, and where it begins in the model's text. */
export interface PlacedText {
  readonly text: string;
  readonly start: number;
}

/**
 * The variables that files such as `.env` set, each file over those before it and `outer` over them all.
 * Follows Docker's "Syntax for environment files"; lines that Compose refuses are passed over. The variables of
 * the shell in which Compose runs count over all of these, and nobody knows them here.
 */
export function readEnvironment(texts: readonly PlacedText[], outer: Lookup): Lookup {
  if (texts.length === 0) return outer;
  const own = new Map<string, Definition>();
  const lookup: Lookup = (name) => outer(name) ?? own.get(name);
  for (const { name, at, value, isLiteral } of texts.flatMap(assignmentsIn)) {
    const expansion = isLiteral ? textOf(value) : expand(parseInterpolation(value), lookup);
    own.set(name, { at, value: expansion.map(fromElsewhere) });
  }
  return lookup;
}

function fromElsewhere(chunk: Chunk): Chunk {
  return chunk.kind === 'text' ? { ...chunk, elsewhere: chunk.text } : chunk;
}

/** The string that a variable is set to, when it is known. */
export function knownVariable(lookup: Lookup, name: string): string | undefined {
  const definition = lookup(name);
  return definition && knownText(definition.value);
}

function textOf(value: MappedText): Expansion {
  return value.text === '' ? [] : [{ kind: 'text', text: value, through: [] }];
}

interface Assignment extends WrittenValue {
  readonly name: string;
  /** Where it begins in the model's text. */
  readonly at: number;
}

interface WrittenValue {
  /** With its quotes and escapes undone, in its place in the model's text. */
  readonly value: MappedText;
  /** Whether a dollar sign in it is one. */
  readonly isLiteral: boolean;
}

/** `NAME=value`, also with `export` before it or with a colon; a name alone has its value from the shell. */
const beginning = /[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_.-]+)[^\S\n]*[=:]/uy;

function assignmentsIn(source: PlacedText): readonly Assignment[] {
  const { text, start } = source;
  const assignments: Assignment[] = [];
  for (let at = 0; at < text.length;) {
    beginning.lastIndex = at;
    const match = beginning.exec(text);
    const found = match === null ? undefined : readValue(source, at + match[0].length);
    if (found !== undefined) assignments.push({ name: match?.[1] ?? '', at: start + at, ...found });
    at = endOfLine(text, found?.end ?? at) + 1;
  }
  return assignments;
}

interface ReadValue extends WrittenValue {
  readonly end: number;
}

/** Nothing is known of a value whose closing quote is missing. */
function readValue(source: PlacedText, at: number): ReadValue | undefined {
  const { text } = source;
  const end = endOfLine(text, at);
  const line = text.slice(at, end);
  const first = at + line.length - line.trimStart().length;
  const quote = text.charAt(first);
  if (first < end && (quote === '"' || quote === "'")) return readQuoted(source, first, quote);
  const comment = /\s#/.exec(line)?.index ?? line.length;
  const content = line.slice(0, comment).trim();
  const builder = new MappedTextBuilder(source.start + first);
  builder.verbatim(content, source.start + first);
  return { value: builder.build(), isLiteral: false, end };
}

/** A value in quotes may go over several lines. */
function readQuoted(
  { text, start }: PlacedText,
  open: number,
  quote: string,
): ReadValue | undefined {
  const isLiteral = quote === "'";
  const escapes = isLiteral ? literalEscapes : expandedEscapes;
  const builder = new MappedTextBuilder(start + open + 1);
  let at = open + 1;
  while (at < text.length && text.charAt(at) !== quote) {
    const width = text.charAt(at) === '\\' ? 2 : 1;
    const sequence = text.slice(at, at + width);
    const unescaped = escapes.get(sequence);
    if (unescaped === undefined) builder.verbatim(sequence, start + at);
    else builder.escaped(unescaped, start + at, width);
    at += width;
  }
  return at < text.length ? { value: builder.build(), isLiteral, end: at } : undefined;
}

const literalEscapes: ReadonlyMap<string, string> = new Map([["\\'", "'"]]);

const expandedEscapes: ReadonlyMap<string, string> = new Map([
  ['\\n', '\n'],
  ['\\r', '\r'],
  ['\\t', '\t'],
  ['\\"', '"'],
  ['\\\\', '\\'],
  // Stays a dollar sign when variables are put in.
  ['\\$', '$$'],
]);

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
