import { isSpace } from './space.ts';

/** A physical line, without its line end. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** Where the next line starts. */
  readonly next: number;
}

const LF = 10;
const CR = 13;

export function lineAt(text: string, start: number): Line {
  const newline = text.indexOf('\n', start);
  if (newline < 0) return { start, end: text.length, next: text.length };
  let end = newline;
  while (end > start && text.charCodeAt(end - 1) === CR) end--;
  return { start, end, next: newline + 1 };
}

/** The offset of the line's first character that is not white space; its end when there is none. */
export function skipWhitespace(text: string, { start, end }: Line): number {
  let position = start;
  while (position < end && isSpace(text.charCodeAt(position))) position++;
  return position;
}

/** Behind a byte order mark and a `#!` line, as BuildKit looks for directives. */
export function startOfText(text: string): number {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return text.startsWith('#!', start) ? lineAt(text, start).next : start;
}

/** The offset of the escape character that continues this line, blanks behind it allowed. */
export function continuationAt(
  text: string,
  { start, end }: Line,
  escape: string,
): number | undefined {
  let last = end - 1;
  while (last >= start && (text.charAt(last) === ' ' || text.charAt(last) === '\t')) last--;
  if (last < start || text.charAt(last) !== escape) return undefined;
  return last > start && text.charAt(last - 1) === escape ? undefined : last;
}

/** Where the text of the line that ends before `next` ends. */
export function endOfLineBefore(text: string, next: number): number {
  let end = next;
  while (end > 0 && (text.charCodeAt(end - 1) === LF || text.charCodeAt(end - 1) === CR)) end--;
  return end;
}
