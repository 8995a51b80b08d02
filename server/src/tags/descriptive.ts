import { systems } from '../data/tag-words.ts';
import { compareNumbers, compareText } from './compare.ts';
import { readTag, type TagParts } from './tag.ts';

/** Whether a tag names a release of the product, not just a channel, a variant, a system or a day. */
export function namesRelease(tag: string): boolean {
  const { version, date, hasCommit } = readTag(tag);
  return version.length > 0 && date.length === 0 && !hasCommit;
}

/** Whether nothing is left to say: a release with all its numbers and what it is built on, `3.14.1-trixie`. */
export function describes(tag: string): boolean {
  const parts = readTag(tag);
  return namesRelease(tag) && parts.version.length >= 3 && systemsIn(parts) > 0;
}

/**
 * Of several tags of one image the one that says most about it: `3.14.1-trixie` before `3.14.1`, `3.14` and
 * `latest`; one with a build date only where no other names a version, as it is never rebuilt. Undefined when
 * there is none.
 */
export function mostDescriptive(tags: readonly string[]): string | undefined {
  return byDescription(tags)[0];
}

/** The tags in the order of how much they say of their image, the most first. */
export function byDescription(tags: readonly string[]): readonly string[] {
  return tags
    .map((tag) => ({ tag, description: descriptionOf(readTag(tag)) }))
    .sort(
      (a, b) =>
        compareNumbers(b.description, a.description) ||
        b.tag.length - a.tag.length ||
        compareText(a.tag, b.tag),
    )
    .map(({ tag }) => tag);
}

/** How much a tag says, to be compared number by number: the greater says more. */
export function descriptionOf(parts: TagParts): readonly number[] {
  const { version, revision, date, words, channel, hasCommit, isAttached } = parts;
  const isImage = !isAttached && !hasCommit;
  const hasRelease = version.length > 0 && date.length === 0;
  return [
    Number(isImage),
    Number(hasRelease),
    Number(version.length > 0),
    version.length + revision.length,
    systemsIn(parts),
    Number(channel === undefined),
    words.length,
    date.length,
  ];
}

/** How many systems it names with their versions. */
function systemsIn({ words }: TagParts): number {
  return words.filter(({ word, version }) => systems.has(word) && version.length > 0).length;
}
