import { canonicalName, type ImageReference } from '../reference/reference.ts';
import type { Session, Snapshot } from './session.ts';

/**
 * Whether a registry may be asked for the tags of an image while somebody writes one: when the person invokes
 * completion there, or did so before for the same repository; never because an editor completes what is typed.
 */
export async function mayAskForTags(
  { registries, wantedTags }: Session,
  { settings }: Snapshot,
  reference: ImageReference,
  isInvoked: boolean,
): Promise<boolean> {
  const name = canonicalName(reference);
  if (isInvoked) wantedTags.add(name);
  return wantedTags.has(name) && settings.completesTags && (await registries.bar()) === undefined;
}
