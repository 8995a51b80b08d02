import type { Note } from '../model/document-model.ts';
import { sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** A comment line that speaks to a linter, with offsets in the Dockerfile's own text. */
export interface Comment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  /** The instruction below it or, inside one, the rest of it on the next line; undefined for directives. */
  readonly scope: Span | undefined;
  readonly isAtTop: boolean;
}

/** How comments for a linter begin: ours, or one whose comments may be honoured. Trivy and Checkov look further in. */
const linterComment =
  /^#\s*(?:seaworthy(?::|\s+ignore)|hadolint\s|check\s*=)|trivy:ignore|checkov:skip/i;

export function isForLinter(comment: string): boolean {
  return linterComment.test(comment);
}

export function noteOf(source: MappedText, { span, scope, isAtTop }: Comment): Note {
  return {
    span: sourceSpan(source, span),
    text: source.text.slice(span.start + 1, span.end).trim(),
    scope: scope && sourceSpan(source, scope),
    isAtTop,
    isOwnLine: true,
  };
}
