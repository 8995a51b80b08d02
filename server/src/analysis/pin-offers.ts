import type {
  DocumentModel,
  ImageOccurrence,
  PinObstacle,
  WrittenVersion,
} from '../model/document-model.ts';
import type { Digest } from '../reference/digest.ts';
import { tagKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import { isFloatingTag, withoutDigest } from '../rules/images.ts';
import { OfficialTags } from '../rules/official-tags.ts';
import { touches, type Span } from '../text/span.ts';
import type { Report } from './report.ts';

interface OfferedImage {
  /** The reference as it is written but without its digest, or the word when the reference is not known. */
  readonly name: string;
  readonly occurrence: ImageOccurrence;
}

/** What can be changed, with all that it takes; made without any request. */
export interface ReadyImage extends OfferedImage {
  readonly kind: 'ready';
  readonly reference: ImageReference;
  readonly version: WrittenVersion;
}

export interface BlockedImage extends OfferedImage {
  readonly kind: 'blocked';
  readonly obstacle: PinObstacle;
}

/** An image without a digest. */
export type PinOffer = ReadyImage | BlockedImage;

/** An image with a digest. */
export type PinnedReference = (ReadyImage & { readonly digest: Digest }) | BlockedImage;

export type ReadyPinned = Extract<PinnedReference, { kind: 'ready' }>;

/**
 * Every image of the report that could have a digest and has none; those of other files are pinned there. What is
 * built here is none of them, as nobody misses its digest.
 */
export function pinOffers(report: Report): readonly PinOffer[] {
  return allOffers(report).filter((offer) => !isBuiltHere(offer));
}

/** The names that have no digest because they are built on the machine that uses them. */
export function builtImages(report: Report): readonly BlockedImage[] {
  return allOffers(report).filter(isBuiltHere);
}

/** The offers for what stands at `span`, the reference itself or a word that uses it; those with a reason for what is built here too. */
export function pinOffersAt(report: Report, span: Span): readonly PinOffer[] {
  return allOffers(report).filter(({ occurrence }) => isAt(occurrence, span));
}

/** Every image of the report that has a digest. */
export function pinnedImages({ source, model }: Report): readonly PinnedReference[] {
  return ownImages(source.text, model).flatMap((occurrence) => pinnedReference(occurrence) ?? []);
}

/** The image with a digest at `span`: the reference itself or a word that uses it. */
export function pinnedImageAt(report: Report, span: Span): PinnedReference | undefined {
  return pinnedImages(report).find(({ occurrence }) => isAt(occurrence, span));
}

/** Whether the tag moves from release to release, so that a pin of it says little: none, `latest`, `stable`, `alpine`. */
export function isFloating({ reference, occurrence, name }: ReadyImage): boolean {
  const { tag } = reference;
  if (tag === undefined || tag === 'latest') return true;
  return isFloatingTag({ reference, occurrence, name, isRegistryKnown: true }, new OfficialTags());
}

function allOffers({ source, model }: Report): readonly PinOffer[] {
  const built = builtKeys(model);
  return ownImages(source.text, model).flatMap((occurrence) => offerFor(occurrence, built) ?? []);
}

function ownImages(text: string, { images }: DocumentModel): readonly ImageOccurrence[] {
  return images.filter(({ span }) => span.start <= text.length);
}

/** What a build of the project makes is meant wherever its name is used in it. */
function builtKeys({ images }: DocumentModel): ReadonlySet<string> {
  const references = images.flatMap(({ image }) =>
    image.kind === 'build-output' ? (image.reference ?? []) : [],
  );
  return new Set(references.map(tagKey));
}

function offerFor(occurrence: ImageOccurrence, built: ReadonlySet<string>): PinOffer | undefined {
  const { image } = occurrence;
  switch (image.kind) {
    case 'reference': {
      const { reference, site } = image;
      if (reference.digest !== undefined) return undefined;
      if (built.has(tagKey(reference))) return blockedImage(occurrence, { code: 'built-here' });
      if (site.kind === 'blocked') return blockedImage(occurrence, site.obstacle);
      return { kind: 'ready', name: reference.written, occurrence, reference, version: site };
    }
    case 'build-output':
      return image.reference?.digest === undefined
        ? blockedImage(occurrence, { code: 'built-here' })
        : undefined;
    case 'partly-known':
      return image.tail.digest === undefined
        ? withoutDefault(occurrence, image.variable)
        : undefined;
    case 'unknown':
      return image.variable === '' ? undefined : withoutDefault(occurrence, image.variable);
    default:
      return undefined;
  }
}

function pinnedReference(occurrence: ImageOccurrence): PinnedReference | undefined {
  const { image } = occurrence;
  if (image.kind === 'partly-known')
    return image.tail.digest === undefined ? undefined : withoutDefault(occurrence, image.variable);
  if (image.kind !== 'reference') return undefined;
  const { reference, site } = image;
  const { digest } = reference;
  if (digest === undefined) return undefined;
  if (site.kind === 'blocked') return blockedImage(occurrence, site.obstacle);
  const name = withoutDigest(reference);
  return { kind: 'ready', name, occurrence, reference, version: site, digest };
}

function withoutDefault(occurrence: ImageOccurrence, variable: string): BlockedImage {
  return blockedImage(occurrence, { code: 'no-default', variable });
}

/** An image that no edit can pin, by the word that its author wrote. */
export function blockedImage(occurrence: ImageOccurrence, obstacle: PinObstacle): BlockedImage {
  const name = occurrence.written.replace(/@\w+:[0-9a-f]{32,}/, '');
  return { kind: 'blocked', name, occurrence, obstacle };
}

function isBuiltHere(offer: PinOffer): offer is BlockedImage {
  return offer.kind === 'blocked' && offer.obstacle.code === 'built-here';
}

function isAt({ span, uses }: ImageOccurrence, place: Span): boolean {
  return [span, ...uses].some((own) => touches(own, place));
}
