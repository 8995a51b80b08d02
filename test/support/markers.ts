import type { Span } from '../../server/src/text/span.ts';

/** A text whose interesting parts were enclosed in `«` and `»`. */
export interface Marked {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Takes the marks out and tells where they stood. Neither character means anything in a Dockerfile or in YAML. */
export function readMarks(marked: string): Marked {
  const spans: Span[] = [];
  let text = '';
  let start = -1;
  for (const char of marked) {
    if (char === '«') start = text.length;
    else if (char === '»') spans.push({ start, end: text.length });
    else text += char;
  }
  return { text, spans };
}

/** Puts the marks around the spans of a text, to compare with what a test expects at a glance. */
export function withMarks(text: string, spans: readonly Span[]): string {
  const marks = spans
    .flatMap(({ start, end }) => [
      { at: start, mark: '«' },
      { at: end, mark: '»' },
    ])
    .sort((a, b) => b.at - a.at || (a.mark < b.mark ? -1 : 1));
  return marks.reduce(
    (marked, { at, mark }) => marked.slice(0, at) + mark + marked.slice(at),
    text,
  );
}
