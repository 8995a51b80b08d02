import { parseReference, type ImageReference } from '../reference/reference.ts';
import type { ListedTag, ListedTags } from '../registry/tag-source.ts';
import { officialName, officialTagsDate, type OfficialTags } from '../rules/official-tags.ts';
import { orderTags } from '../tags/order.ts';

/** A tag that a person may choose, with what the registry's list tells of it. */
export interface TagChoice extends ListedTag {
  /** `official-list`: the registry did not name it; the list of official images that Seaworthy carries does. */
  readonly source: 'registry' | 'official-list';
}

export interface TagChoices {
  /** The best first, at most 1000. */
  readonly choices: readonly TagChoice[];
  /** Whether there may be more. */
  readonly isPartial: boolean;
  /** The day of the list of official images, `2026-08-21`, where choices come from it. */
  readonly officialListDate: string | undefined;
}

const maximalChoices = 1000;

/**
 * The tags of a repository for choosing one where `written` stands. Where the registry told not all of them, or
 * was not asked (`listed` is undefined), those that the list of official images has are added. Of more tags than can be
 * shown only those are ordered that an editor would find for what is `typed` so far.
 */
export function tagChoices(
  reference: ImageReference,
  listed: ListedTags | undefined,
  official: OfficialTags,
  written: string,
  typed = '',
): TagChoices {
  const choices = new Map<string, TagChoice>(
    listed?.tags.map((entry) => [entry.tag, { ...entry, source: 'registry' }]),
  );
  const name = officialName(reference);
  const mayHaveMore = listed === undefined || listed.isPartial;
  if (name !== undefined && mayHaveMore)
    for (const tag of official.listed(name))
      if (!choices.has(tag)) choices.set(tag, { tag, source: 'official-list' });

  const tags = [...choices.keys()];
  const isTooMany = tags.length > maximalChoices;
  const found = isTooMany ? tags.filter((tag) => hasLetters(tag, typed)) : tags;
  const shown = orderTags(found, written)
    .slice(0, maximalChoices)
    .flatMap((tag) => choices.get(tag) ?? []);
  const isFromList = shown.some(({ source }) => source === 'official-list');
  return {
    choices: shown,
    isPartial: mayHaveMore || isTooMany,
    officialListDate: isFromList ? officialTagsDate : undefined,
  };
}

/** Whether a tag has all that is typed in its order, perhaps with other characters between, as editors filter lists. */
function hasLetters(tag: string, typed: string): boolean {
  const text = tag.toLowerCase();
  let position = 0;
  for (const letter of typed.toLowerCase()) {
    position = text.indexOf(letter, position) + 1;
    if (position === 0) return false;
  }
  return true;
}

/** The same repository with another tag and no digest, as it would be written. */
export function withTag(reference: ImageReference, tag: string): ImageReference {
  const { start, end } = reference.spans.name;
  const parsed = parseReference(`${reference.written.slice(start, end)}:${tag}`);
  return parsed.ok ? parsed.value : reference;
}
