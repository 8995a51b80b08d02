import { pinEdit } from '../model/pin-edits.ts';
import type { Digest } from '../reference/digest.ts';
import { tagKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import { registryError, type RegistryError } from '../registry/errors.ts';
import { aDay } from '../text/day.ts';
import { askedAtOnce, askForEach, type Answers, type PinProgress } from './distinct-images.ts';
import { workInLanes } from './lanes.ts';
import { pinnedImages, type BlockedImage, type ReadyPinned } from './pin-offers.ts';
import type { FailedImage, PinChange } from './pins.ts';
import type { Report } from './report.ts';
import { withoutShared } from './shared-environment.ts';

/** What is thought of moving a pin to the image that its tag stands for now. */
export type UpdateVerdict =
  | { readonly kind: 'update' }
  /** Attestations or annotations differ, and no image. */
  | { readonly kind: 'same-content' }
  /** `age` is in whole days. */
  | { readonly kind: 'too-young'; readonly age: number }
  /** An age is asked for, and the image does not tell its own. */
  | { readonly kind: 'age-unknown' }
  | { readonly kind: 'failed'; readonly error: RegistryError };

/** The port through which the two images of an update are looked at, asked once for each distinct update. Never rejects. */
export type UpdateJudge = (
  reference: ImageReference,
  from: Digest,
  to: Digest,
  signal: AbortSignal,
) => Promise<UpdateVerdict>;

/** What a judge goes by. */
export interface UpdateFacts {
  readonly isSameContent: boolean;
  /** When the new image was built or, better than nothing, first seen, in milliseconds since 1970-01-01 UTC. */
  readonly created: number | undefined;
}

/** Whether to follow the tag: not for the same content, and not to an image younger than `minimumAge` days. */
export function judgeUpdate(
  { isSameContent, created }: UpdateFacts,
  minimumAge: number,
  now: number,
): UpdateVerdict {
  if (isSameContent) return { kind: 'same-content' };
  if (minimumAge <= 0) return { kind: 'update' };
  if (created === undefined) return { kind: 'age-unknown' };
  if (now - created >= minimumAge * aDay) return { kind: 'update' };
  const age = Math.max(0, Math.floor((now - created) / aDay));
  return { kind: 'too-young', age };
}

/** Why a pin stays as it is, though nothing went wrong. */
export type SkipReason =
  | Extract<UpdateVerdict, { kind: 'same-content' | 'too-young' | 'age-unknown' }>
  /** A digest without a tag follows nothing. */
  | { readonly kind: 'no-tag' };

export interface SkippedImage {
  readonly image: ReadyPinned;
  readonly reason: SkipReason;
}

export interface UpdateResult {
  readonly changes: readonly PinChange[];
  /** Their tags still stand for the digests that they are pinned to. */
  readonly current: readonly ReadyPinned[];
  readonly skipped: readonly SkippedImage[];
  readonly failed: readonly FailedImage[];
  readonly blocked: readonly BlockedImage[];
}

/** Moves every pin of a report; see `updateReports`. */
export async function updatePins(
  report: Report,
  digests: DigestResolver,
  judge: UpdateJudge,
  signal: AbortSignal,
  onProgress?: PinProgress,
): Promise<UpdateResult> {
  const [result = nothingToUpdate] = await updateReports(
    [report],
    digests,
    judge,
    signal,
    onProgress,
  );
  return result;
}

const nothingToUpdate: UpdateResult = {
  changes: [],
  current: [],
  skipped: [],
  failed: [],
  blocked: [],
};

/**
 * Moves every pin of several reports to what its tag stands for now, as far as `judge` agrees; gives a result for
 * each report, in order. Each distinct image of all of them is asked for once; the tag stays, as it is what is
 * followed. Never rejects; what was not reached when `signal` aborts has failed as `cancelled`.
 */
export async function updateReports(
  reports: readonly Report[],
  digests: DigestResolver,
  judge: UpdateJudge,
  signal: AbortSignal,
  onProgress: PinProgress = () => undefined,
): Promise<readonly UpdateResult[]> {
  const pinnedOf = withoutShared(reports, reports.map(pinnedImages));
  const followed = pinnedOf
    .flat()
    .filter((image) => image.kind === 'ready')
    .filter(({ reference }) => reference.tag !== undefined);
  const references = followed.map(({ reference }) => reference);
  const answers = await askForEach(references, digests, signal, onProgress);
  const verdicts = await judgeEach(followed, answers, judge, signal);
  return pinnedOf.map((pinned) => {
    const ready = pinned.filter((image) => image.kind === 'ready');
    const blocked = pinned.filter((image) => image.kind === 'blocked');
    return { ...outcomesOf(ready, answers, verdicts), blocked };
  });
}

type Verdicts = ReadonlyMap<string, UpdateVerdict>;

async function judgeEach(
  images: readonly ReadyPinned[],
  answers: Answers,
  judge: UpdateJudge,
  signal: AbortSignal,
): Promise<Verdicts> {
  const moved = new Map<string, { readonly image: ReadyPinned; readonly to: Digest }>();
  for (const image of images) {
    const to = newDigest(image, answers);
    if (to !== undefined && to !== image.digest) moved.set(updateKey(image, to), { image, to });
  }
  const verdicts = new Map<string, UpdateVerdict>();
  await workInLanes(
    [...moved],
    ([, { image }]) => image.reference.registry,
    askedAtOnce,
    async ([key, { image, to }]) => {
      if (!signal.aborted)
        verdicts.set(key, await judge(image.reference, image.digest, to, signal));
    },
  );
  return verdicts;
}

function newDigest({ reference }: ReadyPinned, answers: Answers): Digest | undefined {
  const answer = answers(reference);
  return answer.ok ? answer.value.digest : undefined;
}

function updateKey({ reference, digest }: ReadyPinned, to: Digest): string {
  return `${tagKey(reference)} ${digest} ${to}`;
}

function notJudged({ registry }: ImageReference): UpdateVerdict {
  return { kind: 'failed', error: registryError('cancelled', registry) };
}

type Outcome =
  | { readonly kind: 'change'; readonly change: PinChange }
  | { readonly kind: 'current' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly error: RegistryError };

function outcomesOf(
  images: readonly ReadyPinned[],
  answers: Answers,
  verdicts: Verdicts,
): Omit<UpdateResult, 'blocked'> {
  const changes: PinChange[] = [];
  const current: ReadyPinned[] = [];
  const skipped: SkippedImage[] = [];
  const failed: FailedImage[] = [];
  for (const image of images) {
    const outcome = outcomeOf(image, answers, verdicts);
    if (outcome.kind === 'change') changes.push(outcome.change);
    if (outcome.kind === 'current') current.push(image);
    if (outcome.kind === 'skipped') skipped.push({ image, reason: outcome.reason });
    if (outcome.kind === 'failed') failed.push({ image, error: outcome.error });
  }
  return { changes, current, skipped, failed };
}

function outcomeOf(image: ReadyPinned, answers: Answers, verdicts: Verdicts): Outcome {
  const { reference, version, digest: from } = image;
  if (reference.tag === undefined) return { kind: 'skipped', reason: { kind: 'no-tag' } };
  const answer = answers(reference);
  if (!answer.ok) return { kind: 'failed', error: answer.error };
  const to = answer.value.digest;
  if (to === from) return { kind: 'current' };
  const verdict = verdicts.get(updateKey(image, to)) ?? notJudged(reference);
  switch (verdict.kind) {
    case 'failed':
      return { kind: 'failed', error: verdict.error };
    case 'update':
      return { kind: 'change', change: { image, edit: pinEdit(version, to, true), from, to } };
    default:
      return { kind: 'skipped', reason: verdict };
  }
}
