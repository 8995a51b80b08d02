import type { Digest } from '../reference/digest.ts';
import { bestOffer } from '../reference/platform-match.ts';
import { platformName, type Platform } from '../reference/platform.ts';
import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import { registryError, type RegistryError } from '../registry/errors.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import { noSuchPlatform, type ImageDetails, type ImageEntry } from '../registry/image-source.ts';
import type { ListedTag, ListedTags } from '../registry/tag-source.ts';
import { byDescription } from '../tags/descriptive.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { catalogueFacts, type CatalogueFacts } from './catalogue.ts';
import { sizeOf } from './image-comparison.ts';
import { toldSmallerVariants, type SizedTag } from './smaller-images.ts';

/** All that can be found out of an image with a handful of requests; what could not be is an error in its place. */
export interface ImageInspection {
  readonly reference: ImageReference;
  readonly entry: ImageEntry;
  readonly platforms: readonly InspectedPlatform[];
  /** The image of one platform. */
  readonly details: Result<ImageDetails, RegistryError>;
  /** What the tag stands for now, where a digest is written beside it and so is what was looked at. */
  readonly tagNow: Result<Digest, RegistryError> | undefined;
  /** Undefined when nobody wanted them. */
  readonly tags: Result<SameTags, RegistryError> | undefined;
  /** When the tag was pushed, by that list, in milliseconds since 1970-01-01 UTC; undefined when it does not tell. */
  readonly pushed: number | undefined;
  /** Siblings of the same version that hold less, by that list and our own; none where only a digest is written. */
  readonly smaller: readonly SizedTag[];
  readonly catalogue: CatalogueFacts;
}

export interface InspectedPlatform {
  /** Undefined when neither index nor configuration says. */
  readonly platform: Platform | undefined;
  /** Of this platform's manifest. */
  readonly digest: Digest;
  /** Compressed bytes; undefined when nobody told. */
  readonly size: number | undefined;
  /** Whether `details` is about it. */
  readonly isChosen: boolean;
}

/** Tags that stand for the same digest, by what the registry's list tells. */
export interface SameTags {
  /** Those that say most first. */
  readonly same: readonly string[];
  /** How many tags of the list come with a digest; where it is none, the list knows nothing of this. */
  readonly told: number;
  /** How many tags it has. */
  readonly total: number;
  /** Whether there may be more. */
  readonly isPartial: boolean;
}

export type InspectionFailure =
  | { readonly kind: 'registry'; readonly error: RegistryError }
  /** The image is there, for these platforms alone. */
  | { readonly kind: 'no-platform'; readonly platforms: readonly Platform[] };

/** Which platform's image is looked at. */
export interface PlatformChoice {
  /** What the person asked for: that or nothing. */
  readonly wanted: Platform | undefined;
  /** What is taken else, if it is there. */
  readonly preferred: Platform | undefined;
}

/** What is wanted of the image itself. */
export interface InspectionWishes {
  readonly platform: PlatformChoice;
  /** Whether the tags of the repository are listed, for those with the same digest. */
  readonly listsTags: boolean;
}

/**
 * Looks at what a reference stands for: its digest if it has one, else its tag (or `latest`). Asks for index, manifest and
 * configuration, for the list of tags where that is wanted, and for the tag where there is a digest beside it. Never rejects.
 */
export async function inspectImage(
  reference: ImageReference,
  { platform: choice, listsTags }: InspectionWishes,
  registry: ImageRegistry,
  signal: AbortSignal,
): Promise<Result<ImageInspection, InspectionFailure>> {
  const version = reference.digest ?? effectiveTag(reference);
  const found = await registry.entry(reference, version, signal);
  if (!found.ok) return fail({ kind: 'registry', error: found.error });
  const entry = found.value;
  const offers = entry.kind === 'index' ? entry.images : [];
  const chosen = entry.kind === 'index' ? chooseFrom(offers, choice) : entry;
  if (chosen === undefined && choice.wanted !== undefined)
    return fail({ kind: 'no-platform', platforms: platformsOf(offers) });

  const { tag, digest } = reference;
  const [details, list, tagNow] = await Promise.all([
    chosen === undefined
      ? fail(registryError('not-found', reference.registry, { detail: noSuchPlatform }))
      : registry.details(reference, chosen.digest, undefined, signal),
    listsTags ? registry.allTags(reference, signal) : undefined,
    tag === undefined || digest === undefined ? undefined : registry.resolve(reference, signal),
  ]);
  // A manifest is taken whatever is wanted, so what it is for shows here.
  const own = details.ok ? details.value.platform : undefined;
  if (own !== undefined && entry.kind === 'manifest' && !fits(own, choice))
    return fail({ kind: 'no-platform', platforms: [own] });

  const meant = digest === undefined ? effectiveTag(reference) : tag;
  const listed = list?.ok === true ? list.value.tags : [];
  return ok({
    reference,
    entry,
    platforms: inspectedPlatforms(entry, chosen?.digest, details, sizesOf(listed, entry.digest)),
    details: withPlatform(details, entry, chosen?.digest),
    tagNow: tagNow?.ok === true ? ok(tagNow.value.digest) : tagNow,
    tags: list?.ok === true ? ok(sameTags(list.value, entry.digest)) : list,
    pushed: listed.find((each) => each.tag === meant)?.pushedAt,
    smaller:
      meant === undefined
        ? []
        : toldSmallerVariants(reference, listed, details.ok ? details.value.platform : undefined),
    catalogue: catalogueFacts(reference, meant),
  });
}

function chooseFrom<T extends { readonly platform: Platform | undefined }>(
  offers: readonly T[],
  { wanted, preferred }: PlatformChoice,
): T | undefined {
  if (wanted !== undefined) return bestOffer(offers, wanted);
  const own = preferred && bestOffer(offers, preferred);
  return own ?? bestOffer(offers, undefined);
}

function fits(platform: Platform, { wanted }: PlatformChoice): boolean {
  return wanted === undefined || bestOffer([{ platform }], wanted) !== undefined;
}

function platformsOf(
  offers: readonly { readonly platform: Platform | undefined }[],
): readonly Platform[] {
  return offers.flatMap(({ platform }) => platform ?? []);
}

/** What the list tells of compressed sizes, by the names of platforms; two builds for Windows may share one, and tell none. */
function sizesOf(listed: readonly ListedTag[], digest: Digest): ReadonlyMap<string, number> {
  const told = listed.find((tag) => tag.digest === digest && tag.sizes !== undefined);
  const sizes = told?.sizes?.map(({ platform, size }) => [platformName(platform), size] as const);
  const names = sizes?.map(([name]) => name) ?? [];
  return new Map(sizes?.filter(([name]) => names.indexOf(name) === names.lastIndexOf(name)));
}

function inspectedPlatforms(
  entry: ImageEntry,
  chosen: Digest | undefined,
  details: Result<ImageDetails, RegistryError>,
  sizes: ReadonlyMap<string, number>,
): readonly InspectedPlatform[] {
  const offers =
    entry.kind === 'index'
      ? entry.images
      : [{ platform: details.ok ? details.value.platform : undefined, digest: entry.digest }];
  return offers.map(({ platform, digest }) => {
    const isChosen = digest === chosen;
    const told = platform && sizes.get(platformName(platform));
    return {
      platform,
      digest,
      isChosen,
      size: isChosen && details.ok ? sizeOf(details.value) : told,
    };
  });
}

/** The index says more of the platform than the configuration, which may leave the variant out. */
function withPlatform(
  details: Result<ImageDetails, RegistryError>,
  entry: ImageEntry,
  chosen: Digest | undefined,
): Result<ImageDetails, RegistryError> {
  if (!details.ok || entry.kind !== 'index') return details;
  const platform = entry.images.find(({ digest }) => digest === chosen)?.platform;
  return platform === undefined ? details : ok({ ...details.value, platform });
}

function sameTags({ tags, isPartial }: ListedTags, digest: Digest): SameTags {
  const told = tags.filter((tag) => tag.digest !== undefined);
  const same = told.filter((tag) => tag.digest === digest).map(({ tag }) => tag);
  return { same: byDescription(same), told: told.length, total: tags.length, isPartial };
}
