import type { ImageReference } from '../reference/reference.ts';
import type { Session, Snapshot } from './session.ts';

/**
 * Whether a registry may be asked for the tags of an image while somebody writes one: when the person has invoked
 * completion for the same repository; never because an editor completes what is typed.
 */
export async function mayAskForTags(
  { registries, tagWishes }: Session,
  { settings }: Snapshot,
  reference: ImageReference,
): Promise<boolean> {
  const isWanted = tagWishes.has(reference) && settings.completesTags;
  return isWanted && (await registries.bar()) === undefined;
}
