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
  if (document.slice(span.start, span.end) === value) return verbatim(document, span);
  switch (scalar.type) {
    case 'BLOCK_LITERAL':
      return literalText(document, span, value);
    case 'BLOCK_FOLDED':
      return alignText(document, { start: contentStart(document, span), end: span.end }, value, '');
    case 'QUOTE_DOUBLE':
      return alignText(document, span, value, '\\');
    case 'QUOTE_SINGLE':
      return alignText(document, span, value, "'");
    default:
      return alignText(document, span, value, '');
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
  if (indented) return alignText(document, { start, end: span.end }, value, '');

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
 * Walks value and source side by side: escapes give one character, line folds give a space or a line
 * end, and indentation gives nothing.
 */
function alignText(
  document: string,
  span: Span,
  value: string,
  escape: '' | '\\' | "'",
): MappedText | undefined {
  const builder = new MappedTextBuilder(span.start);
  let source = span.start;
  let index = 0;
  while (index < value.length) {
    if (source >= span.end) return undefined;
    const written = document.charAt(source);
    const wanted = value.charAt(index);
    if (escape !== '' && written === escape) {
      const width = escapeWidth(document, source, escape);
      if (width === 0) {
        source = skipFold(document, source + 1);
        continue;
      }
      const character = String.fromCodePoint(value.codePointAt(index) ?? 0);
      builder.escaped(character, source, width);
      source += width;
      index += character.length;
    } else if (written === wanted) {
      builder.verbatim(wanted, source++);
      index++;
    } else if (isBlank(written)) {
      if (isBlank(wanted) && isLineEnd(written)) {
        builder.escaped(wanted, source, 1);
        index++;
      }
      source++;
    } else {
      return undefined;
    }
  }
  return builder.build();
}

const escapeLengths: ReadonlyMap<string, number> = new Map([
  ['x', 4],
  ['u', 6],
  ['U', 10],
  ['\r', 0],
  ['\n', 0],
]);

/** How many characters the escape takes; 0 for one that joins two lines. */
function escapeWidth(document: string, at: number, escape: '\\' | "'"): number {
  return escape === "'" ? 2 : (escapeLengths.get(document.charAt(at + 1)) ?? 2);
}

function skipFold(document: string, start: number): number {
  let position = start;
  while (isBlank(document.charAt(position))) position++;
  return position;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || isLineEnd(char);
}

function isLineEnd(char: string): boolean {
  return char === '\n' || char === '\r';
}
