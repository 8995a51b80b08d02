import { LSPErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import { pinAll, pinOffers, resolvePin, type PinProgress } from '../analysis/pins.ts';
import { explainBar, explainRegistryError } from '../analysis/registry-sentences.ts';
import { explainObstacle, summarizePinAll } from '../analysis/sentences.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { PinData } from './action-data.ts';
import type { Session, Snapshot } from './session.ts';
import { failed, stale } from './failures.ts';
import { toWorkspaceEdit } from './to-protocol.ts';

export interface PinOutcome {
  readonly edit: WorkspaceEdit;
  /** What a person should know beside the edit: images that were left as they are. */
  readonly summary: string;
  readonly isComplete: boolean;
}

/**
 * The edit that an action stands for. Rejects with a `ResponseError`: `ContentModified` when the document
 * is no longer the one of the action, `RequestFailed` with a sentence for people when nothing can be pinned.
 */
export async function editFor(
  session: Session,
  data: PinData,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<PinOutcome> {
  const snapshot = await session.snapshot(data.uri);
  if (snapshot?.version !== data.version) throw stale();
  const bar = await session.registries.bar();
  if (bar !== undefined) throw failed(explainBar(bar));
  const outcome =
    data.kind === 'pin'
      ? await pinOne(session, snapshot, data.start, signal, onProgress)
      : await pinEvery(session, snapshot, signal, onProgress);
  if (!session.isCurrent(snapshot)) throw stale();
  return outcome;
}

async function pinOne(
  session: Session,
  snapshot: Snapshot,
  start: number,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<PinOutcome> {
  const offer = pinOffers(snapshot.report).find(
    ({ occurrence }) => occurrence.span.start === start,
  );
  if (offer === undefined) throw stale();
  if (offer.kind === 'blocked') throw failed(explainObstacle(offer.name, offer.obstacle));
  onProgress(0, 1, offer.name);
  const edit = await resolvePin(offer, await session.registries.digests(), signal);
  if (signal.aborted) throw cancelled();
  if (!edit.ok)
    throw failed(
      explainRegistryError(offer.reference, edit.error),
      signInMayHelp(edit.error)
        ? { signInTo: edit.error.signInTo ?? offer.reference.registry }
        : {},
    );
  return {
    edit: toWorkspaceEdit(snapshot, [edit.value], session.capabilities),
    summary: '',
    isComplete: true,
  };
}

/** Whether the registry wants to know who asks, or somebody else than who asked. */
function signInMayHelp({ code, withheld }: RegistryError): boolean {
  return (code === 'unauthorized' || code === 'denied') && withheld !== 'other-host';
}

async function pinEvery(
  session: Session,
  snapshot: Snapshot,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<PinOutcome> {
  const result = await pinAll(
    snapshot.report,
    await session.registries.digests(),
    signal,
    onProgress,
  );
  if (signal.aborted) throw cancelled();
  const summary = summarizePinAll(result);
  if (result.edits.length === 0) throw failed(summary);
  return {
    edit: toWorkspaceEdit(snapshot, result.edits, session.capabilities),
    summary,
    isComplete: result.failed.length + result.blocked.length === 0,
  };
}

function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Pinning was cancelled.');
}
