import { MessageType, type CancellationToken } from 'vscode-languageserver';
import type { ReadyImage } from '../analysis/pin-offers.ts';
import { findSmallerVariants, type SmallerImages } from '../analysis/smaller-images.ts';
import { withTag } from '../analysis/tag-choices.ts';
import { describeSize, explainNoSmaller, smallerCaution } from '../analysis/tag-sentences.ts';
import { retagEdit } from '../model/pin-edits.ts';
import type { Digest } from '../reference/digest.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import type { ImageReference } from '../reference/reference.ts';
import { choose } from './asking.ts';
import { withSignal } from './cancellation.ts';
import { registryFailure } from './failures.ts';
import { applyEdits } from './image-edits.ts';
import { showMessage } from './message.ts';
import { withProgress } from './progress.ts';
import type { ChooseParams } from './protocol.ts';
import type { Session, Snapshot } from './session.ts';

/**
 * Shows the smaller variants of an image with their sizes, and takes the one that the person chooses, if any; one in the
 * place of a pinned image is pinned too. Rejects with a `ResponseError`.
 */
export async function takeSmaller(
  session: Session,
  snapshot: Snapshot,
  image: ReadyImage,
  token: CancellationToken,
): Promise<void> {
  const found = await findVariants(session, image, token);
  if (found.variants.length === 0) {
    showMessage(session.connection, MessageType.Info, explainNoSmaller(image.name, found));
    return;
  }
  await withSignal(token, async (signal) => {
    const tag = await choose(session, choiceOf(image.name, found), signal);
    if (tag === undefined) return;
    const digest = await newDigest(session, image.reference, tag, signal);
    const edit = retagEdit(image.version, tag, digest);
    await applyEdits(session, snapshot, [edit], 'Use a smaller variant', signal);
  });
}

function findVariants(
  session: Session,
  { name, reference, occurrence }: ReadyImage,
  token: CancellationToken,
): Promise<SmallerImages> {
  const platform = parsePlatform(occurrence.platform ?? '');
  return withProgress(
    session,
    'Looking for smaller variants',
    token,
    async (signal, onProgress) => {
      onProgress(0, 1, name);
      const registry = await session.registries.registry();
      const found = await findSmallerVariants(reference, registry, platform, signal);
      if (!found.ok) throw registryFailure(reference, found.error, 'look at');
      return found.value;
    },
  );
}

function choiceOf(name: string, { variants, current }: SmallerImages): ChooseParams {
  return {
    title: `Smaller variants of ${name}`,
    placeholder: smallerCaution,
    items: variants.map((variant) => ({
      id: variant.tag,
      label: variant.tag,
      description: describeSize(variant, current),
    })),
  };
}

async function newDigest(
  session: Session,
  reference: ImageReference,
  tag: string,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  if (reference.digest === undefined) return undefined;
  const registry = await session.registries.registry();
  const chosen = withTag(reference, tag);
  const resolved = await registry.resolve(chosen, signal);
  if (!resolved.ok) throw registryFailure(chosen, resolved.error, 'look at');
  return resolved.value.digest;
}
