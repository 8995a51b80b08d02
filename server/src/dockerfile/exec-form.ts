import {
  MappedTextBuilder,
  slice,
  sourceEnd,
  sourceOffset,
  type MappedText,
} from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** What every JSON array of strings looks like from outside: most text fails here without being parsed. */
const arrayPattern = /^\[\s*["\]]/;

/** The words of the exec form, a JSON array of strings; undefined for anything else, which is the shell form. */
export function execWords(rest: MappedText): readonly MappedText[] | undefined {
  const { text } = rest;
  if (!arrayPattern.test(text) || !text.endsWith(']')) return undefined;
  const values = parsedStrings(text);
  if (values === undefined) return undefined;
  let end = 0;
  return values.map((value) => {
    const start = text.indexOf('"', end) + 1;
    const close = closingQuote(text, start);
    end = close + 1;
    const span = { start, end: close };
    return value.length === close - start ? slice(rest, span) : unescaped(rest, span, value);
  });
}

function parsedStrings(text: string): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((value) => typeof value === 'string')
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}

function closingQuote(text: string, start: number): number {
  let index = start;
  while (index < text.length && text.charAt(index) !== '"')
    index += text.charAt(index) === '\\' ? 2 : 1;
  return index;
}

/** JSON escapes (RFC 8259, section 7) give one UTF-16 unit each. */
function unescaped(rest: MappedText, { start, end }: Span, value: string): MappedText {
  const builder = new MappedTextBuilder(sourceOffset(rest, start));
  let index = start;
  let length = 0;
  while (index < end) {
    const escape = rest.text.indexOf('\\', index);
    const runEnd = escape < 0 || escape > end ? end : escape;
    builder.append(rest, { start: index, end: runEnd });
    length += runEnd - index;
    index = runEnd;
    if (index >= end) break;
    const next = index + (rest.text.charAt(index + 1) === 'u' ? 6 : 2);
    const source = sourceOffset(rest, index);
    builder.escaped(value.charAt(length), source, sourceEnd(rest, next) - source);
    length++;
    index = next;
  }
  return builder.build();
}
