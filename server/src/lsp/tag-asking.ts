import type { Session, Snapshot } from './session.ts';

/** Whether registries may be asked for tags while somebody writes one in this document. */
export async function mayAskForTags(
  { registries }: Session,
  { settings }: Snapshot,
): Promise<boolean> {
  return settings.completesTags && (await registries.bar()) === undefined;
}
