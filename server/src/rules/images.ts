import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';
import type { RelatedSpan } from './rule.ts';

/** An image whose tag and digest can be judged. */
export interface JudgedImage {
  readonly occurrence: ImageOccurrence;
  /** For a name behind a variable registry only tag and digest are certain. */
  readonly reference: ImageReference;
  readonly isRegistryKnown: boolean;
  /** The reference for a message: as it reads once defaults are put in. */
  readonly name: string;
}

/** The images without a digest: with one, the tag no longer decides what is pulled. */
export function* unpinnedImages(document: DocumentModel): Generator<JudgedImage> {
  for (const image of judgedImages(document)) if (image.reference.digest === undefined) yield image;
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

const floatingWords: ReadonlySet<string> = new Set(
  (
    'beta canary current dev devel develop edge experimental lts main mainline master next nightly ' +
    'oldoldstable oldstable rawhide rc rolling sid stable testing tip unstable'
  ).split(' '),
);

const variantWords: ReadonlySet<string> = new Set(
  (
    'alpine apache base bookworm bullseye buster cli community core debian dind enterprise fastcgi focal fpm ' +
    'full glibc headless jammy jdk jre management minimal musl nanoserver noble otel perl slim ' +
    'standalone trixie ubuntu uclibc windowsservercore zts'
  ).split(' '),
);

/** Where `bookworm` or `noble` is the version itself. */
const distributions: ReadonlySet<string> = new Set([
  'library/buildpack-deps',
  'library/debian',
  'library/ubuntu',
]);

/**
 * Whether a tag moves from release to release: it has no digit, every word of it is the name of a channel
 * or a variant, and one is a channel or the image is an official one, where a bare variant is the newest release.
 */
export function isFloatingTag({ reference, isRegistryKnown }: JudgedImage): boolean {
  const { tag, registry, repository } = reference;
  if (tag === undefined || tag === 'latest' || /\d/.test(tag)) return false;
  const words = tag.toLowerCase().split(/[-_.]/);
  const isEveryKnown = words.every((word) => floatingWords.has(word) || variantWords.has(word));
  const hasChannel = words.some((word) => floatingWords.has(word));
  const isOfficial = isRegistryKnown && registry === dockerHub && repository.startsWith('library/');
  return isEveryKnown && (hasChannel || (isOfficial && !distributions.has(repository)));
}
