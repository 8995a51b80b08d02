import { preReleaseStages, ripeChannels } from '../data/tag-words.ts';
import { compareReleases, compareText, compareVersions } from './compare.ts';
import { isStable, lineOf, variantOf } from './line.ts';
import { readTag, type TagParts } from './tag.ts';

/** Groups of tags in the order in which a person looks through them. */
const ranks = {
  sameLine: 0,
  sameVariantVersioned: 1,
  // A handful that many look for; behind a long list of versions nobody would see them.
  sameVariantChannel: 2,
  sameVariant: 3,
  samePrecision: 4,
  versioned: 5,
  bare: 6,
  dated: 7,
  unripeChannel: 8,
  preRelease: 9,
  commit: 10,
  architecture: 11,
} as const;

interface RankedTag {
  readonly parts: TagParts;
  readonly variant: string;
}

/** What the tag that is written now asks for. */
interface Wanted {
  readonly parts: TagParts;
  readonly line: string;
  readonly variant: string;
  /** A channel or a bare variant says nothing of versions: all of its variant are as near. */
  readonly hasVersion: boolean;
}

/**
 * The tags for choosing one, the best first, where `near` is the tag that is written now, or a part of it: the
 * newest of its line, channels of its variant, the rest of its variant, other variants, and last what is not
 * finished, made from a commit or for one architecture. Signatures and attestations are left out. The order is
 * the same whatever the order of `tags`.
 */
export function orderTags(tags: readonly string[], near: string | undefined): readonly string[] {
  const wanted = wantedBy(near ?? '');
  // Each group is sorted by itself: with 100,000 tags that saves a good part of the time.
  const groups = new Map<number, RankedTag[]>();
  for (const tag of tags) {
    const parts = readTag(tag);
    if (parts.isAttached) continue;
    const variant = variantOf(parts);
    const rank = rankOf(parts, variant, wanted);
    const group = groups.get(rank);
    if (group === undefined) groups.set(rank, [{ parts, variant }]);
    else group.push({ parts, variant });
  }
  return [...groups]
    .sort(([one], [other]) => one - other)
    .flatMap(([rank, group]) => group.sort(rank === ranks.commit ? compareTags : compareRanked))
    .map(({ parts }) => parts.tag);
}

function wantedBy(near: string): Wanted {
  const parts = readTag(near);
  return {
    parts,
    line: lineOf(parts),
    variant: variantOf(parts),
    hasVersion: parts.version.length > 0,
  };
}

function rankOf(parts: TagParts, variant: string, wanted: Wanted): number {
  const { version, date, channel, preRelease, hasCommit, architecture } = parts;
  const isSameVariant = variant === wanted.variant;
  if (hasCommit) return ranks.commit;
  if (isSameVariant && isSameLine(parts, wanted)) return ranks.sameLine;
  if (architecture !== wanted.parts.architecture) return ranks.architecture;
  if (preRelease !== undefined) return ranks.preRelease;
  if (!isStable(parts)) return channel === undefined ? ranks.preRelease : ranks.unripeChannel;

  const isVersioned = version.length > 0;
  const isDated = date.length > 0;
  if (!isVersioned && isDated) return ranks.dated;
  if (isSameVariant) {
    if (isVersioned && !wanted.hasVersion && !isDated) return ranks.sameVariantVersioned;
    return isRipe(channel) ? ranks.sameVariantChannel : ranks.sameVariant;
  }
  if (!isVersioned) return ranks.bare;
  const isSamePrecision = version.length === wanted.parts.version.length && !isDated;
  return isSamePrecision ? ranks.samePrecision : ranks.versioned;
}

function isSameLine(parts: TagParts, wanted: Wanted): boolean {
  const isFinished = isStable(parts) || !isStable(wanted.parts);
  return isFinished && parts.channel === undefined && lineOf(parts) === wanted.line;
}

function isRipe(channel: string | undefined): boolean {
  return channel !== undefined && ripeChannels.has(channel);
}

function compareRanked(a: RankedTag, b: RankedTag): number {
  return (
    compareVersions(b.parts, a.parts) ||
    ripenessOf(b.parts) - ripenessOf(a.parts) ||
    compareText(a.variant, b.variant) ||
    compareReleases(b.parts, a.parts) ||
    a.parts.tag.length - b.parts.tag.length ||
    compareTags(a, b)
  );
}

/** `latest` before all other channels, `beta` before `edge`. */
function ripenessOf({ channel }: TagParts): number {
  if (channel === undefined) return 0;
  return channel === 'latest' ? Number.MAX_SAFE_INTEGER : (preReleaseStages.get(channel) ?? 0);
}

function compareTags(a: RankedTag, b: RankedTag): number {
  return compareText(a.parts.tag, b.parts.tag);
}
