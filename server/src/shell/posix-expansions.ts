import { MappedTextBuilder, slice, sourceEnd, sourceOffset } from '../text/mapped-text.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { canNest, createReader, type PosixReader } from './posix-reader.ts';
import type { Holder } from './script.ts';

/** Names, digits and special parameters (POSIX, 2.5), sticky behind the `$`. */
const parameter = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;

/**
 * Reads what begins with `$` or a backquote (POSIX, 2.6): variables, substitutions, arithmetic.
 * Tells whether it is one; a `$` that stands for itself is skipped like one.
 */
export function readExpansion(reader: PosixReader, isInQuotes: boolean): boolean {
  const { text, at } = reader;
  if (text.charAt(at) === '`') {
    readBackquotes(reader, isInQuotes);
    return true;
  }
  const next = text.charAt(at + 1);
  if (next === '(') {
    if (text.charAt(at + 2) === '(') skipBalanced(reader, isInQuotes);
    else readSubstitution(reader, 'substitution');
    return true;
  }
  if (next === '{') {
    skipBalanced(reader, isInQuotes);
    return true;
  }
  parameter.lastIndex = at + 1;
  const isParameter = parameter.test(text);
  reader.at = isParameter ? parameter.lastIndex : at + 1;
  return isParameter;
}

/** Reads `$(…)`, `<(…)` or `>(…)`. */
export function readSubstitution(reader: PosixReader, relation: Holder['relation']): void {
  if (!isUnread(reader)) {
    if (relation !== 'substitution') reader.at++;
    skipBalanced(reader, false);
    return;
  }
  reader.substitutions.add(sourceOffset(reader.source, reader.at));
  reader.at += 2;
  const pipelines = reader.readList(reader, ')');
  if (reader.text.charAt(reader.at) === ')') reader.at++;
  reader.nested.push({ relation, pipelines });
}

/** Whether the substitution that begins here is to be read, and not one that the shell around this one has run. */
function isUnread(reader: PosixReader): boolean {
  return canNest(reader) && !reader.substitutions.has(sourceOffset(reader.source, reader.at));
}

/**
 * Skips `${…}`, `$((…))`, `(…)` and what else comes in pairs, quotes and all, from its first character on.
 * Command substitutions in it are read.
 */
export function skipBalanced(reader: PosixReader, isInQuotes: boolean): void {
  const { text } = reader;
  const closers: string[] = [];
  let quotes = isInQuotes ? 1 : 0;
  do {
    const char = text.charAt(reader.at);
    const closer = closers.at(-1);
    if (char === '\\') {
      reader.at += 2;
    } else if (char === closer) {
      if (char === '"') quotes--;
      closers.pop();
      reader.at++;
    } else if (char === '"') {
      quotes++;
      closers.push('"');
      reader.at++;
    } else if (char === "'" && (closer === ')' || (closer === '}' && quotes === 0))) {
      skipPast(reader, "'", reader.at + 1);
    } else if (char === '`') {
      readBackquotes(reader, quotes > 0);
    } else if (char === '$' && text.charAt(reader.at + 1) === '{') {
      closers.push('}');
      reader.at += 2;
    } else if (char === '$' && text.charAt(reader.at + 1) === '(') {
      if (closers.length > 0 && text.charAt(reader.at + 2) !== '(' && isUnread(reader)) {
        readSubstitution(reader, 'substitution');
      } else {
        closers.push(')');
        reader.at += 2;
      }
    } else if (char === '(' && (closer === ')' || closer === undefined)) {
      closers.push(')');
      reader.at++;
    } else {
      reader.at++;
    }
  } while (closers.length > 0 && reader.at < text.length);
  reader.at = Math.min(reader.at, text.length);
}

/** Moves behind the next such character, or to the end of the text. */
export function skipPast(reader: PosixReader, char: string, from: number): void {
  const end = reader.text.indexOf(char, from);
  reader.at = end < 0 ? reader.text.length : end + 1;
}

/** Reads a substitution in backquotes, in which a backslash hides a backquote, a `$` or itself (POSIX, 2.6.3). */
function readBackquotes(reader: PosixReader, isInQuotes: boolean): void {
  const { text, at: start } = reader;
  const isRead = isUnread(reader);
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== '`') end += text.charAt(end) === '\\' ? 2 : 1;
  end = Math.min(end, text.length);
  reader.at = Math.min(end + 1, text.length);
  if (!isRead) return;
  reader.substitutions.add(sourceOffset(reader.source, start));
  const content = slice(reader.source, { start: start + 1, end });
  const inner = createReader(
    unescapedText(content, isInQuotes ? '`$\\"' : '`$\\'),
    reader,
    reader.readList,
  );
  reader.nested.push({ relation: 'substitution', pipelines: reader.readList(inner, undefined) });
}

/** The text without the backslashes that stand before one of `escapable`. */
export function unescapedText(source: MappedText, escapable: string): MappedText {
  const { text } = source;
  if (!text.includes('\\')) return source;
  const builder = new MappedTextBuilder(source.anchor);
  let start = 0;
  let at = text.indexOf('\\');
  while (at >= 0) {
    const char = text.charAt(at + 1);
    if (char !== '' && escapable.includes(char)) {
      builder.append(source, { start, end: at });
      const place = sourceOffset(source, at);
      if (char !== '\n') builder.escaped(char, place, sourceEnd(source, at + 2) - place);
      start = at + 2;
    }
    at = text.indexOf('\\', at + 2);
  }
  builder.append(source, { start, end: text.length });
  return builder.build();
}
