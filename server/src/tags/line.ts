import { buildCounters, codeNames, ripeChannels, systems } from '../data/tag-words.ts';
import { compareNumbers, compareReleases } from './compare.ts';
import { readTag, type TagParts, type TagWord } from './tag.ts';

/** The words of a tag without their versions: what kind of image it is. */
export function variantOf({ words, architecture = '' }: TagParts): string {
  return `${words.map(({ word }) => word).join('-')} ${architecture}`;
}

/**
 * What tags have in common of which one can follow the other: variant, architecture and channel, and how much they
 * say: `3.12` goes on with `3.13`, never with `3.12.1`.
 */
export function lineOf(parts: TagParts): string {
  const { hasV, version, revision, date, channel = '' } = parts;
  const words = parts.words.map(({ version: { length } }) => length).join('');
  const shape = [Number(hasV), version.length, revision.length, date.length, words].join(' ');
  return `${variantOf(parts)} ${channel} ${shape}`;
}

/** Whether it is finished, as far as its tag says: no pre-release, no commit, no channel of unfinished ones. */
export function isStable({ preRelease, hasCommit, channel, words, isAttached }: TagParts): boolean {
  const isFinished = preRelease === undefined && !hasCommit && !isAttached;
  const isRipe = channel === undefined || ripeChannels.has(channel);
  return isFinished && isRipe && !words.some(isUnreleased);
}

function isUnreleased({ word, version }: TagWord): boolean {
  return unreleased.some((name) => name.system === word && !compareNumbers(name.version, version));
}

const unreleased = [...codeNames.values()].filter((name) => name.isUnreleased === true);

/**
 * The tags that could take the place of `current`, the newest first: of the same line, newer, on a system that is
 * no older. Pre-releases only for one that is a pre-release itself.
 */
export function newerTags(current: string, tags: readonly string[]): readonly string[] {
  const from = readTag(current);
  const line = lineOf(from);
  return tags
    .map(readTag)
    .filter((parts) => lineOf(parts) === line && follows(parts, from))
    .sort((a, b) => compareReleases(b, a))
    .map(({ tag }) => tag);
}

/** Whether `candidate` could take the place of `current`. */
export function isNewer(current: string, candidate: string): boolean {
  return newerTags(current, [candidate]).length > 0;
}

function follows(candidate: TagParts, current: TagParts): boolean {
  if (candidate.hasCommit || candidate.isAttached) return false;
  if (isStable(current) && !isStable(candidate)) return false;
  const fits = candidate.words.every((word, index) => wordFollows(word, current.words[index]));
  return fits && compareReleases(candidate, current) > 0;
}

/** A system may be newer, a count of builds starts again with each version, all else stays as it is. */
function wordFollows({ word, version }: TagWord, current: TagWord | undefined): boolean {
  if (buildCounters.has(word)) return true;
  const difference = compareNumbers(version, current?.version ?? []);
  return systems.has(word) ? difference >= 0 : difference === 0;
}
