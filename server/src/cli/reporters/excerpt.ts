import { createLineIndex, type Range } from '../../text/line-index.ts';
import type { Span } from '../../text/span.ts';
import { characterWidth, cut, plainCharacter, type Cell } from './cells.ts';
import type { ReportedFile } from './reporter.ts';
import { secretsOf } from './secrets.ts';

/** A line of a source, and a line of the same columns that marks a part of it. */
export interface Excerpt {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly marks: string;
}

/** Shows places of one text. */
export interface Excerpts {
  /** The first line of a place in at most so many columns; undefined when nothing stands there. */
  show(range: Range, columns: number): Excerpt | undefined;
}

/** Stands for what is hidden, whatever its length. */
const hidden = '•••';
/** Of a line that is longer, no more than this on either side of the place is looked at. */
const farthest = 1000;

/** Secrets are hidden in the lines of a file. */
export function createExcerpts(file: Pick<ReportedFile, 'text' | 'checked'>): Excerpts {
  const { text } = file;
  const lines = createLineIndex(text);
  let secrets: readonly Span[] | undefined;

  return {
    show({ start, end }, columns) {
      const line = { start: lines.startOf(start.line), end: endOf(start.line) };
      const span = {
        start: lines.offsetAt(start),
        end: end.line === start.line ? lines.offsetAt(end) : line.end,
      };
      const shown = {
        start: Math.max(line.start, span.start - farthest),
        end: Math.min(line.end, span.start + farthest),
      };
      if (text.slice(line.start, line.end).trim() === '') return undefined;
      secrets ??= secretsOf(file, lines);
      const cells = trimmed(cellsOf(text, shown, span, secrets.filter(isIn(shown))));
      return { line: start.line + 1, ...written(cut(cells, columns)) };
    },
  };

  function endOf(line: number): number {
    return lines.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
  }
}

function isIn(shown: Span): (secret: Span) => boolean {
  return ({ start, end }) => start < shown.end && shown.start < end;
}

function cellsOf(text: string, shown: Span, span: Span, secrets: readonly Span[]): readonly Cell[] {
  const cells: Cell[] = [];
  let index = shown.start;
  while (index < shown.end) {
    const secret = secrets.find(({ start, end }) => start <= index && index < end);
    const end = secret?.end ?? index + characterLength(text, index);
    const isMarked = index === span.start || (index < span.end && span.start < end);
    if (secret !== undefined) cells.push({ text: hidden, width: hidden.length, isMarked });
    else cells.push(cellOf(text.slice(index, end), isMarked));
    index = end;
  }
  // A place behind the last character, as that of something missing, has a column of its own.
  return cells.some(({ isMarked }) => isMarked)
    ? cells
    : [...cells, { text: ' ', width: 1, isMarked: true }];
}

function characterLength(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

function cellOf(character: string, isMarked: boolean): Cell {
  const plain = plainCharacter(character);
  return { text: plain, width: characterWidth(plain), isMarked };
}

/** Without the indentation, which says nothing where the lines around are not shown. */
function trimmed(cells: readonly Cell[]): readonly Cell[] {
  const first = cells.findIndex(({ text, isMarked }) => isMarked || text.trim() !== '');
  return cells.slice(Math.max(0, first));
}

function written(cells: readonly Cell[]): Pick<Excerpt, 'text' | 'marks'> {
  return {
    text: cells
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
    marks: cells
      .map(({ width, isMarked }) => (isMarked ? '^' : ' ').repeat(width))
      .join('')
      .trimEnd(),
  };
}
