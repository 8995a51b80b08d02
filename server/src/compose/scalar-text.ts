import type { Scalar } from 'yaml';
import { MappedTextBuilder, verbatim, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/**
 * The value of a YAML string with the place of each of its characters in the document, whatever way it
 * is written: plain, quoted, literal or folded. Undefined when value and source cannot be matched.
 */
export function scalarText(document: string, scalar: Scalar): MappedText | undefined {
  if (typeof scalar.value !== 'string' && typeof scalar.source !== 'string') return undefined;
  const value = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
  const range = scalar.range;
  if (range === undefined || range === null) return undefined;
  const isQuoted = scalar.type === 'QUOTE_DOUBLE' || scalar.type === 'QUOTE_SINGLE';
  const span = isQuoted
    ? { start: range[0] + 1, end: range[1] - 1 }
    : { start: range[0], end: range[1] };
  if (span.end - span.start === value.length && document.startsWith(value, span.start))
    return verbatim(document, span);
  switch (scalar.type) {
    case 'BLOCK_LITERAL':
      return literalText(document, span, value);
    case 'BLOCK_FOLDED':
      return foldedText(document, { start: contentStart(document, span), end: span.end }, value);
    case 'QUOTE_DOUBLE':
      return flowText(document, span, value, '\\');
    case 'QUOTE_SINGLE':
      return flowText(document, span, value, "'");
    default:
      return flowText(document, span, value, '');
  }
}

function contentStart(document: string, span: Span): number {
  const newline = document.indexOf('\n', span.start);
  return newline < 0 ? span.end : newline + 1;
}

/** YAML 1.2.2, 8.1: every line loses the indentation of the first that is not empty, or the one indicated. */
function literalText(document: string, span: Span, value: string): MappedText | undefined {
  const start = contentStart(document, span);
  const header = document.slice(span.start, start);
  const content = document.slice(start, span.end);
  const firstIndent = /^(?: *\r?\n)*( *)/.exec(content)?.[1]?.length ?? 0;
  const indented = /^[|>][+-]?[1-9]/.test(header);
  if (indented) return foldedText(document, { start, end: span.end }, value);

  const builder = new MappedTextBuilder(start);
  let lineStart = start;
  const lines = value.split('\n');
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast && line === '') break;
    const newline = document.indexOf('\n', lineStart);
    const lineEnd = newline < 0 || newline > span.end ? span.end : newline;
    const textStart = Math.min(lineStart + firstIndent, lineEnd);
    if (!document.startsWith(line, textStart)) return undefined;
    builder.verbatim(line, textStart);
    const behind = textStart + line.length;
    if (!isLast) builder.escaped('\n', behind, lineEnd + 1 - behind);
    lineStart = lineEnd + 1;
  }
  return builder.build();
}

/**
 * Plain and quoted text, YAML 1.2.2, 7.3: escapes give one character, one line break gives a space and
 * each further one a line end, and blanks around line breaks give nothing.
 */
function flowText(
  document: string,
  span: Span,
  value: string,
  escape: '' | '\\' | "'",
): MappedText | undefined {
  const builder = new MappedTextBuilder(span.start);
  let source = span.start;
  let index = 0;
  while (source < span.end) {
    const written = document.charAt(source);
    const isJoint = escape === '\\' && written === escape && isLineEnd(document.charAt(source + 1));
    const blanks = blankRun(document, isJoint ? source + 1 : source, span.end);
    if (isJoint || blanks.lineBreaks > 0) {
      const ends = '\n'.repeat(Math.max(0, blanks.lineBreaks - 1));
      const folded = ends === '' && !isJoint ? ' ' : ends;
      if (!value.startsWith(folded, index)) return undefined;
      for (const char of folded) builder.escaped(char, source, blanks.end - source);
      index += folded.length;
      source = blanks.end;
      continue;
    }
    if (blanks.end > source) {
      const run = document.slice(source, blanks.end);
      if (!value.startsWith(run, index)) return undefined;
      builder.verbatim(run, source);
      index += run.length;
      source = blanks.end;
      continue;
    }
    if (index >= value.length) return undefined;
    if (escape !== '' && written === escape) {
      const width = escape === "'" ? 2 : (escapeWidths.get(document.charAt(source + 1)) ?? 2);
      const character = String.fromCodePoint(value.codePointAt(index) ?? 0);
      builder.escaped(character, source, width);
      source += width;
      index += character.length;
    } else {
      const run = document.slice(source, wordEnd(document, source, span.end, escape));
      if (!value.startsWith(run, index)) return undefined;
      builder.verbatim(run, source);
      source += run.length;
      index += run.length;
    }
  }
  return index === value.length ? builder.build() : undefined;
}

/** Where the characters end that stand for themselves. */
function wordEnd(document: string, start: number, limit: number, escape: string): number {
  let end = start + 1;
  while (end < limit && !isBlank(document.charAt(end)) && document.charAt(end) !== escape) end++;
  return end;
}

const escapeWidths: ReadonlyMap<string, number> = new Map([
  ['x', 4],
  ['u', 6],
  ['U', 10],
]);

interface BlankRun {
  readonly end: number;
  readonly lineBreaks: number;
}

function blankRun(document: string, start: number, limit: number): BlankRun {
  let end = start;
  let lineBreaks = 0;
  while (end < limit && isBlank(document.charAt(end))) {
    if (document.charAt(end) === '\n') lineBreaks++;
    end++;
  }
  return { end, lineBreaks };
}

/**
 * Folded text, YAML 1.2.2, 8.1.3, walked side by side with its value: what of the blanks and line ends gives
 * a character is only told from the others by the value, so their places are near, those of the rest exact.
 */
function foldedText(document: string, span: Span, value: string): MappedText | undefined {
  const builder = new MappedTextBuilder(span.start);
  let source = span.start;
  let index = 0;
  while (index < value.length) {
    const run = commonLength(document, { start: source, end: span.end }, value, index);
    builder.verbatim(value.slice(index, index + run), source);
    source += run;
    index += run;
    if (index === value.length) break;
    const wanted = value.charAt(index++);
    while (
      source < span.end &&
      document.charAt(source) !== wanted &&
      isBlank(document.charAt(source)) &&
      !(isLineEnd(document.charAt(source)) && isBlank(wanted))
    )
      source++;
    const written = document.charAt(source);
    const isKnown = source < span.end && (written === wanted || isBlank(written));
    if (!isKnown && !isLineEnd(wanted)) return undefined;
    if (written === wanted) builder.verbatim(wanted, source);
    else builder.escaped(wanted, Math.min(source, span.end), 0);
    if (isKnown) source++;
  }
  return builder.build();
}

/** How many characters of the document are those of the value. */
function commonLength(document: string, span: Span, value: string, index: number): number {
  let length = 0;
  while (
    span.start + length < span.end &&
    index + length < value.length &&
    document.charCodeAt(span.start + length) === value.charCodeAt(index + length)
  )
    length++;
  return length;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || isLineEnd(char);
}

function isLineEnd(char: string): boolean {
  return char === '\n' || char === '\r';
}
