import type { CancellationToken } from 'vscode-languageserver';
import type { PinProgress } from '../analysis/distinct-images.ts';
import { isFloating } from '../analysis/pin-offers.ts';
import type { PinChange } from '../analysis/pins.ts';
import { listed } from '../text/words.ts';
import { shortDigest } from '../reference/digest.ts';
import { uriKey } from '../workspace/uri.ts';
import { applyChange } from './applying.ts';
import { cancelled, failed, stale } from './failures.ts';
import {
  areMade,
  changedSince,
  checkChanges,
  fileOf,
  toFilesEdit,
  type CheckedChanges,
  type Confirmation,
  type NotedEdit,
} from './file-changes.ts';
import { showSummary } from './message.ts';
import type { ChangeWords } from './pin-words.ts';
import { withProgress } from './progress.ts';
import type { Inspection, Session } from './session.ts';
import { pathInWorkspace } from './workspace-files.ts';

/** Something that is done to the pins of several documents at once. */
export interface PinWork<R extends { readonly changes: readonly PinChange[] }> extends ChangeWords {
  /** Gives a result for each document, in order; does not reject. */
  readonly run: (
    session: Session,
    inspections: readonly Inspection[],
    signal: AbortSignal,
    onProgress: PinProgress,
  ) => Promise<readonly R[]>;
  readonly summarize: (results: readonly R[], place: string) => string;
  /** Whether nothing was left that a person may have to look after. */
  readonly isComplete: (result: R) => boolean;
}

export interface PinnedDocuments {
  readonly inspections: readonly Inspection[];
  /** What the person should know of them beside the outcome. */
  readonly notes: readonly string[];
  /** "this file" or "the workspace". */
  readonly place: string;
}

/** What has been found out, and what is left of it in files that are still the same. */
interface Outcome<R> {
  readonly results: readonly R[];
  readonly checked: CheckedChanges;
}

/**
 * Asks the registries, makes all changes as one edit, and says what was done and what was left, and why. Rejects as
 * `editFor` does when nothing can be done.
 */
export async function makePinChanges<R extends { readonly changes: readonly PinChange[] }>(
  session: Session,
  { inspections, notes, place }: PinnedDocuments,
  confirmation: Confirmation,
  work: PinWork<R>,
  token: CancellationToken,
): Promise<void> {
  const { results, checked } = await withProgress(
    session,
    work.progress,
    token,
    (signal, onProgress) => findChanges(session, inspections, work, signal, onProgress),
  );
  const left = explainChanged(session, checked.changed);
  const outcome = [work.summarize(results, place), ...left, ...notes];
  const isComplete = results.every(work.isComplete) && left.length + notes.length === 0;
  if (checked.files.length === 0) {
    showSummary(session.connection, isComplete, outcome);
    return;
  }
  const edit = toFilesEdit(checked.files, confirmation, session.capabilities);
  const isRefactoring = confirmation === 'preview';
  const hasPreview = isRefactoring && session.capabilities.hasAnnotatedEdits;
  const application = await applyChange(session, { label: work.label, edit, isRefactoring });
  const { signal } = new AbortController();
  if (application.kind === 'applied') {
    const isWhole = !hasPreview || (await areMade(session, checked.files, signal));
    const partly = isWhole ? [] : ['What you left out in the preview stays as it was.'];
    showSummary(session.connection, isComplete && isWhole, [...outcome, ...partly]);
    return;
  }
  if (application.reason === undefined) {
    if ((await changedSince(session, checked.files, signal)).length > 0) throw stale();
    if (hasPreview) return;
  }
  const reason = application.reason === undefined ? '' : ` (${application.reason})`;
  throw failed(`${work.nothingDone}: the editor did not make the change${reason}.`);
}

async function findChanges<R extends { readonly changes: readonly PinChange[] }>(
  session: Session,
  inspections: readonly Inspection[],
  work: PinWork<R>,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<Outcome<R>> {
  const results = await work.run(session, inspections, signal, onProgress);
  if (signal.aborted) throw cancelled();
  const documents = inspections.map((inspection, index) => ({
    inspection,
    edits: results[index]?.changes.map(notedEdit) ?? [],
  }));
  const checked = await checkChanges(session, documents, signal);
  const changed = new Set(checked.changed.map(uriKey));
  const isKept = (inspection: Inspection | undefined, { edit }: PinChange): boolean => {
    const uri = inspection && fileOf(inspection, edit);
    return uri !== undefined && !changed.has(uriKey(uri));
  };
  return {
    checked,
    results: results.map((result, index) => ({
      ...result,
      changes: result.changes.filter((change) => isKept(inspections[index], change)),
    })),
  };
}

/** The edit with what a preview says of it. */
function notedEdit({ image, edit, from, to }: PinChange): NotedEdit {
  const label = image.reference.written.split('@', 1)[0] ?? '';
  return { ...edit, label, description: describeChange({ image, from, to }) };
}

function describeChange({ image, from, to }: Omit<PinChange, 'edit'>): string {
  if (to === undefined) return 'no digest any more';
  const digest = `digest ${shortDigest(to)}`;
  if (from !== undefined) return `${digest} in place of ${shortDigest(from)}`;
  return isFloating(image) ? `${digest}; no fixed version` : digest;
}

function explainChanged(session: Session, uris: readonly string[]): readonly string[] {
  if (uris.length === 0) return [];
  const paths = uris.map((uri) => `\`${pathInWorkspace(session, uri)}\``);
  return [`Left alone, because they changed meanwhile: ${listed(paths)}. Try again.`];
}
