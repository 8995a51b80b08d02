import type { CancellationToken } from 'vscode-languageserver';
import type { PinProgress } from '../analysis/distinct-images.ts';
import { updateReports, type UpdateResult } from '../analysis/pin-updates.ts';
import { defaultPinOptions, pinReports, type PinAllResult } from '../analysis/pins.ts';
import { summarizePins } from '../analysis/sentences.ts';
import { createUpdateJudge } from '../analysis/update-judge.ts';
import { summarizeUpdates } from '../analysis/update-sentences.ts';
import { failed, tellFailure, throwIfBarred } from './failures.ts';
import { makePinChanges, type PinWork } from './pin-changes.ts';
import { pinningWords } from './pin-words.ts';
import type { Inspection, Session } from './session.ts';
import { readWorkspace } from './workspace-documents.ts';

const pinning: PinWork<PinAllResult> = {
  ...pinningWords,
  run: pinInspections,
  summarize: summarizePins,
  isComplete: ({ failed, blocked }) => failed.length + blocked.length === 0,
};

const updating: PinWork<UpdateResult> = {
  purpose: 'update pins',
  progress: 'Updating pins',
  label: 'Update pins',
  nothingDone: 'No pin was updated',
  run: updateInspections,
  summarize: summarizeUpdates,
  isComplete: ({ failed, blocked }) => failed.length + blocked.length === 0,
};

/** Pins every image of every Dockerfile and Compose file of the workspace, by one edit that is shown first. */
export function pinWorkspace(session: Session, token: CancellationToken): Promise<void> {
  return changeWorkspace(session, pinning, token);
}

/** Moves every pin of the workspace to what its tag stands for now, by one edit that is shown first. */
export function updateWorkspacePins(session: Session, token: CancellationToken): Promise<void> {
  return changeWorkspace(session, updating, token);
}

/** Moves every pin of an open document to what its tag stands for now. */
export async function updateDocumentPins(
  session: Session,
  uri: string,
  token: CancellationToken,
): Promise<void> {
  try {
    const snapshot = await session.snapshot(uri);
    if (snapshot === undefined)
      throw failed(
        'There is no pin to update: this file is neither a Dockerfile nor a Compose file.',
      );
    await throwIfBarred(session, 'update pins');
    const documents = { inspections: [snapshot], notes: [], place: 'this file' };
    await makePinChanges(session, documents, 'none', updating, token);
  } catch (error) {
    tellFailure(session, error, 'No pin was updated because the file has changed. Try again.');
  }
}

async function changeWorkspace<R extends PinAllResult | UpdateResult>(
  session: Session,
  work: PinWork<R>,
  token: CancellationToken,
): Promise<void> {
  try {
    await throwIfBarred(session, work.purpose);
    const { inspections, notes } = await readWorkspace(session, token);
    const documents = { inspections, notes, place: 'the workspace' };
    await makePinChanges(session, documents, 'preview', work, token);
  } catch (error) {
    tellFailure(session, error, `${work.nothingDone} because a file has changed. Try again.`);
  }
}

async function pinInspections(
  session: Session,
  inspections: readonly Inspection[],
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<readonly PinAllResult[]> {
  const registry = await session.registries.registry();
  const reports = inspections.map(({ report }) => report);
  // Whether tags stay is set for each folder, and all folders are asked for at once.
  const options = new Map(inspections.map(({ report, settings }) => [report, settings.pin]));
  return pinReports(
    reports,
    registry,
    signal,
    onProgress,
    (report) => options.get(report) ?? defaultPinOptions,
  );
}

async function updateInspections(
  session: Session,
  inspections: readonly Inspection[],
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<readonly UpdateResult[]> {
  const registry = await session.registries.registry();
  // One image may be in several folders that ask for different ages: the longest is right for all.
  const minimumAge = Math.max(0, ...inspections.map(({ settings }) => settings.pin.minimumAge));
  const judge = createUpdateJudge(
    registry,
    (image) => session.pins.sighting(image),
    minimumAge,
    session.now(),
  );
  const reports = inspections.map(({ report }) => report);
  return updateReports(reports, registry, judge, signal, onProgress);
}
