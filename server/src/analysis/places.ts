import type { DocumentModel } from '../model/document-model.ts';
import type { TextEdit } from '../text/text-edit.ts';

/** The edits of one file, in its own offsets. */
export interface FileEdits {
  /** Undefined for the document itself, else relative to the document's folder, as `TextPart` has it. */
  readonly path: string | undefined;
  readonly edits: readonly TextEdit[];
}

/** Splits edits of a model's text by the files that they change: the document first, then the others in their order. */
export function fileEditsOf(
  { text, parts }: Pick<DocumentModel, 'text' | 'parts'>,
  edits: readonly TextEdit[],
): readonly FileEdits[] {
  const ownEnd = (parts[0]?.start ?? text.length + 1) - 1;
  const places = [{ path: undefined, start: 0, end: ownEnd }, ...parts];
  return places.flatMap(({ path, start, end }) => {
    const own = edits
      .filter(({ span }) => start <= span.start && span.end <= end)
      .map((edit) => shifted(edit, -start));
    return own.length === 0 ? [] : [{ path, edits: own }];
  });
}

function shifted({ span, newText }: TextEdit, by: number): TextEdit {
  return { span: { start: span.start + by, end: span.end + by }, newText };
}

/**
 * Edits that several documents make in one file, each change once. Of two that would change the same text in
 * different ways the first counts.
 */
export function distinctEdits<E extends TextEdit>(edits: readonly E[]): readonly E[] {
  const kept: E[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const last = kept.at(-1);
    if (last === undefined || !collide(last, edit)) kept.push(edit);
  }
  return kept;
}

function collide({ span: earlier }: TextEdit, { span: later }: TextEdit): boolean {
  return later.start < earlier.end || later.start === earlier.start;
}
