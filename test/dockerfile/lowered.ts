import { lowerDockerfile, type LoweringOptions } from '../../server/src/dockerfile/lower.ts';
import type { DocumentModel } from '../../server/src/model/document-model.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';
import type { Span } from '../../server/src/text/span.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';

/** The model of a Dockerfile that is a document of its own. */
export function lowered(text: string, options?: LoweringOptions): DocumentModel {
  return lowerDockerfile(verbatim(text, { start: 0, end: text.length }), options);
}

/** The text at a span, or what stands for none. */
export function at(text: string, span: Span | undefined): string | undefined {
  return span && text.slice(span.start, span.end);
}

/** The text without a span; undefined when there is nothing to remove. */
export function without(text: string, span: Span | undefined): string | undefined {
  return span && applyEdits(text, [{ span, newText: '' }]);
}
