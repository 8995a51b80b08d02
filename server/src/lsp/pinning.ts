import type { WorkspaceEdit } from 'vscode-languageserver';
import type { PinProgress } from '../analysis/distinct-images.ts';
import {
  pinnedImages,
  pinOffersAt,
  type PinnedReference,
  type PinOffer,
  type ReadyImage,
} from '../analysis/pin-offers.ts';
import { editsOf, pinAll, resolvePin } from '../analysis/pins.ts';
import { explainRegistryError } from '../analysis/registry-sentences.ts';
import type { Report } from '../analysis/report.ts';
import { explainObstacle, summarizePinAll, type PinAttempt } from '../analysis/sentences.ts';
import { unpinEdit } from '../model/pin-edits.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { PinData } from './action-data.ts';
import { describingEdit } from './describing.ts';
import { cancelled, failed, stale, throwIfBarred } from './failures.ts';
import { checkChanges, toFilesEdit } from './file-changes.ts';
import { pinWords } from './pin-words.ts';
import type { Session, Snapshot } from './session.ts';

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
  const { edits, ...outcome } = await changesFor(session, snapshot, data, signal, onProgress);
  return { ...outcome, edit: await editOf(session, snapshot, edits, signal) };
}

/** The edits of a document's model as the client makes them, in the files that they are of; rejects when one has changed. */
export async function editOf(
  session: Session,
  snapshot: Snapshot,
  edits: readonly TextEdit[],
  signal: AbortSignal,
): Promise<WorkspaceEdit> {
  const unannounced = edits.map((edit) => ({ ...edit, label: '', description: '' }));
  const document = { inspection: snapshot, edits: unannounced };
  const { files, changed } = await checkChanges(session, [document], signal);
  if (changed.length > 0 || !session.isCurrent(snapshot)) throw stale();
  return toFilesEdit(files, 'none', session.capabilities);
}

async function changesFor(
  session: Session,
  snapshot: Snapshot,
  data: PinData,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<Pins> {
  const { report } = snapshot;
  if (data.kind === 'unpin') return unpinOne(report, data.start);
  await throwIfBarred(session, pinWords[data.kind].purpose);
  if (data.kind === 'pin-all') return pinEvery(session, snapshot, signal, onProgress);
  const { start } = data;
  const image = readyAt(pinOffersAt(report, { start, end: start }), start, 'pin');
  if (data.kind === 'pin') return pinOne(session, snapshot, image, signal, onProgress);
  const pins = data.kind === 'describe-and-pin';
  return madeOf(await describingEdit(session, image, pins, signal, onProgress));
}

function unpinOne(report: Report, start: number): Pins {
  const edit = unpinEdit(readyAt(pinnedImages(report), start, 'unpin').version);
  if (edit === undefined) throw stale();
  return madeOf(edit);
}

/** What can be changed of the image at `start`; rejects with the reason when it cannot. */
export function readyAt<T extends PinOffer | PinnedReference>(
  images: readonly T[],
  start: number,
  attempt: PinAttempt,
): Extract<T, { readonly kind: 'ready' }> {
  const found = images.find(({ occurrence }) => occurrence.span.start === start);
  if (found === undefined) throw stale();
  if (found.kind === 'blocked') throw failed(explainObstacle(found.name, found.obstacle, attempt));
  return found as Extract<T, { readonly kind: 'ready' }>;
}

function madeOf(edit: TextEdit): Pins {
  return { edits: [edit], summary: '', isComplete: true };
}

interface Pins extends Omit<PinOutcome, 'edit'> {
  readonly edits: readonly TextEdit[];
}

async function pinOne(
  session: Session,
  { settings }: Snapshot,
  offer: ReadyImage,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<Pins> {
  onProgress(0, 1, offer.name);
  const registry = await session.registries.registry();
  const edit = await resolvePin(offer, registry, signal, settings.pin);
  if (signal.aborted) throw cancelled();
  if (!edit.ok)
    throw failed(
      explainRegistryError(offer.reference, edit.error),
      signInMayHelp(edit.error)
        ? { signInTo: edit.error.signInTo ?? offer.reference.registry }
        : {},
    );
  return madeOf(edit.value);
}

/** Whether the registry wants to know who asks, or somebody else than who asked. */
function signInMayHelp({ code, withheld }: RegistryError): boolean {
  return (code === 'unauthorized' || code === 'denied') && withheld !== 'other-host';
}

async function pinEvery(
  session: Session,
  { report, settings }: Snapshot,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<Pins> {
  const registry = await session.registries.registry();
  const result = await pinAll(report, registry, signal, onProgress, settings.pin);
  if (signal.aborted) throw cancelled();
  const summary = summarizePinAll(result);
  if (result.changes.length === 0) throw failed(summary);
  return {
    edits: editsOf(result),
    summary,
    isComplete: result.failed.length + result.blocked.length === 0,
  };
}
