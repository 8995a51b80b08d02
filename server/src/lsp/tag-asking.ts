import { canonicalName, type ImageReference } from '../reference/reference.ts';
import type { Session, Snapshot } from './session.ts';

/** Notes that the person has invoked completion for the tags of an image, and so wants its registry asked. */
export function wantTags({ wantedTags }: Session, reference: ImageReference): void {
  wantedTags.add(canonicalName(reference));
}

/**
 * Whether a registry may be asked for the tags of an image while somebody writes one: when the person has invoked
 * completion for the same repository; never because an editor completes what is typed.
 */
export async function mayAskForTags(
  { registries, wantedTags }: Session,
  { settings }: Snapshot,
  reference: ImageReference,
): Promise<boolean> {
  const isWanted = wantedTags.has(canonicalName(reference));
  return isWanted && settings.completesTags && (await registries.bar()) === undefined;
}
