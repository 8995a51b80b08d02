import { channels, codeNames, distributions, variants } from '../data/tag-words.ts';
import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';
import { isCovered } from './image-patterns.ts';
import { officialName, type OfficialTags } from './official-tags.ts';
import type { RelatedSpan, RuleContext } from './rule.ts';

/** An image whose tag and digest can be judged. */
export interface JudgedImage {
  readonly occurrence: ImageOccurrence;
  /** For a name behind a variable registry only tag and digest are certain. */
  readonly reference: ImageReference;
  readonly isRegistryKnown: boolean;
  /** The reference for a message: as it reads once defaults are put in. */
  readonly name: string;
}

/** The images without a digest, whose tag so decides what is pulled, except those that a person allows. */
export function* unpinnedImages(
  document: DocumentModel,
  { allowImages }: RuleContext,
): Generator<JudgedImage> {
  for (const image of judgedImages(document)) {
    const { reference, isRegistryKnown } = image;
    const isAllowed = isRegistryKnown && isCovered(allowImages, reference);
    if (reference.digest === undefined && !isAllowed) yield image;
  }
}

function* judgedImages(document: DocumentModel): Generator<JudgedImage> {
  for (const occurrence of document.images) {
    const { image, written } = occurrence;
    if (image.kind === 'reference') {
      const { reference } = image;
      yield { occurrence, reference, isRegistryKnown: true, name: reference.written };
    } else if (image.kind === 'partly-known') {
      yield { occurrence, reference: image.tail, isRegistryKnown: false, name: written };
    }
  }
}

/** Points from a reference in an ARG or behind an anchor to the places that use it. */
export function relatedUses({ span, uses }: ImageOccurrence): readonly RelatedSpan[] {
  const elsewhere = uses.filter(({ start, end }) => span.start < start || end < span.end);
  return elsewhere.map((use) => ({ span: use, message: 'This image is used here.' }));
}

/** The reference as it is written but without its digest, which nobody reads in a message. */
export function withoutDigest({ written, digest, spans }: ImageReference): string {
  return digest === undefined ? written : written.slice(0, (spans.tag ?? spans.name).end);
}

/** Official images that give their versions names, so that a word that is not known may be one. */
const withCodeNames: ReadonlySet<string> = new Set(['node', 'ros', 'traefik']);

/**
 * Whether a tag moves from release to release: it has no digit, and its words say only how ripe the release
 * is and how it is built. Without the former that is certain for Docker Official Images alone, where a bare
 * variant is the newest release; their list tells about words that are not known here.
 */
export function isFloatingTag(
  { reference, isRegistryKnown }: JudgedImage,
  official: OfficialTags,
): boolean {
  const { tag } = reference;
  if (tag === undefined || tag === 'latest' || /\d/.test(tag)) return false;
  const words = tag.toLowerCase().split(/[-_.]/);
  const isPlain = words.every(
    (word) => channels.has(word) || variants.has(word) || codeNames.has(word),
  );
  if (!isRegistryKnown || !isOfficial(reference))
    return isPlain && words.some((word) => channels.has(word));
  const name = officialName(reference);
  if (name === undefined || withCodeNames.has(name)) return isPlain;
  if (distributions.has(name)) return isPlain && !words.some((word) => codeNames.has(word));
  return isPlain || official.isListed(name, tag);
}

function isOfficial({ registry, repository }: ImageReference): boolean {
  return registry === dockerHub && repository.startsWith('library/');
}
