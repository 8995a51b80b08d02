import type { ImageReference } from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { CheckFailure, PinRecord } from '../registry/pin-knowledge.ts';
import { aDay } from '../text/day.ts';

/** An image is asked about once in this time, in milliseconds, by whichever window. */
export const checkInterval = aDay;

/** The first pause of a registry that fails, and the longest, in milliseconds. */
const firstPause = 60 * 60_000;
const longestPause = aDay;

/** An image with a digest, and what is known of it. */
export interface WatchedImage {
  readonly reference: ImageReference;
  readonly record: PinRecord | undefined;
}

/** A registry that is left alone for a while. */
export interface Pause {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly until: number;
  /** How many failures in a row led to it. */
  readonly failures: number;
}

export type Pauses = ReadonlyMap<string, Pause>;

/** When an image may be asked about again, in milliseconds since 1970-01-01 UTC; `now` when it may at once. */
export function dueAt({ reference, record }: WatchedImage, pauses: Pauses, now: number): number {
  const attempted = record?.attemptedAt ?? Number.NEGATIVE_INFINITY;
  // A time from the future was written before the clock was set back.
  const next = attempted > now ? now : attempted + checkInterval;
  return Math.max(now, next, pauses.get(reference.registry)?.until ?? now);
}

/** The images that may be asked about now, the one that waited longest first. */
export function dueImages(
  images: readonly WatchedImage[],
  pauses: Pauses,
  now: number,
): readonly WatchedImage[] {
  return images
    .filter((image) => dueAt(image, pauses, now) <= now)
    .toSorted((one, other) => attemptOf(one) - attemptOf(other));
}

function attemptOf({ record }: WatchedImage): number {
  return record?.attemptedAt ?? 0;
}

/** Failures that are about the registry or the way to it, so that others of its images need not be tried. */
const generalCodes: ReadonlySet<CheckFailure['code']> = new Set<RegistryError['code']>([
  'timeout',
  'unreachable',
  'tls',
  'rate-limited',
  'server-error',
  'proxy',
  'skipped',
]);

/**
 * For how long a registry is left alone after a failure: an hour, and twice as long after each further one, or as long as it
 * wants; undefined when the failure is about one image.
 */
export function pauseAfter(
  failure: CheckFailure,
  before: Pause | undefined,
  now: number,
): Pause | undefined {
  if (!generalCodes.has(failure.code)) return undefined;
  const failures = (before?.failures ?? 0) + 1;
  const wanted = failure.code === 'no-budget' ? 0 : (failure.retryAfter ?? 0);
  const own = firstPause * 2 ** Math.min(failures - 1, 10);
  return { until: now + Math.min(longestPause, Math.max(own, wanted)), failures };
}
