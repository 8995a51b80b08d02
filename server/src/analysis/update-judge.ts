import type { Digest } from '../reference/digest.ts';
import type { MovedTag } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import { isSameContent, type ImageSource } from '../registry/image-source.ts';
import type { TagSighting } from '../registry/pin-knowledge.ts';
import { judgeUpdate, type UpdateJudge, type UpdateVerdict } from './pin-updates.ts';

/**
 * Judges updates by looking at both images: no update where they are the same on every platform, nor to one younger
 * than `minimumAge` days at `now` (milliseconds since 1970-01-01 UTC). An image tells its own age and may lie: while
 * its tag was seen to stand for another one, it was not out. A registry that does not show its manifests is no
 * reason to stay, except where the age is needed.
 */
export function createUpdateJudge(
  images: Pick<ImageSource, 'entry' | 'details'>,
  sightingOf: (reference: ImageReference) => Promise<TagSighting | undefined>,
  minimumAge: number,
  now: number,
): UpdateJudge {
  return async (reference, from, to, signal) => {
    const [old, found] = await Promise.all([
      images.entry(reference, from, signal),
      images.entry(reference, to, signal),
    ]);
    if (old.ok && found.ok && isSameContent(old.value, found.value))
      return { kind: 'same-content' };
    if (minimumAge <= 0) return { kind: 'update' };
    const details = await images.details(reference, to, undefined, signal);
    if (!details.ok) return { kind: 'failed', error: details.error };
    const sighting = await sightingOf(reference);
    const created = latest(details.value.created, otherUntil(sighting, to));
    return judgeUpdate({ isSameContent: false, created }, minimumAge, now);
  };
}

/** The same of a tag that a check of its pin found moved: nobody is asked again. */
export function judgeMovedTag(
  { digest, isSameContent, created }: MovedTag,
  sighting: TagSighting | undefined,
  minimumAge: number,
  now: number,
): UpdateVerdict {
  const outSince = latest(created, otherUntil(sighting, digest));
  return judgeUpdate({ isSameContent, created: outSince }, minimumAge, now);
}

/** Until when the tag was seen to stand for another image than `to`. */
function otherUntil(sighting: TagSighting | undefined, to: Digest): number | undefined {
  return sighting?.digest === to ? sighting.otherUntil : undefined;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
