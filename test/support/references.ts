import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';

/** The reference that a text is; throws when it is none. */
export function referenceTo(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
}
