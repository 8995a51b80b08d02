import type { PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';

/**
 * The version that the pinned image says it is, as far as that is digits and dots, where it is another one than the
 * tag's. That is known only where the publisher writes versions into annotations as it does into tags, which the tag's
 * present image shows; undefined otherwise.
 */
export function conflictingVersion(
  { tag }: ImageReference,
  { pinned, tag: current }: PinFacts,
): string | undefined {
  if (pinned.kind === 'missing' || current?.kind !== 'moved' || tag === undefined) return undefined;
  const claimed = versionIn(tag);
  const own = versionIn(pinned.version ?? '');
  const present = versionIn(current.version ?? '');
  if (claimed === undefined || own === undefined || present === undefined) return undefined;
  const isConfirmed = present.length >= claimed.length && agree(claimed, present);
  if (!isConfirmed || agree(claimed, own)) return undefined;
  return own.join('.');
}

/** The numbers that a text begins with, at most six. */
function versionIn(text: string): readonly number[] | undefined {
  const [, digits] = /^v?(\d{1,8}(?:\.\d{1,8}){0,5})(?![\d.]*\d)/i.exec(text) ?? [];
  return digits?.split('.').map(Number);
}

/** Whether two versions say the same as far as both go. */
function agree(one: readonly number[], other: readonly number[]): boolean {
  return one.every((number, index) => other[index] === undefined || other[index] === number);
}
