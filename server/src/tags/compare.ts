import type { PreRelease, TagParts, TagWord } from './tag.ts';

/** In the order of code units, which is the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Number by number; of two that begin alike the longer one is the greater. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** What decides between two releases of one product. */
type Release = Pick<TagParts, 'version' | 'preRelease' | 'revision'>;

/**
 * Which release is newer: below zero when `a` is older. A pre-release comes before its release, and 3.12 before
 * 3.12.0, as it says less; no version comes before all.
 */
export function compareVersions(a: Release, b: Release): number {
  return (
    compareNumbers(a.version, b.version) ||
    comparePreReleases(a.preRelease, b.preRelease) ||
    compareNumbers(a.revision, b.revision)
  );
}

function comparePreReleases(a: PreRelease | undefined, b: PreRelease | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.stage - b.stage || compareNumbers(a.numbers, b.numbers);
}

/** Which of two tags of one variant is newer: by version, then by what the image is built on, then by build date. */
export function compareReleases(a: TagParts, b: TagParts): number {
  return compareVersions(a, b) || compareWords(a.words, b.words) || compareNumbers(a.date, b.date);
}

function compareWords(a: readonly TagWord[], b: readonly TagWord[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const difference = compareNumbers(a[index]?.version ?? [], b[index]?.version ?? []);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
