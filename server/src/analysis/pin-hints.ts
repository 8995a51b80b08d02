import { pinFactsLifetime, type PinFacts } from '../reference/pin-facts.ts';
import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import type { TagSighting } from '../registry/pin-knowledge.ts';
import { aDay, dayOf } from '../text/day.ts';
import { inertLine } from '../text/plain-line.ts';
import { counted } from '../text/words.ts';

/** What this machine knows of an image, all of it possibly nothing. */
export interface ImageKnowledge {
  readonly facts: PinFacts | undefined;
  /** Of the reference's tag. */
  readonly sighting: TagSighting | undefined;
}

/** What is shown behind a line with an image. */
export interface ImageHint {
  /** A few words. */
  readonly label: string;
  /** The same in sentences. */
  readonly tooltip: string;
}

/** A tag that was seen before and after a move this far apart has moved on a day that is known. */
const knownMove = 2 * aDay;
const longestVersion = 40;

/**
 * The hint for an image: of one with a digest what the digest is and how old, and of its tag when it last moved; undefined
 * when nothing worth telling is known. `now` in milliseconds since 1970-01-01 UTC.
 */
export function hintFor(
  reference: ImageReference,
  { facts, sighting }: ImageKnowledge,
  now: number,
): ImageHint | undefined {
  const parts =
    reference.digest === undefined
      ? [moveOf(reference, sighting, now)]
      : pinParts(reference, facts, sighting, now);
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return {
    label: known.map(({ label }) => label).join(', '),
    tooltip: known.map(({ tooltip }) => tooltip).join(' '),
  };
}

function pinParts(
  reference: ImageReference,
  facts: PinFacts | undefined,
  sighting: TagSighting | undefined,
  now: number,
): readonly (ImageHint | undefined)[] {
  if (facts === undefined) return [];
  const { pinned, tag, checkedAt } = facts;
  const isRecent = now - checkedAt < pinFactsLifetime;
  if (pinned.kind === 'missing') return isRecent ? [gone(checkedAt)] : [];
  const built = buildOf(pinned.created, now);
  const hasMoved = tag?.kind === 'moved' && !tag.isSameContent && !tag.listsPinned;
  const moved = hasMoved ? (moveOf(reference, sighting, now) ?? unknownMove(checkedAt)) : undefined;
  const version = versionOf(pinned.version);
  const isCurrent = isRecent && tag?.kind === 'current';
  // The tag alone stands beside the digest already: it is worth repeating with an age only.
  const name =
    version ?? (isCurrent && built !== undefined ? tagOf(reference, checkedAt) : undefined);
  // Editors cut long hints at their end, and what matters most is that the tag has moved.
  return [name, moved, built];
}

function gone(checkedAt: number): ImageHint {
  return {
    label: 'gone from the registry',
    tooltip: `The registry did not have this image any more when it was asked on ${dayOf(checkedAt)}.`,
  };
}

function versionOf(version: string | undefined): ImageHint | undefined {
  const plain = inertLine(version ?? '').trim();
  if (plain === '') return undefined;
  const label = plain.length > longestVersion ? `${plain.slice(0, longestVersion - 1)}…` : plain;
  return { label, tooltip: `The digest is version ${label}, as the image itself says.` };
}

function tagOf({ tag }: ImageReference, checkedAt: number): ImageHint | undefined {
  if (tag === undefined) return undefined;
  const tooltip = `The tag ${tag} stood for this digest on ${dayOf(checkedAt)}.`;
  return { label: tag, tooltip };
}

function buildOf(created: number | undefined, now: number): ImageHint | undefined {
  if (created === undefined) return undefined;
  const label = `built ${ago(created, now)}`;
  return { label, tooltip: `The image was built on ${dayOf(created)}.` };
}

/** When the tag last moved, as closely as it was seen; undefined when it was never seen to. */
function moveOf(
  reference: ImageReference,
  sighting: TagSighting | undefined,
  now: number,
): ImageHint | undefined {
  if (sighting?.otherUntil === undefined) return undefined;
  const { since, otherUntil } = sighting;
  const tag = effectiveTag(reference);
  const isExact = since - otherUntil <= knownMove;
  const label = isExact ? `moved ${ago(since, now)}` : `moved since ${dayOf(otherUntil)}`;
  const tooltip = `The tag ${tag} was last seen to stand for another image on ${dayOf(otherUntil)}, and for its present one first on ${dayOf(since)}.`;
  return { label, tooltip };
}

function unknownMove(checkedAt: number): ImageHint {
  return {
    label: 'tag has moved',
    tooltip: `The tag stood for another image when the registry was asked on ${dayOf(checkedAt)}.`,
  };
}

/** How long ago, in days by the calendar's length, then in months and years. */
function ago(time: number, now: number): string {
  const days = Math.floor(Math.max(0, now - time) / aDay);
  if (days === 0) return 'today';
  if (days < 60) return `${counted(days, 'day')} ago`;
  if (days < 730) return `${counted(Math.floor(days / 30.44), 'month')} ago`;
  return `${counted(Math.floor(days / 365.25), 'year')} ago`;
}
