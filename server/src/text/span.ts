/** A stretch of text: UTF-16 offsets, `end` exclusive. Line and column positions exist only at the edges. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two spans share text or touch; an empty span touches what it stands in or beside. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** The smallest span that holds both. */
export function cover(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** Spans in the order of the text, with those that touch as one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && touches(last, span)) result[result.length - 1] = cover(last, span);
    else result.push(span);
  }
  return result;
}
