import type { Span } from './span.ts';

/** Replaces the text of `span`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The text with all edits made; the edits must not overlap and may come in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start);
  const parts: string[] = [];
  let position = 0;
  for (const { span, newText } of sorted) {
    parts.push(text.slice(position, span.start), newText);
    position = span.end;
  }
  parts.push(text.slice(position));
  return parts.join('');
}
