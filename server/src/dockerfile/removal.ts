import { sourceEnd, sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Instruction, Place } from './instructions.ts';

/** All lines of an instruction, heredocs included. */
export function instructionRemoval(source: MappedText, { place }: Instruction): Span {
  return linesRemoval(source, place.lines);
}

/**
 * One of the words that an instruction lists, `words` being their places in its arguments: with its line when
 * it has that for itself, else with the white space beside it. The instruction goes with its only word.
 */
export function wordRemoval(
  source: MappedText,
  instruction: Instruction,
  words: readonly Span[],
  index: number,
): Span {
  const word = words[index];
  if (word === undefined || words.length === 1) return instructionRemoval(source, instruction);
  const { place } = instruction;
  const span = ownSpan(place, word);
  const before = words[index - 1];
  const beforeEnd = before && ownSpan(place, before).end;
  const after = words[index + 1];
  if (after === undefined) return sourceSpan(source, { ...span, start: beforeEnd ?? span.start });

  const next = ownSpan(place, after).start;
  const lineEnd = source.text.indexOf('\n', span.end) + 1;
  const isLastOfLine = lineEnd > 0 && lineEnd <= next;
  if (!isLastOfLine) return sourceSpan(source, { start: span.start, end: next });
  const lineStart = source.text.lastIndexOf('\n', span.start - 1) + 1;
  if (beforeEnd !== undefined && beforeEnd < lineStart)
    return linesRemoval(source, { start: lineStart, end: lineEnd });
  if (beforeEnd !== undefined) return sourceSpan(source, { start: beforeEnd, end: span.end });
  const nextLineEnd = source.text.indexOf('\n', lineEnd);
  const isNextLine = nextLineEnd < 0 || nextLineEnd >= next;
  // A comment below speaks of the next word, so it stays.
  const end = isNextLine ? next : skipBlanks(source.text, span.end);
  return sourceSpan(source, { start: span.start, end });
}

/**
 * In a document that indents the Dockerfile, what stands before the first line stays, to stand before the
 * next one; the last lines go with their own indentation.
 */
function linesRemoval(source: MappedText, { start, end }: Span): Span {
  return end < source.text.length
    ? { start: sourceOffset(source, start), end: sourceOffset(source, end) }
    : { start: sourceEnd(source, start), end: sourceEnd(source, end) };
}

function skipBlanks(text: string, start: number): number {
  let end = start;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end++;
  return end;
}

/** Where a stretch of an instruction's arguments stands in the Dockerfile's own text. */
function ownSpan(place: Place, { start, end }: Span): Span {
  return {
    start: ownOffset(place, place.restAt + start),
    end: ownOffset(place, place.restAt + end - 1) + 1,
  };
}

function ownOffset({ parts }: Place, index: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const part = parts[low];
  return part === undefined ? index : part.start + index - part.at;
}
