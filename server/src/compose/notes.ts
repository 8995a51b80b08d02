import { isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Note } from '../model/document-model.ts';
import { cover, type Span } from '../text/span.ts';
import { endOfLine, startOfLine } from './lines.ts';

/** The comments that speak to a linter, ours or one whose comments may be honoured. */
const notePattern =
  /#[ \t]*(?:seaworthy(?::|\s+ignore)|hadolint\s|check\s*=|trivy:ignore|checkov:skip)/gi;

/**
 * The comments of a document that speak to a linter, each with the node that it speaks of: the outermost one
 * that begins on its line, or for a comment with a line of its own on the next line that has content.
 * `roots` are the YAML documents in the text, in order.
 */
export function notesOf(text: string, roots: readonly Node[]): readonly Note[] {
  const notes: Note[] = [];
  const contentStart = startOfContent(text);
  let end = 0;
  let next: Span | undefined;
  for (const { index } of text.matchAll(notePattern)) {
    if (index < end || !isComment(text, index, roots)) continue;
    end = endOfLine(text, index);
    const lineStart = startOfLine(text, index);
    const isOwnLine = text.slice(lineStart, index).trim() === '';
    // Comments that follow each other speak of the same line.
    if (isOwnLine && (next === undefined || next.start < end)) next = nextContentLine(text, end);
    const line = isOwnLine ? next : { start: lineStart, end };
    notes.push({
      span: { start: index, end },
      text: text.slice(index + 1, end).trim(),
      scope: line && scopeOn(roots, line),
      isAtTop: index < contentStart,
      isOwnLine,
    });
  }
  return notes;
}

/**
 * Where a comment for the whole file can stand: behind the byte order mark, the directives and the `---` that
 * ends them (YAML 1.2.2, 9.1).
 */
export function fileNoteOffset(text: string): number {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  let offset = start;
  for (const line of leadingLines(text, start)) {
    if (line.kind === 'directive' || line.kind === 'marker') offset = line.end;
    if (line.kind === 'marker') break;
  }
  return offset;
}

/** Where the first line stands that is neither blank nor a comment, a directive or the marker behind those. */
function startOfContent(text: string): number {
  let offset = 0;
  for (const line of leadingLines(text, text.startsWith('\uFEFF') ? 1 : 0)) offset = line.end;
  return offset;
}

interface LeadingLine {
  readonly kind: 'directive' | 'marker' | 'other';
  /** Where the next line starts. */
  readonly end: number;
}

function* leadingLines(text: string, start: number): Generator<LeadingLine> {
  const pattern = /(%[^\r\n]*|---[ \t]*(?:#[^\r\n]*)?|[ \t]*(?:#[^\r\n]*)?)(?:\r\n|\n|\r|$)/y;
  for (let at = start; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return;
    const line = match[1] ?? '';
    const kind = line.startsWith('%') ? 'directive' : line.startsWith('-') ? 'marker' : 'other';
    yield { kind, end: pattern.lastIndex };
  }
}

/** YAML 1.2.2, 6.6: a comment begins its line or follows white space, and no scalar holds it. */
function isComment(text: string, offset: number, roots: readonly Node[]): boolean {
  if (offset > 0 && !/[\s\uFEFF]/.test(text.charAt(offset - 1))) return false;
  let node: unknown = roots[lastBefore(roots, offset)];
  while (isMap(node) || isSeq(node)) {
    const items: readonly Item[] = node.items;
    const item = items[lastBefore(items, offset)];
    const key = isPair(item) ? item.key : undefined;
    node = isScalar(key) && offset < spanOf(key).end ? key : valueOf(item);
  }
  if (!isScalar(node)) return true;
  const { start, end } = spanOf(node);
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  // The line of a block's indicator may end with a comment.
  const textStart = isBlock ? endOfLine(text, start) : start;
  return offset < textStart || offset >= end;
}

/** What begins first on a line with all that is below it: one node, or several side by side. */
function scopeOn(roots: readonly Node[], line: Span): Span | undefined {
  let node: unknown = roots[lastBefore(roots, line.end)];
  while (isMap(node) || isSeq(node)) {
    const items: readonly Item[] = node.items;
    const last = lastBefore(items, line.end);
    const item = items[last];
    if (item === undefined) return undefined;
    if (spanOf(item).start >= line.start) {
      let first = last;
      while (first > 0 && spanOf(items[first - 1]).start >= line.start) first--;
      return cover(spanOf(items[first]), spanOf(item));
    }
    node = valueOf(item);
    const isWhole = isScalar(node) || isAlias(node) || (isCollection(node) && node.flow === true);
    if (isWhole && spanOf(node).start >= line.start) return spanOf(node);
  }
  return undefined;
}

/** A field of a map (`Pair`) or an item of a list. */
type Item = unknown;

/** The last item that begins before an offset, by its number; -1 when there is none. */
function lastBefore(items: readonly Item[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spanOf(items[middle]).start < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function valueOf(item: Item): unknown {
  return isPair(item) ? item.value : item;
}

/** From the key or the item itself to the end of all that is below it. */
function spanOf(item: Item): Span {
  if (isPair(item)) {
    const key = spanOf(item.key);
    return { start: key.start, end: Math.max(key.end, spanOf(item.value).end) };
  }
  const [start, end] = (isNode(item) ? item.range : undefined) ?? [0, 0];
  return { start, end };
}

/** The next line that is neither blank nor a comment; behind the last one an empty line. */
function nextContentLine(text: string, offset: number): Span {
  const pattern = /[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;
  const newline = text.indexOf('\n', offset);
  let start = newline < 0 ? text.length : newline + 1;
  for (pattern.lastIndex = start; start < text.length && pattern.test(text);)
    start = pattern.lastIndex;
  return { start, end: endOfLine(text, start) };
}
