import { isMap } from 'yaml';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { endOfLine, startOfLine } from './lines.ts';
import { isWrittenIn, nodeAround, type Section } from './section.ts';
import { valueSpan, type Entry } from './yaml.ts';

/**
 * Writes a field into a map: over the value that it has, else behind `neighbour`, on a line of its own or in
 * braces. Undefined where the map is not written in its place, or the neighbour's value is not on one line.
 */
export function setField(
  section: Section,
  neighbour: Entry,
  key: string,
  value: string,
): TextEdit | undefined {
  const present = section.fields.get(key);
  if (present?.value !== undefined)
    return isWrittenIn(section, present.value)
      ? { span: valueSpan(present.value), newText: value }
      : undefined;
  const map = nodeAround(section, neighbour.keySpan);
  if (present !== undefined || !isMap(map) || neighbour.value === undefined) return undefined;
  const { end } = neighbour.value.alias ?? valueSpan(neighbour.value);
  const { text } = section.source;
  if (map.flow === true) return insertion(end, `, ${key}: ${value}`);

  const { start } = neighbour.keySpan;
  if (text.slice(start, end).includes('\n')) return undefined;
  const lineStart = startOfLine(text, start);
  const lineEnd = endOfLine(text, end);
  // The last line has no end of its own.
  const newline = text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n';
  const indent = text.slice(lineStart, start).replaceAll(/[^ ]/g, ' ');
  return insertion(lineEnd, `${newline}${indent}${key}: ${value}`);
}

export function insertion(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}

export function replacement(span: Span, newText: string): TextEdit {
  return { span, newText };
}
