import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Span } from '../text/span.ts';
import { nodeAround, type Collection, type Section, type Source } from './section.ts';
import { valueSpan, type Entry, type Value } from './yaml.ts';

/**
 * What to delete to be rid of a field: its lines, or in braces itself and one comma; with the last field of an
 * optional section the whole section. Undefined when it does not stand in the section itself, when text that an
 * alias needs would go too, or when nothing would be left of a section that is needed.
 */
export function entryRemoval(section: Section, entry: Entry): Span | undefined {
  const map = nodeAround(section, entry.keySpan);
  if (!isMap(map)) return undefined;
  const { value } = entry;
  if (value !== undefined && value.alias === undefined && holdsAnchor(value.node)) return undefined;
  if (map.items.length === 1) return sectionRemoval(section, map);
  const end =
    value === undefined ? endOfNull(section.source, entry) : (value.alias ?? valueSpan(value)).end;
  return stretch(section.source, map, { start: entry.keySpan.start, end });
}

/** What to delete to be rid of a list's item: as for a field. */
export function itemRemoval(section: Section, item: Value): Span | undefined {
  const span = valueSpan(item);
  const list = item.alias === undefined ? nodeAround(section, span) : undefined;
  if (!isSeq(list) || holdsAnchor(item.node)) return undefined;
  if (list.items.length === 1) return sectionRemoval(section, list);
  return stretch(section.source, list, span);
}

/** Takes an optional section out of its holder, key and all. */
function sectionRemoval({ source, holder }: Section, node: Collection): Span | undefined {
  // What overrides or merges by its tag means something even when it is empty.
  if (holder === undefined || node.tag !== undefined || holdsAnchor(node)) return undefined;
  const [start, end] = node.range ?? [0, 0];
  const map = nodeAround(holder, { start, end });
  if (!isMap(map)) return undefined;
  if (map.items.length === 1) return sectionRemoval(holder, map);
  const pair = (map.items as readonly Pair[]).find(({ value }) => value === node);
  const keyStart = startOfKey(pair);
  return keyStart === undefined ? undefined : stretch(source, map, { start: keyStart, end });
}

function stretch(source: Source, collection: Collection, span: Span): Span | undefined {
  const found =
    collection.flow === true
      ? flowStretch(source.text, span)
      : blockStretch(source.text, collection, span);
  return found && { start: found.start, end: Math.min(found.end, source.ownEnd) };
}

/** One comma goes with it: that behind it, or for the last one that before it. */
function flowStretch(text: string, { start, end }: Span): Span | undefined {
  const comma = endOfMatch(/\s*,[ \t]*/y, text, end);
  if (comma !== undefined) return wholeLines(text, start, comma) ?? { start, end: comma };
  const before = skipBack(text, start);
  return text.charAt(before) === ',' ? { start: before, end } : undefined;
}

function blockStretch(text: string, collection: Collection, span: Span): Span | undefined {
  const start = isSeq(collection) ? dashBefore(text, span.start) : span.start;
  if (start === undefined) return undefined;
  return (
    wholeLines(text, start, span.end) ??
    (isMap(collection) ? upToNextKey(text, collection.items, span) : undefined)
  );
}

/** The first field of a map that is a list's item shares its line with the dash, which stays for the next one. */
function upToNextKey(
  text: string,
  [first, second]: readonly Pair[],
  { start, end }: Span,
): Span | undefined {
  const next = startOfKey(second);
  const isFirst = startOfKey(first) === start && restOfLine(text, end) !== undefined;
  return isFirst && next !== undefined && dashBefore(text, start) !== undefined
    ? { start, end: next }
    : undefined;
}

function startOfKey(pair: Pair | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** All of the lines, with a comment behind, when nothing else stands on them. */
function wholeLines(text: string, start: number, end: number): Span | undefined {
  let lineStart = start;
  while (isBlank(text.charAt(lineStart - 1))) lineStart--;
  const rest = restOfLine(text, end);
  const isAlone = rest !== undefined && (lineStart === 0 || text.charAt(lineStart - 1) === '\n');
  return isAlone ? { start: lineStart, end: rest } : undefined;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}

/** Where the next line starts when at most a comment follows. */
function restOfLine(text: string, end: number): number | undefined {
  // What ends with its line ends where the next one starts.
  if (text.charAt(end - 1) === '\n') return end;
  return endOfMatch(/(?:[ \t]+#[^\r\n]*|[ \t]*)(?:\r?\n|\r|$)/y, text, end);
}

function dashBefore(text: string, start: number): number | undefined {
  const at = skipBack(text, start);
  return text.charAt(at) === '-' && at < start - 1 ? at : undefined;
}

/** The last character before an offset that is no white space. */
function skipBack(text: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && /\s/.test(text.charAt(at))) at--;
  return at;
}

/** A field without a value, or with one that means none. */
function endOfNull({ text }: Source, { keySpan }: Entry): number {
  return endOfMatch(/[ \t]*:?(?:[ \t]*(?:~|null\b))?/y, text, keySpan.end) ?? keySpan.end;
}

/** Where a match of a sticky pattern at an offset ends. */
function endOfMatch(sticky: RegExp, text: string, offset: number): number | undefined {
  sticky.lastIndex = offset;
  const match = sticky.exec(text);
  return match === null ? undefined : offset + match[0].length;
}

function holdsAnchor(root: Node): boolean {
  if (isScalar(root)) return root.anchor !== undefined;
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) continue;
    if (node.anchor !== undefined) return true;
    if (isSeq(node)) for (const item of node.items) pending.push(item);
    if (isMap(node))
      for (const { key, value } of node.items as readonly Pair[]) pending.push(key, value);
  }
  return false;
}
