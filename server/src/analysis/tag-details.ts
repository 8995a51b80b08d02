import { platformName, type Platform } from '../reference/platform.ts';
import type { ListedTag, PlatformSize } from '../registry/tag-source.ts';
import { dayOf } from '../text/day.ts';
import { shownText } from './shown-values.ts';
import { sizeInWords } from '../text/words.ts';

/** Platforms that a line has room for. */
const shownPlatforms = 4;
/** Lines of platforms that people still read. */
const describedPlatforms = 12;
/** Longer names are no platforms that anybody knows. */
const maximalName = 40;

/** What a list tells of a tag, in one line: `2026-11-12 · 45.2 MB · amd64, arm64`; empty when it tells nothing. */
export function summarizeTag({ pushedAt, size: onlySize, sizes = [] }: ListedTag): string {
  const size = mainSize(sizes) ?? onlySize;
  const platforms = sizes.map(({ platform }) => shortName(platform));
  return [
    ...(pushedAt === undefined ? [] : [dayOf(pushedAt)]),
    ...(size === undefined ? [] : [sizeInWords(size)]),
    ...(platforms.length === 0 ? [] : [firstOf(platforms, shownPlatforms)]),
  ].join(' · ');
}

/** What looking into an image tells beyond a list. */
export interface SeenImage {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly created: number | undefined;
  readonly platforms: readonly Platform[];
}

/** The same in whole sentences, a line each, with the size on each platform and the digest. */
export function describeTag(
  { pushedAt, size, sizes = [], digest }: ListedTag,
  { created, platforms }: SeenImage = { created: undefined, platforms: [] },
): string {
  const moreSizes = sizes.length - describedPlatforms;
  return [
    ...(pushedAt === undefined ? [] : [`Pushed on ${dayOf(pushedAt)}.`]),
    ...(created === undefined ? [] : [`Built on ${dayOf(created)}.`]),
    ...(size === undefined ? [] : [`${sizeInWords(size)} compressed.`]),
    ...sizes
      .slice(0, describedPlatforms)
      .map((each) => `${shownPlatform(each.platform)}: ${sizeInWords(each.size)} compressed.`),
    ...(moreSizes > 0 ? [`${moreSizes} more platforms.`] : []),
    ...(platforms.length === 0
      ? []
      : [`For ${firstOf(platforms.map(shownPlatform), describedPlatforms)}.`]),
    ...(digest === undefined ? [] : [`It stands for ${digest} now.`]),
  ].join('\n');
}

function firstOf(names: readonly string[], maximum: number): string {
  const more = names.length - maximum;
  return [...names.slice(0, maximum), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function shownPlatform(platform: Platform): string {
  return shownText(platformName(platform), maximalName);
}

/** On Linux, which most images are for, the system is not worth a word. */
function shortName(platform: Platform): string {
  return shownPlatform(platform).replace(/^linux\//, '');
}

/** The size that most people pull. */
function mainSize(sizes: readonly PlatformSize[]): number | undefined {
  const isCommon = ({ platform: { os, architecture } }: PlatformSize): boolean =>
    os === 'linux' && architecture === 'amd64';
  return (sizes.find(isCommon) ?? sizes[0])?.size;
}
