import { deprecatedImagesDate } from '../data/deprecated-images.ts';
import type { ImageReference } from '../reference/reference.ts';
import { deprecationOf, explainDeprecation } from '../rules/deprecated-images.ts';
import { officialName, officialTagsDate, OfficialTags } from '../rules/official-tags.ts';

/** What the lists that Seaworthy carries say of an image; nobody is asked, and each list was true on its day. */
export interface CatalogueFacts {
  /** Undefined for what is no Docker Official Image on that list. */
  readonly official: OfficialFacts | undefined;
  /** The day of the list of official images, `2026-08-21`. */
  readonly officialDate: string;
  /** What became of an image that its publisher has given up, and what to do; undefined when it is not on that list. */
  readonly deprecation: { readonly sentence: string; readonly source: string } | undefined;
  /** The day of the list of images that were given up. */
  readonly deprecationDate: string;
}

export interface OfficialFacts {
  /** Without `library/`. */
  readonly name: string;
  /** Whether the tag was still rebuilt on that day; undefined when no tag is asked about. */
  readonly isListed: boolean | undefined;
  /** The other tags that the same build had on that day. */
  readonly aliases: readonly string[];
}

/** Looks an image up; `tag` is the one that is meant, undefined where a digest alone is written. */
export function catalogueFacts(
  reference: ImageReference,
  tag: string | undefined,
  official = new OfficialTags(),
): CatalogueFacts {
  const name = officialName(reference);
  const deprecated = deprecationOf(reference);
  return {
    official: name === undefined ? undefined : officialFacts(name, tag, official),
    officialDate: officialTagsDate,
    deprecation: deprecated && {
      sentence: explainDeprecation(reference, deprecated),
      source: deprecated.source,
    },
    deprecationDate: deprecatedImagesDate,
  };
}

function officialFacts(
  name: string,
  tag: string | undefined,
  official: OfficialTags,
): OfficialFacts {
  if (tag === undefined) return { name, isListed: undefined, aliases: [] };
  const aliases = official.aliases(name, tag).filter((alias) => alias !== tag);
  return { name, isListed: official.isListed(name, tag), aliases };
}
