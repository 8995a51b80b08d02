import type { Span } from './span.ts';

/** A place as LSP counts: lines from 0, characters in UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A place as people and editors write it, from 1: `3:14`. */
export function shownPosition({ line, character }: Position): string {
  return `${line + 1}:${character + 1}`;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/**
 * Translates between offsets and positions of one text.
 * Lines end with `\n`, `\r\n` or a lone `\r`, as LSP 3.18 (`EOL`) says.
 */
export interface LineIndex {
  readonly lineCount: number;
  /** Offset of the line's first character. */
  startOf(line: number): number;
  positionAt(offset: number): Position;
  /** Offset of a position; one beyond the text or the line is moved to the end of it. */
  offsetAt(position: Position): number;
  rangeOf(span: Span): Range;
}

const LF = 10;
const CR = 13;

export function createLineIndex(text: string): LineIndex {
  const starts = lineStarts(text);

  function positionAt(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: wanted - (starts[low] ?? 0) };
  }

  function offsetAt({ line, character }: Position): number {
    const start = starts[line];
    if (start === undefined) return line < 0 ? 0 : text.length;
    let end = starts[line + 1] ?? text.length;
    while (end > start && isEndOfLine(text.charCodeAt(end - 1))) end--;
    return Math.max(start, Math.min(start + character, end));
  }

  return {
    lineCount: starts.length,
    startOf: (line) => starts[line] ?? text.length,
    positionAt,
    offsetAt,
    rangeOf: (span) => ({ start: positionAt(span.start), end: positionAt(span.end) }),
  };
}

function isEndOfLine(code: number): boolean {
  return code === LF || code === CR;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === LF || (code === CR && text.charCodeAt(index + 1) !== LF)) starts.push(index + 1);
  }
  return starts;
}
