/**
 * What ends a value: the word's end, that of the line, or, as in a mapping of YAML, the end of all lines below that are
 * indented deeper.
 */
export type ValueEnd = 'word' | 'line' | 'mapping';

const farthestLineStart = 1000;

/** Where the value that begins at `start` ends at the latest; quotes and continued lines belong to it. */
export function valueEnd(text: string, start: number, ending: ValueEnd): number {
  const quoted = endOfOpenQuote(text, start) ?? wordEnd(text, start);
  if (ending === 'word') return quoted;
  const end = lineEnd(text, quoted);
  return ending === 'line' ? end : blockEnd(text, start, end);
}

const quote = /\\*["']/y;

/** The end of a word for which shells and Dockerfiles take the text: spaces end it unless they are quoted. */
function wordEnd(text: string, start: number): number {
  let index = start;
  while (index < text.length) {
    quote.lastIndex = index;
    const opener = quote.exec(text)?.[0];
    if (opener !== undefined) index = closingEnd(text, index + opener.length, opener);
    else if (/\s/.test(text.charAt(index))) break;
    else index += escapeLength(text, index);
  }
  return Math.min(index, text.length);
}

/** `"NAME=some text"`: a quote right before the name goes on to its partner. */
function endOfOpenQuote(text: string, start: number): number | undefined {
  const before = /(\\*["'])[\w.-]+=$/.exec(text.slice(lineStart(text, start), start));
  return before?.[1] === undefined ? undefined : closingEnd(text, start, before[1]);
}

/** Behind the partner of a quote, which stands alone or with the same backslashes; the text's end when there is none. */
function closingEnd(text: string, start: number, opener: string): number {
  let index = start;
  while (index < text.length) {
    if (text.startsWith(opener, index)) return index + opener.length;
    index += opener.endsWith('"') ? escapeLength(text, index) : 1;
  }
  return text.length;
}

/** A backslash or a backtick takes the next character with it, or the end of the line. */
function escapeLength(text: string, index: number): number {
  const char = text.charAt(index);
  const isContinuation = /^[\\`]\r?\n/.test(text.slice(index, index + 3));
  if (isContinuation) return text.charAt(index + 1) === '\r' ? 3 : 2;
  return char === '\\' ? 2 : 1;
}

/** The end of the line and of those that it is continued by. */
function lineEnd(text: string, index: number): number {
  let end = text.indexOf('\n', index);
  while (end > 0 && /[\\`]\r?$/.test(text.slice(end - 2, end))) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

/** Where the line of `index` begins; of a very long one, a place before it that is near enough. */
export function lineStart(text: string, index: number): number {
  const from = Math.max(0, index - farthestLineStart);
  return from + text.slice(from, index).lastIndexOf('\n') + 1;
}

/** The end of the last line below that is indented deeper than the line with `start`, or is an item of its list. */
function blockEnd(text: string, start: number, firstEnd: number): number {
  const key = text.slice(lineStart(text, start), start);
  const isSection = /^\s*secrets:\s*$/.test(key);
  const isEmpty = text.slice(start, firstEnd).trim() === '';
  // The section of Compose, and the list of a service, hold names.
  if (isSection && isEmpty) return firstEnd;
  const indentation = indentationOf(key);
  let end = firstEnd;
  while (end < text.length) {
    const next = lineEnd(text, end + 1);
    const line = text.slice(end + 1, next);
    const depth = indentationOf(line);
    const belongs =
      line.trim() === '' ||
      depth > indentation ||
      (depth === indentation && isItem(line) && isEmpty);
    if (!belongs) break;
    end = next;
  }
  return end;
}

function indentationOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

function isItem(line: string): boolean {
  return /^\s*-(?:\s|$)/.test(line);
}
