import { describe, expect, it } from 'vitest';
import { dueAt, dueImages, pauseAfter, type Pause } from '../../server/src/analysis/watch-plan.ts';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { samplePin } from '../../server/src/rules/pin-samples.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const hour = 60 * 60_000;
const noPauses: ReadonlyMap<string, Pause> = new Map();

function image(name: string): ImageReference {
  const parsed = parseReference(`${name}@${samplePin}`);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}

function watched(name: string, attemptedAt?: number): Parameters<typeof dueAt>[0] {
  const record = { facts: undefined, platformsCheckedAt: undefined };
  return {
    reference: image(name),
    record: attemptedAt === undefined ? undefined : { ...record, attemptedAt },
  };
}

describe('the plan of background checks', () => {
  it('takes the images that waited longest first, those that were never asked about before all', () => {
    const images = [
      watched('a', noon - 25 * hour),
      watched('b'),
      watched('c', noon - 23 * hour),
      watched('d', noon - 48 * hour),
    ];
    const names = dueImages(images, noPauses, noon).map(({ reference }) => reference.repository);
    expect(names).toEqual(['library/b', 'library/d', 'library/a']);
  });

  it.each<[string, number | undefined, number]>([
    ['never', undefined, 0],
    ['an hour ago', noon - hour, 23 * hour],
    ['in the future, before the clock was set back', noon + 100 * hour, 0],
  ])('lets an image wait for its day: asked about %s', (_, attemptedAt, wait) => {
    expect(dueAt(watched('a', attemptedAt), noPauses, noon) - noon).toBe(wait);
  });

  it('leaves a registry alone for longer and longer, a day at most', () => {
    const failure = registryError('unreachable', 'registry-1.docker.io');
    let pause: Pause | undefined;
    const pauses = Array.from({ length: 7 }, () => {
      pause = pauseAfter(failure, pause, noon);
      return ((pause?.until ?? 0) - noon) / hour;
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });

  it('keeps to what a registry wants', () => {
    const failure = registryError('rate-limited', 'registry-1.docker.io', { retryAfter: 5 * hour });
    const pause = pauseAfter(failure, undefined, noon);
    expect(pause?.until).toBe(noon + 5 * hour);
    const pauses = new Map([['docker.io', pause ?? { until: 0, failures: 0 }]]);
    expect(dueImages([watched('a'), watched('ghcr.io/a')], pauses, noon)).toHaveLength(1);
  });

  it('goes on after a failure that is about one image', () => {
    const failure = registryError('denied', 'registry-1.docker.io');
    expect(pauseAfter(failure, undefined, noon)).toBeUndefined();
    expect(pauseAfter({ code: 'no-budget' }, undefined, noon)).toBeUndefined();
  });
});
