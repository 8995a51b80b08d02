import { tagKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { DigestResolver, ResolvedDigest } from '../registry/digest-resolver.ts';
import { registryError, type RegistryError } from '../registry/errors.ts';
import { fail, type Result } from '../text/result.ts';
import { workInLanes, type LaneLimits } from './lanes.ts';

/** Told how many distinct images are done, and which is asked for now. */
export type PinProgress = (done: number, total: number, name: string) => void;

export type Answer = Result<ResolvedDigest, RegistryError>;

/** Gives the answer for an image that was asked for. */
export type Answers = (reference: ImageReference) => Answer;

/** How many images are asked for at a time: one more of each registry than the client sends requests to one host, so that the next is ready. */
export const askedAtOnce: LaneLimits = { each: 5, all: 16 };

/**
 * Asks for the digest of each distinct image once, however often and wherever it is named; a registry that refuses
 * further requests is asked no more.
 */
export async function askForEach(
  references: readonly ImageReference[],
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<Answers> {
  const distinct = firstOfEach(references);
  const answers = new Map<string, Answer>();
  const refusals = new Map<string, RegistryError>();

  const ask = async (reference: ImageReference): Promise<Answer> => {
    const refusal = refusals.get(reference.registry);
    if (refusal !== undefined) return fail(refusal);
    const answer = await digests.resolve(reference, signal);
    if (!answer.ok && answer.error.code === 'rate-limited')
      refusals.set(reference.registry, answer.error);
    return answer;
  };
  const work = async (reference: ImageReference): Promise<void> => {
    onProgress(answers.size, distinct.length, reference.written);
    answers.set(tagKey(reference), await ask(reference));
  };
  await workInLanes(distinct, ({ registry }) => registry, askedAtOnce, work);
  return (reference) =>
    answers.get(tagKey(reference)) ?? fail(registryError('cancelled', reference.registry));
}

function firstOfEach(references: readonly ImageReference[]): readonly ImageReference[] {
  const first = new Map<string, ImageReference>();
  for (const reference of references) {
    const key = tagKey(reference);
    if (!first.has(key)) first.set(key, reference);
  }
  return [...first.values()];
}
