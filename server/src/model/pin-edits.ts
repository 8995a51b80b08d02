import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { WrittenVersion } from './document-model.ts';

/** Writes a digest in the place of the one that is there, or behind the reference; the tag goes or stays as it is. */
export function pinEdit(
  { offset, tag, digest: written }: WrittenVersion,
  digest: Digest,
  keepsTag: boolean,
): TextEdit {
  const end = written?.end ?? offset;
  const start = keepsTag ? (written?.start ?? offset) : (tag?.start ?? written?.start ?? offset);
  return { span: { start, end }, newText: `@${digest}` };
}

/** Takes the digest away; undefined when there is none. */
export function unpinEdit({ digest }: WrittenVersion): TextEdit | undefined {
  return digest && { span: digest, newText: '' };
}

/** Whether another tag can be written: there is none, or it is a single stretch of text that can go. */
export function canRetag({ tag }: ImageReference, version: WrittenVersion): boolean {
  return tag === undefined || version.tag !== undefined;
}

/** Where `canRetag`, writes another tag, and behind it a digest that it stands for, or none. */
export function retagEdit(
  { offset, tag: written, digest: old }: WrittenVersion,
  tag: string,
  digest: Digest | undefined,
): TextEdit {
  const start = written?.start ?? old?.start ?? offset;
  const newDigest = digest === undefined ? '' : `@${digest}`;
  return { span: { start, end: old?.end ?? offset }, newText: `:${tag}${newDigest}` };
}
