import { MessageType, type CancellationToken } from 'vscode-languageserver';
import { lookAtUpdate, type UpdateView } from '../analysis/image-update.ts';
import type { ReadyPinned } from '../analysis/pin-offers.ts';
import { createUpdateJudge } from '../analysis/update-judge.ts';
import { explainSkipped } from '../analysis/update-sentences.ts';
import { pinEdit } from '../model/pin-edits.ts';
import { shortDigest, type Digest } from '../reference/digest.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import { review } from './asking.ts';
import { withSignal } from './cancellation.ts';
import { registryFailure } from './failures.ts';
import { applyEdits } from './image-edits.ts';
import { showMessage } from './message.ts';
import { withProgress } from './progress.ts';
import type { Session, Snapshot } from './session.ts';

/** What was found out about a pin: nothing to do, and why, or where it would go. */
type Found =
  | { readonly kind: 'stays'; readonly sentence: string }
  | { readonly kind: 'moves'; readonly to: Digest; readonly view: UpdateView };

/**
 * Moves one pin to what its tag stands for now, after the person has seen both images side by side and agreed.
 * Rejects with a `ResponseError`.
 */
export async function updateOne(
  session: Session,
  snapshot: Snapshot,
  image: ReadyPinned,
  token: CancellationToken,
): Promise<void> {
  const found = await withProgress(session, 'Comparing images', token, (signal, onProgress) => {
    onProgress(0, 1, image.name);
    return look(session, snapshot, image, signal);
  });
  if (found.kind === 'stays') {
    showMessage(session.connection, MessageType.Info, found.sentence);
    return;
  }
  const { to, view } = found;
  const { name, digest: from, version } = image;
  const params = {
    title: `Update the pin of ${name}?`,
    summary: view.summary,
    before: { title: `${name} ${shortDigest(from)}`, text: view.before },
    after: { title: `${name} ${shortDigest(to)}`, text: view.after },
    accept: 'Update Pin',
  };
  await withSignal(token, async (signal) => {
    if (await review(session, params, signal))
      await applyEdits(session, snapshot, [pinEdit(version, to, true)], 'Update pin', signal);
  });
}

async function look(
  session: Session,
  { settings }: Snapshot,
  image: ReadyPinned,
  signal: AbortSignal,
): Promise<Found> {
  const { name, reference, occurrence, digest: from } = image;
  const registry = await session.registries.registry();
  const resolved = await registry.resolve(reference, signal);
  if (!resolved.ok) throw registryFailure(reference, resolved.error, 'update');
  const to = resolved.value.digest;
  if (to === from)
    return { kind: 'stays', sentence: `\`${name}\` still stands for the pinned digest.` };

  const judge = createUpdateJudge(
    registry,
    (image) => session.pins.sighting(image),
    settings.pin.minimumAge,
    session.now(),
  );
  const verdict = await judge(reference, from, to, signal);
  if (verdict.kind === 'failed') throw registryFailure(reference, verdict.error, 'update');
  if (verdict.kind !== 'update') {
    const [sentence = ''] = explainSkipped([{ image, reason: verdict }]);
    return { kind: 'stays', sentence };
  }
  const platform = parsePlatform(occurrence.platform ?? '');
  const view = await lookAtUpdate(reference, from, to, platform, registry, signal);
  if (!view.ok) throw registryFailure(reference, view.error, 'update');
  return { kind: 'moves', to, view: view.value };
}
