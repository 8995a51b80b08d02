import type { Span } from './span.ts';

/**
 * Text as a language reads it (continuations joined, quotes and escapes undone), which still knows
 * where each of its characters stands in the document.
 *
 * Invariant: pieces are in order, without gaps in the text; `length` 0 never occurs.
 */
export interface MappedText {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Where an empty text stands. */
  readonly anchor: number;
}

/**
 * A run of `length` characters from `at` in the text. A `verbatim` run stands in the document
 * character for character from `source`; any other is one character written with `width` characters
 * (an escape, or a folded line end).
 */
export interface Piece {
  readonly at: number;
  readonly length: number;
  readonly source: number;
  readonly width: number;
}

/** Text that stands in the document as it is. */
export function verbatim(document: string, span: Span): MappedText {
  const text = document.slice(span.start, span.end);
  const pieces =
    text === '' ? [] : [{ at: 0, length: text.length, source: span.start, width: text.length }];
  return { text, pieces, anchor: span.start };
}

/** Where the character at `index` begins in the document; at the end of the text, where its last one ends. */
export function sourceOffset(mapped: MappedText, index: number): number {
  const piece = pieceAt(mapped, index);
  if (piece !== undefined) return sourceWithin(piece, index);
  return index > 0 ? sourceEnd(mapped, index) : mapped.anchor;
}

/** Where the text before `index` ends in the document: the place to insert behind it. */
export function sourceEnd(mapped: MappedText, index: number): number {
  if (index === 0) return sourceOffset(mapped, 0);
  const piece = pieceAt(mapped, index - 1);
  if (piece === undefined) return mapped.anchor;
  return isVerbatim(piece) ? piece.source + (index - piece.at) : piece.source + piece.width;
}

/** The span of the document from the first to the last character of `span`. */
export function sourceSpan(mapped: MappedText, span: Span): Span {
  const start = sourceOffset(mapped, span.start);
  return { start, end: span.end > span.start ? sourceEnd(mapped, span.end) : start };
}

export function slice(mapped: MappedText, span: Span): MappedText {
  const pieces: Piece[] = [];
  for (let index = pieceIndexAt(mapped, span.start); index < mapped.pieces.length; index++) {
    const piece = mapped.pieces[index];
    if (piece === undefined || piece.at >= span.end) break;
    const from = Math.max(piece.at, span.start);
    const to = Math.min(piece.at + piece.length, span.end);
    if (from >= to) continue;
    const at = from - span.start;
    pieces.push(
      isVerbatim(piece)
        ? { at, length: to - from, source: piece.source + from - piece.at, width: to - from }
        : { ...piece, at },
    );
  }
  return {
    text: mapped.text.slice(span.start, span.end),
    pieces,
    anchor: sourceOffset(mapped, span.start),
  };
}

/** Collects a mapped text from left to right. */
export class MappedTextBuilder {
  readonly #anchor: number;
  readonly #pieces: Piece[] = [];
  readonly #parts: string[] = [];
  #length = 0;

  constructor(anchor: number) {
    this.#anchor = anchor;
  }

  /** Adds text that stands in the document as it is. */
  verbatim(text: string, source: number): void {
    if (text === '') return;
    const last = this.#pieces.at(-1);
    if (last !== undefined && isVerbatim(last) && last.source + last.width === source) {
      const length = last.length + text.length;
      this.#pieces[this.#pieces.length - 1] = { ...last, length, width: length };
    } else {
      const { length } = text;
      this.#pieces.push({ at: this.#length, length, source, width: length });
    }
    this.#parts.push(text);
    this.#length += text.length;
  }

  /** Adds a part of another mapped text, places and all. */
  append(mapped: MappedText, span: Span): void {
    for (const piece of slice(mapped, span).pieces) {
      const text = mapped.text.slice(span.start + piece.at, span.start + piece.at + piece.length);
      if (isVerbatim(piece)) this.verbatim(text, piece.source);
      else this.escaped(text, piece.source, piece.width);
    }
  }

  /** Adds one character (or pair of surrogates) that the document writes with `width` characters. */
  escaped(text: string, source: number, width: number): void {
    for (let index = 0; index < text.length; index++)
      this.#pieces.push({ at: this.#length + index, length: 1, source, width });
    this.#parts.push(text);
    this.#length += text.length;
  }

  build(): MappedText {
    return { text: this.#parts.join(''), pieces: this.#pieces, anchor: this.#anchor };
  }
}

function isVerbatim(piece: Piece): boolean {
  return piece.length === piece.width;
}

function sourceWithin(piece: Piece, index: number): number {
  return isVerbatim(piece) ? piece.source + (index - piece.at) : piece.source;
}

function pieceAt(mapped: MappedText, index: number): Piece | undefined {
  const piece = mapped.pieces[pieceIndexAt(mapped, index)];
  return piece !== undefined && piece.at <= index ? piece : undefined;
}

/** The number of the first piece that ends behind `index`; that of no piece when all end before it. */
function pieceIndexAt({ pieces }: MappedText, index: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && piece.at + piece.length <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
