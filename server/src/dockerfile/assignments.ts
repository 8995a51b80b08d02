import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { quotedWordsOf, wordsOf } from './words.ts';

/** A `NAME=value` of ARG or ENV. */
export interface Assignment {
  readonly name: string;
  /** Undefined when there is no `=`. */
  readonly value: MappedText | undefined;
  /** From the name to the end of the value, in the instruction's arguments. */
  readonly word: Span;
}

export function argAssignments(rest: MappedText, escape: string): readonly Assignment[] {
  return quotedWordsOf(rest.text, escape).map((word): Assignment => {
    const text = rest.text.slice(word.start, word.end);
    const equals = text.indexOf('=');
    if (equals < 0) return { name: text, value: undefined, word };
    const value = slice(rest, { start: word.start + equals + 1, end: word.end });
    return { name: text.slice(0, equals), value, word };
  });
}

/** Of ENV in its `NAME=value …` or its old `NAME value` form, whose value is all the rest. */
export function envAssignments(rest: MappedText, escape: string): readonly Assignment[] {
  const assignments = argAssignments(rest, escape);
  const [first] = assignments;
  if (first === undefined || first.value !== undefined)
    return assignments.filter(({ value }) => value !== undefined);
  const [name, second] = wordsOf(rest.text);
  if (name === undefined || second === undefined) return [];
  const end = rest.text.length;
  return [
    {
      name: rest.text.slice(name.start, name.end),
      value: slice(rest, { start: second.start, end }),
      word: { start: name.start, end },
    },
  ];
}
