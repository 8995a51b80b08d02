import {
  smallerVariants as smallWords,
  smallestVariants as smallestWords,
  systems,
  windowsSystems,
} from '../data/tag-words.ts';
import { compareNumbers, compareReleases, compareText } from './compare.ts';
import { isStable } from './line.ts';
import { readTag, type TagParts, type TagWord } from './tag.ts';

/**
 * Tags of the same version in variants that are known to hold less, one for each kind: `3.12-slim` and
 * `3.12-alpine` for `3.12`. None for a tag that is of the smallest kind. What the image is for stays the same:
 * a JRE is no smaller JDK.
 */
export function smallerVariants(tag: string, tags: readonly string[]): readonly string[] {
  const written = readTag(tag);
  const best = new Map<string, TagParts>();
  for (const parts of tags.map(readTag)) {
    if (!isSmallerSibling(parts, written)) continue;
    const kind = smallIn(parts).join('-');
    const known = best.get(kind);
    if (known === undefined || compareSiblings(parts, known, written) < 0) best.set(kind, parts);
  }
  return [...best.entries()]
    .sort(([one], [other]) => compareText(one, other))
    .map(([, parts]) => parts.tag);
}

/** Whether a tag names one of the variants that hold least. */
export function isOfSmallestKind(tag: string): boolean {
  return readTag(tag).words.some(({ word }) => smallestWords.has(word));
}

function isSmallerSibling(parts: TagParts, written: TagParts): boolean {
  const isSameRelease =
    compareNumbers(parts.version, written.version) === 0 &&
    JSON.stringify(parts.preRelease) === JSON.stringify(written.preRelease) &&
    parts.hasV === written.hasV &&
    channelOf(parts) === channelOf(written) &&
    parts.architecture === written.architecture &&
    compareNumbers(parts.date, written.date) === 0;
  return (
    isSameRelease &&
    (isStable(parts) || !isStable(written)) &&
    !parts.isAttached &&
    isSmaller(smallIn(parts), smallIn(written)) &&
    purposeOf(parts) === purposeOf(written) &&
    isWindows(parts) === isWindows(written) &&
    systemsIn(parts).every((system) => !isOlder(system, written))
  );
}

/** More words of less, or another kind where the tag is not of the smallest. */
function isSmaller(words: readonly string[], written: readonly string[]): boolean {
  const isAddition = words.length > written.length && written.every((word) => words.includes(word));
  const isOfSmallest = (word: string): boolean => smallestWords.has(word);
  return isAddition || (words.some(isOfSmallest) && !written.some(isOfSmallest));
}

/** The siblings of `latest` say nothing in its place: `slim`. */
function channelOf({ channel }: TagParts): string | undefined {
  return channel === 'latest' ? undefined : channel;
}

function smallIn({ words }: TagParts): readonly string[] {
  return words.map(({ word }) => word).filter((word) => smallWords.has(word));
}

/** All that says neither the system nor how much of it there is. */
function purposeOf({ words }: TagParts): string {
  return words
    .filter(({ word }) => !systems.has(word) && !smallWords.has(word))
    .map(({ word, version }) => `${word}${version.join('.')}`)
    .join('-');
}

function systemsIn({ words }: TagParts): readonly TagWord[] {
  return words.filter(({ word }) => systems.has(word));
}

function isWindows({ words }: TagParts): boolean {
  return words.some(({ word }) => windowsSystems.has(word));
}

function isOlder({ word, version }: TagWord, written: TagParts): boolean {
  const own = written.words.find((other) => other.word === word);
  if (own === undefined || own.version.length === 0 || version.length === 0) return false;
  return compareNumbers(version, own.version) < 0;
}

/** Which of two of a kind to take: on the same system, saying as much, and the newest. */
function compareSiblings(a: TagParts, b: TagParts, written: TagParts): number {
  return (
    systemsMissing(a, written) - systemsMissing(b, written) ||
    Math.abs(a.words.length - written.words.length) -
      Math.abs(b.words.length - written.words.length) ||
    versionsSaid(a, written) - versionsSaid(b, written) ||
    compareReleases(b, a) ||
    compareText(a.tag, b.tag)
  );
}

function systemsMissing(parts: TagParts, written: TagParts): number {
  const own = systemsIn(parts);
  return systemsIn(written).filter(
    (system) =>
      !own.some(
        ({ word, version }) =>
          word === system.word && compareNumbers(version, system.version) === 0,
      ),
  ).length;
}

/** Whether one names the version of a system and the other none. */
function versionsSaid(parts: TagParts, written: TagParts): number {
  const count = (tag: TagParts): number =>
    systemsIn(tag).filter(({ version }) => version.length > 0).length;
  return Math.abs(Number(count(parts) > 0) - Number(count(written) > 0));
}
