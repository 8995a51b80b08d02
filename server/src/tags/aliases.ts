import { ripeChannels, systems, windowsSystems } from '../data/tag-words.ts';
import { compareNumbers, compareReleases, compareText } from './compare.ts';
import { descriptionOf } from './descriptive.ts';
import { isStable } from './line.ts';
import { readTag, type TagParts, type TagWord } from './tag.ts';

interface Candidate {
  readonly parts: TagParts;
  /** Words beside those of the tag that name no system: `management` for `latest`. */
  readonly otherWords: number;
  readonly systemWords: number;
  readonly isWindows: boolean;
  /** 0 for the newest of its major version, 1 for the newest of its minor version, else 2. */
  readonly level: number;
}

/**
 * Tags that could stand for the same image as `tag` and say more about it, the likeliest first: for `latest` the
 * newest release, then the newest of each major version, for `3.12` the newest `3.12.x`, for `3.12.7` that with
 * its system, `3.12.7-trixie`. Only the registry knows which of them it is.
 */
export function aliasCandidates(
  tag: string,
  tags: readonly string[],
  limit = 20,
): readonly string[] {
  const written = readTag(tag);
  const fitting = tags
    .map(readTag)
    .filter((parts) => mayBeSame(parts, written) && saysMore(parts, written));
  const exact = withoutBeginnings(fitting);
  const levels = levelsOf(exact);
  const prefersDates = isUnripe(written.channel);
  return exact
    .map((parts) => candidate(parts, written, levels))
    .sort((a, b) => compareCandidates(a, b, prefersDates))
    .slice(0, limit)
    .map(({ parts }) => parts.tag);
}

function saysMore(parts: TagParts, written: TagParts): boolean {
  return compareNumbers(descriptionOf(parts), descriptionOf(written)) > 0;
}

/** Whether nothing in one tag speaks against the other. */
function mayBeSame(parts: TagParts, written: TagParts): boolean {
  const { version, channel } = written;
  if (parts.isAttached || parts.hasCommit || parts.architecture !== written.architecture)
    return false;
  if (parts.channel !== undefined && parts.channel !== channel) return false;
  if (isStable(written) && !isStable(parts)) return false;
  return (
    beginsWith(parts.version, version) &&
    beginsWith(parts.date, written.date) &&
    written.words.every((word) => includesWord(parts, word, version.length === 0))
  );
}

/** A tag without a version may name the system of a distribution by its code name: `noble` is `24.04`. */
function includesWord(parts: TagParts, { word, version }: TagWord, mayBeVersion: boolean): boolean {
  const isThere = parts.words.some(
    (other) => other.word === word && beginsWith(other.version, version),
  );
  const isVersion = mayBeVersion && version.length > 0 && beginsWith(parts.version, version);
  return isThere || (isVersion && systems.has(word));
}

/** A channel of what is not finished is built day by day. */
function isUnripe(channel: string | undefined): boolean {
  return channel !== undefined && !ripeChannels.has(channel);
}

/** Leaves out `3.12` where there is `3.12.7`: if one of them is the image, the longer one says more. */
function withoutBeginnings(tags: readonly TagParts[]): readonly TagParts[] {
  const beginnings = new Set(
    tags.flatMap((parts) => {
      const kind = kindOf(parts);
      return parts.version.map((_, end) => `${kind} ${parts.version.slice(0, end).join('.')}`);
    }),
  );
  return tags.filter(
    (parts) =>
      parts.version.length === 0 || !beginnings.has(`${kindOf(parts)} ${parts.version.join('.')}`),
  );
}

/** All that a tag says beside its version. */
function kindOf(parts: TagParts): string {
  const words = parts.words.map(({ word, version }) => word + version.join('.')).join('-');
  return `${words} ${parts.date.join('.')} ${parts.channel ?? ''}`;
}

function beginsWith(numbers: readonly number[], beginning: readonly number[]): boolean {
  return beginning.every((number, index) => numbers[index] === number);
}

function candidate(
  parts: TagParts,
  written: TagParts,
  levels: ReadonlyMap<string, readonly number[]>,
): Candidate {
  const extra = parts.words.filter(({ word }) => !written.words.some((own) => own.word === word));
  const systemWords = extra.filter(({ word }) => systems.has(word));
  return {
    parts,
    otherWords: extra.length - systemWords.length,
    systemWords: systemWords.length,
    isWindows: systemWords.some(({ word }) => windowsSystems.has(word)),
    level: levelOf(parts, levels),
  };
}

/** The newest version of each major and of each minor version. */
function levelsOf(tags: readonly TagParts[]): ReadonlyMap<string, readonly number[]> {
  const newest = new Map<string, readonly number[]>();
  for (const { version } of tags)
    for (const family of familiesOf(version)) {
      const known = newest.get(family);
      if (known === undefined || compareNumbers(version, known) > 0) newest.set(family, version);
    }
  return newest;
}

function levelOf({ version }: TagParts, levels: ReadonlyMap<string, readonly number[]>): number {
  const index = familiesOf(version).findIndex((family) => {
    const newest = levels.get(family);
    return newest !== undefined && compareNumbers(newest, version) === 0;
  });
  return index < 0 ? 2 : index;
}

function familiesOf(version: readonly number[]): readonly string[] {
  return [1, 2].map((length) => version.slice(0, length).join('.'));
}

function compareCandidates(a: Candidate, b: Candidate, prefersDates: boolean): number {
  return (
    Number(a.isWindows) - Number(b.isWindows) ||
    a.otherWords - b.otherWords ||
    (Number(hasDate(a)) - Number(hasDate(b))) * (prefersDates ? -1 : 1) ||
    a.systemWords - b.systemWords ||
    a.level - b.level ||
    compareReleases(b.parts, a.parts) ||
    compareNumbers(descriptionOf(b.parts), descriptionOf(a.parts)) ||
    compareText(a.parts.tag, b.parts.tag)
  );
}

function hasDate({ parts }: Candidate): boolean {
  return parts.date.length > 0;
}
