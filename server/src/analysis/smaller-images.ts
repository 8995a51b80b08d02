import { bestOffer } from '../reference/platform-match.ts';
import type { Platform } from '../reference/platform.ts';
import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { ListedTag, ListedTags } from '../registry/tag-source.ts';
import { officialName, OfficialTags } from '../rules/official-tags.ts';
import { smallerVariants } from '../tags/smaller.ts';
import { ok, type Result } from '../text/result.ts';
import { sizeOf } from './image-comparison.ts';
import { withTag } from './tag-choices.ts';

export interface SmallerImages {
  /** Compressed bytes of the written image; undefined when the registry does not tell. */
  readonly current: number | undefined;
  /** The smallest first; those of unknown size, which are only known to be smaller by their names, last. */
  readonly variants: readonly SizedTag[];
  /** Whether the repository may have others. */
  readonly isPartial: boolean;
}

export interface SizedTag {
  readonly tag: string;
  /** Compressed bytes. */
  readonly size: number | undefined;
}

/** More are not looked at: each may take three requests. */
const maximalVariants = 5;

/**
 * The siblings of the reference's tag that are of the same version and hold less, with their sizes on a platform,
 * `linux/amd64` where none is given. Those that are not smaller indeed are left out. Never rejects.
 */
export async function findSmallerVariants(
  reference: ImageReference,
  registry: ImageRegistry,
  platform: Platform | undefined,
  signal: AbortSignal,
  official = new OfficialTags(),
): Promise<Result<SmallerImages, RegistryError>> {
  const tag = effectiveTag(reference);
  const siblings = officialSiblings(reference, official);
  // Of a tag in the list of official images all siblings are known; the registry's list adds their sizes at most.
  const listed =
    siblings === undefined
      ? await registry.allTags(reference, signal)
      : await registry.firstTags(reference, signal);
  if (!listed.ok && (siblings === undefined || listed.error.code === 'cancelled')) return listed;

  const list: ListedTags = listed.ok ? listed.value : { tags: [], isPartial: true };
  const names = siblings ?? list.tags.map((entry) => entry.tag);
  const candidates = smallerVariants(tag, names).slice(0, maximalVariants);
  const isPartial = siblings === undefined && list.isPartial;
  if (candidates.length === 0) return ok({ current: undefined, variants: [], isPartial });

  const told = new Map(list.tags.map((entry) => [entry.tag, entry]));
  const written = reference.digest === undefined ? told.get(tag) : undefined;
  const sizing = { registry, platform, signal };
  const [current, ...sizes] = await Promise.all([
    sizeOnPlatform(reference, written, sizing),
    ...candidates.map((candidate) =>
      sizeOnPlatform(withTag(reference, candidate), told.get(candidate), sizing),
    ),
  ]);
  if (!current.ok && current.error.code === 'cancelled') return current;
  const known = current.ok ? current.value : undefined;
  const variants = candidates.flatMap((candidate, index) => {
    const size = sizes[index];
    if (size === undefined || (!size.ok && size.error.code === 'not-found')) return [];
    return [{ tag: candidate, size: size.ok ? size.value : undefined }];
  });
  return ok({
    current: known,
    variants: variants
      .filter(({ size = 0 }) => known === undefined || size < known)
      .sort((a, b) => (a.size ?? Number.MAX_VALUE) - (b.size ?? Number.MAX_VALUE)),
    isPartial,
  });
}

/**
 * The same by what a list of tags and our own list of official images tell, without a request: sizes where the list has them.
 * Those that the list tells to be no smaller are left out.
 */
export function toldSmallerVariants(
  reference: ImageReference,
  listed: readonly ListedTag[],
  platform: Platform | undefined,
  official = new OfficialTags(),
): readonly SizedTag[] {
  const tag = effectiveTag(reference);
  const names = officialSiblings(reference, official) ?? listed.map((entry) => entry.tag);
  const sizeOfTag = (name: string): number | undefined => {
    const sizes = listed.find((entry) => entry.tag === name)?.sizes ?? [];
    return bestOffer(sizes, platform)?.size;
  };
  const current = sizeOfTag(tag) ?? Infinity;
  return smallerVariants(tag, names)
    .slice(0, maximalVariants)
    .map((variant) => ({ tag: variant, size: sizeOfTag(variant) }))
    .filter(({ size = 0 }) => size < current);
}

function officialSiblings(
  reference: ImageReference,
  official: OfficialTags,
): readonly string[] | undefined {
  const name = officialName(reference);
  if (name === undefined || !official.isListed(name, effectiveTag(reference))) return undefined;
  return official.listed(name);
}

interface Sizing {
  readonly registry: ImageRegistry;
  readonly platform: Platform | undefined;
  readonly signal: AbortSignal;
}

/** Compressed bytes of one platform's image: from the list, else the sum of its layers. */
async function sizeOnPlatform(
  reference: ImageReference,
  listed: ListedTag | undefined,
  { registry, platform, signal }: Sizing,
): Promise<Result<number, RegistryError>> {
  const offer = bestOffer(listed?.sizes ?? [], platform);
  if (offer !== undefined) return ok(offer.size);
  const version = reference.digest ?? effectiveTag(reference);
  const details = await registry.details(reference, version, platform, signal);
  if (!details.ok) return details;
  return ok(sizeOf(details.value));
}
