import { MessageType, type CancellationToken } from 'vscode-languageserver';
import { introduceVariable } from '../analysis/introduce-variable.ts';
import {
  pinnedImages,
  pinOffers,
  type PinnedReference,
  type PinOffer,
} from '../analysis/pin-offers.ts';
import type { Report } from '../analysis/report.ts';
import { explainIntroduction } from '../analysis/sentences.ts';
import type { ImageData } from './action-data.ts';
import { copy } from './asking.ts';
import { withSignal } from './cancellation.ts';
import { stale, tellFailure, throwIfBarred } from './failures.ts';
import { applyEdits } from './image-edits.ts';
import { showMessage } from './message.ts';
import { readyAt } from './pinning.ts';
import type { Session, Snapshot } from './session.ts';
import { takeSmaller } from './smaller.ts';
import { updateOne } from './updating.ts';

/** Does what an action on one image stands for, asking the person on the way; tells them what went wrong. */
export async function performImageCommand(
  session: Session,
  data: ImageData,
  token: CancellationToken,
): Promise<void> {
  try {
    await perform(session, data, token);
  } catch (error) {
    tellFailure(session, error, 'Nothing was changed because the file has changed. Try again.');
  }
}

async function perform(
  session: Session,
  { kind, uri, version, start }: ImageData,
  token: CancellationToken,
): Promise<void> {
  const snapshot = await session.snapshot(uri);
  if (snapshot?.version !== version) throw stale();
  const { report } = snapshot;
  switch (kind) {
    case 'update':
      await throwIfBarred(session, 'update pins');
      return updateOne(session, snapshot, readyAt(pinnedImages(report), start, 'update'), token);
    case 'smaller':
      await throwIfBarred(session, 'look for smaller images');
      return takeSmaller(session, snapshot, readyAt(allImages(report), start, 'look at'), token);
    case 'introduce':
      return withSignal(token, (signal) => introduce(session, snapshot, start, signal));
    case 'copy-digest': {
      const { digest } = readyAt(pinnedImages(report), start, 'look at');
      return withSignal(token, (signal) => copy(session, digest, signal));
    }
  }
}

function allImages(report: Report): readonly (PinOffer | PinnedReference)[] {
  return [...pinOffers(report), ...pinnedImages(report)];
}

/** Gives the reference at `start` one variable, and says whom that may surprise. */
async function introduce(
  session: Session,
  snapshot: Snapshot,
  start: number,
  signal: AbortSignal,
): Promise<void> {
  const image = pinOffers(snapshot.report).find(
    ({ occurrence }) => occurrence.span.start === start,
  );
  const introduction =
    image?.kind === 'blocked' ? introduceVariable(snapshot.report, image) : undefined;
  if (introduction === undefined) throw stale();
  await applyEdits(session, snapshot, introduction.edits, 'Introduce a variable', signal);
  showMessage(session.connection, MessageType.Info, explainIntroduction(introduction));
}
