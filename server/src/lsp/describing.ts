import { findDescriptiveTag } from '../analysis/descriptive-tag.ts';
import type { PinProgress } from '../analysis/distinct-images.ts';
import type { ReadyImage } from '../analysis/pin-offers.ts';
import { explainNoTag } from '../analysis/tag-sentences.ts';
import { withTag } from '../analysis/tag-choices.ts';
import { retagEdit } from '../model/pin-edits.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { failed, registryFailure } from './failures.ts';
import type { Session } from './session.ts';

/**
 * The edit that names an image by the tag that says most of all that stand for it now, and pins it to its digest
 * if that is wanted. Rejects with a `ResponseError`, also when there is no better tag.
 */
export async function describingEdit(
  session: Session,
  { name, reference, version }: ReadyImage,
  pins: boolean,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<TextEdit> {
  onProgress(0, 1, name);
  const registry = await session.registries.registry();
  const found = await findDescriptiveTag(reference, registry, signal);
  if (!found.ok) throw registryFailure(reference, found.error, 'look at');
  if (found.value.kind !== 'found') throw failed(explainNoTag(name, found.value));
  const { tag, digest, isConfirmed } = found.value;
  if (!pins) return retagEdit(version, tag, undefined);
  if (isConfirmed) return retagEdit(version, tag, digest);
  // A list may be old or another server's: a pin needs the word of the registry.
  const resolved = await registry.resolve(withTag(reference, tag), signal);
  if (!resolved.ok) throw registryFailure(reference, resolved.error, 'pin');
  return retagEdit(version, tag, resolved.value.digest);
}
