import {
  expand,
  knownText,
  type Definition,
  type Expansion,
  type Lookup,
} from '../model/template.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { parseInterpolation } from './interpolation.ts';

/**
 * The variables that files such as `.env` set, each file over those before it and `outer` over them all.
 * Follows Docker's "Syntax for environment files"; lines that Compose refuses are passed over.
 */
export function readEnvironment(texts: readonly string[], outer: Lookup): Lookup {
  if (texts.length === 0) return outer;
  const own = new Map<string, Definition>();
  const lookup: Lookup = (name) => outer(name) ?? own.get(name);
  for (const { name, value, isLiteral } of texts.flatMap(assignmentsIn)) {
    const expansion = isLiteral
      ? textOf(value)
      : expand(parseInterpolation(unplaced(value)), lookup);
    const known = knownText(expansion);
    // A known value counts as one text, whatever it was put together from.
    own.set(name, { at: 'other-file', value: known === undefined ? expansion : textOf(known) });
  }
  return lookup;
}

/** The string that a variable is set to, when it is known. */
export function knownVariable(lookup: Lookup, name: string): string | undefined {
  const definition = lookup(name);
  return definition && knownText(definition.value);
}

function textOf(value: string): Expansion {
  return value === '' ? [] : [{ kind: 'text', text: unplaced(value), through: [] }];
}

/** Text of a file that is no part of the model's text. */
function unplaced(text: string): MappedText {
  return { text, pieces: [], anchor: 0 };
}

interface Assignment extends WrittenValue {
  readonly name: string;
}

interface WrittenValue {
  readonly value: string;
  /** Whether a dollar sign in it is one. */
  readonly isLiteral: boolean;
}

/** `NAME=value`, also with `export` before it or with a colon; a name alone has its value from the shell. */
const beginning = /[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_.-]+)[^\S\n]*[=:]/uy;

function assignmentsIn(text: string): readonly Assignment[] {
  const assignments: Assignment[] = [];
  for (let at = 0; at < text.length;) {
    beginning.lastIndex = at;
    const match = beginning.exec(text);
    const found = match === null ? undefined : readValue(text, at + match[0].length);
    if (found !== undefined) assignments.push({ name: match?.[1] ?? '', ...found });
    at = endOfLine(text, found?.end ?? at) + 1;
  }
  return assignments;
}

interface ReadValue extends WrittenValue {
  readonly end: number;
}

/** Nothing is known of a value whose closing quote is missing. */
function readValue(text: string, at: number): ReadValue | undefined {
  const end = endOfLine(text, at);
  const line = text.slice(at, end);
  const start = at + line.length - line.trimStart().length;
  const quote = text.charAt(start);
  if (start < end && (quote === '"' || quote === "'")) return readQuoted(text, start, quote);
  const comment = /\s#/.exec(line)?.index ?? line.length;
  return { value: line.slice(0, comment).trim(), isLiteral: false, end };
}

/** A value in quotes may go over several lines. */
function readQuoted(text: string, start: number, quote: string): ReadValue | undefined {
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== quote) end += text.charAt(end) === '\\' ? 2 : 1;
  if (end >= text.length) return undefined;
  const content = text.slice(start + 1, end);
  return quote === "'"
    ? { value: content.replaceAll("\\'", "'"), isLiteral: true, end }
    : { value: content.replaceAll(/\\(.)/gs, unescape), isLiteral: false, end };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  // Stays a dollar sign when variables are put in.
  ['$', '$$'],
]);

function unescape(sequence: string, character: string): string {
  return escapes.get(character) ?? sequence;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}
