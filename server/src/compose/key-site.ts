import { isMap, isScalar, type Pair } from 'yaml';
import type { KeySite } from '../model/document-model.ts';
import type { Span } from '../text/span.ts';
import { startOfLine } from './lines.ts';
import type { Section } from './section.ts';

/**
 * Where keys can be inserted into a service: before its first key, when that begins a line of the document
 * and is indented further than the service's name.
 */
export function keySiteOf(
  keySpan: Span,
  { nodes, source: { text } }: Pick<Section, 'nodes' | 'source'>,
): KeySite | undefined {
  const start = firstKey(nodes, keySpan.end);
  if (start === undefined || !isHeading(text.slice(keySpan.end, start))) return undefined;
  const lineStart = startOfLine(text, start);
  const nameStart = startOfLine(text, keySpan.start);
  const indent = text.slice(lineStart, start);
  const outer = text.slice(nameStart, keySpan.start);
  const isNested = /^ +$/.test(indent) && /^ *$/.test(outer) && indent.length > outer.length;
  if (!isNested) return undefined;
  const lineEnd = text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n';
  return {
    span: { start, end: start },
    separator: lineEnd + indent,
    step: indent.slice(outer.length),
  };
}

/** Whether a text between a key and the first one below it holds nothing else: the map may be that of a service that is extended. */
function isHeading(text: string): boolean {
  return /^[ \t]*:(?:[ \t]+[&!]\S*)*\s+(?:#[^\n]*\n\s*)*$/.test(text);
}

/** Where the map in block style begins whose name ends at an offset; a service that it extends begins elsewhere. */
function firstKey(nodes: Section['nodes'], nameEnd: number): number | undefined {
  let earliest: number | undefined;
  for (const node of nodes) {
    if (!isMap(node) || node.flow === true) continue;
    const [first] = node.items as readonly Pair[];
    const start = isScalar(first?.key) ? first.key.range?.[0] : undefined;
    if (start !== undefined && start >= nameEnd && start < (earliest ?? Infinity)) earliest = start;
  }
  return earliest;
}
