import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import type { TextEdit } from '../text/text-edit.ts';

/**
 * Writes another reference in the place of one, only where it stands whole and plain in one text that
 * nothing else is made of; no edit otherwise.
 */
export function renameImage(
  { text }: DocumentModel,
  { span, image }: ImageOccurrence,
  newText: string,
): readonly TextEdit[] {
  if (image.kind !== 'reference' || image.site.kind !== 'insert') return [];
  const isPlain = text.slice(span.start, span.end) === image.reference.written;
  return isPlain ? [{ span, newText }] : [];
}
