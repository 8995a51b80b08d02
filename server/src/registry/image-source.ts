import type { Digest } from '../reference/digest.ts';
import { platformName, type Platform } from '../reference/platform.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** What stands behind a tag or digest: the images of several platforms, or one. */
export type ImageEntry = IndexEntry | ManifestEntry;

interface EntryFacts {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Annotations of the index or manifest itself: a stranger's words. */
  readonly annotations: ReadonlyMap<string, string>;
}

export interface IndexEntry extends EntryFacts {
  readonly kind: 'index';
  /** Without attestations. */
  readonly images: readonly IndexedImage[];
  /** Attestation manifests that BuildKit puts beside the images. */
  readonly attestations: readonly IndexedAttestation[];
}

export interface IndexedImage {
  readonly digest: Digest;
  readonly platform: Platform | undefined;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface IndexedAttestation {
  readonly digest: Digest;
  /** The image that it is about. */
  readonly subject: Digest | undefined;
}

export interface ManifestEntry extends EntryFacts {
  readonly kind: 'manifest';
  readonly config: { readonly digest: Digest; readonly mediaType: string; readonly size: number };
  readonly layers: readonly ImageLayer[];
}

export interface ImageLayer {
  readonly digest: Digest;
  /** Compressed bytes. */
  readonly size: number;
  readonly mediaType: string;
}

/** One platform's image with its configuration. All texts are the publisher's claims; whoever shows them makes them inert. */
export interface ImageDetails {
  readonly manifest: ManifestEntry;
  readonly platform: Platform | undefined;
  /** Milliseconds since 1970-01-01 UTC; undefined when it is not told, or is the epoch, as in reproducible builds. */
  readonly created: number | undefined;
  readonly user: string;
  readonly environment: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly workingDirectory: string;
  readonly volumes: readonly string[];
  readonly stopSignal: string;
  /** The command of the health check with its form (`CMD`, `CMD-SHELL`, `NONE`); empty when there is none. */
  readonly healthCheck: readonly string[];
  /** Who made it by the configuration's own member `author`; empty when it does not say. */
  readonly author: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The commands that made it, the first one first; at most 1,000. */
  readonly history: readonly HistoryStep[];
}

/** OCI image specification, "Image Configuration", `history`. */
export interface HistoryStep {
  readonly createdBy: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly created: number | undefined;
  readonly comment: string;
  /** The layer that the command made; undefined where it made none, or steps and layers do not match. */
  readonly layer: Digest | undefined;
}

/** A package that an attached list of parts (SBOM) names. */
export interface ImagePackage {
  readonly name: string;
  readonly version: string;
}

/** The detail of a `not-found` for an index that is there, but has no image for the platform. */
export const noSuchPlatform = 'no image for the platform';

/** The port through which everything else looks into images. What a digest names never changes and is kept. */
export interface ImageSource {
  /** The index or manifest of a tag or digest; one request, none when a digest is known. Never rejects. */
  entry(
    reference: ImageReference,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<ImageEntry, RegistryError>>;
  /** Whether the registry has the manifest, by a HEAD; always asked anew. Never rejects. */
  exists(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<boolean, RegistryError>>;
  /**
   * Whether the manifest that `exists` did not find is gone for certain; two requests, always asked anew. By a GET,
   * as caches in front of registries may know only what they were asked for in full; and many registries say that
   * what somebody may not see is not there, so that it only counts where the place that says so shows something else
   * of the repository: `shown`, a tag or digest, or any tag where that is undefined. `not-found` where it shows
   * nothing. Never rejects.
   */
  isGone(
    reference: ImageReference,
    digest: Digest,
    shown: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<boolean, RegistryError>>;
  /**
   * One platform's image behind a tag or digest, `linux/amd64` where none is wanted and several are there; `not-found`
   * with the detail `noSuchPlatform` when there is none for the platform. A manifest is the image, whatever is wanted.
   * Never rejects.
   */
  details(
    reference: ImageReference,
    version: string,
    platform: Platform | undefined,
    signal: AbortSignal,
  ): Promise<Result<ImageDetails, RegistryError>>;
  /** What an attached SBOM lists, its signatures not checked; undefined when none is attached. Never rejects. */
  packages(
    reference: ImageReference,
    version: string,
    platform: Platform | undefined,
    signal: AbortSignal,
  ): Promise<Result<readonly ImagePackage[] | undefined, RegistryError>>;
}

/** All that has to be known of an index or manifest to tell whether another one gives the same image. */
export interface ImageContent {
  readonly digest: Digest;
  /** Of an index. */
  readonly images: readonly { readonly digest: Digest }[] | undefined;
  /** What `contentOf` gives. */
  readonly content: string | undefined;
}

/**
 * All that is in an image as one text: of an index the images with their platforms, in whatever order they are
 * written, of a manifest configuration and layers, as artifacts share one empty configuration (OCI image
 * specification, "Guidance for an Empty Descriptor"). Undefined for an index without images, which is like no other.
 */
export function contentOf(entry: ImageEntry): string | undefined {
  const lines = entry.kind === 'index' ? listingOf(entry) : partsOf(entry);
  return lines.length === 0 ? undefined : lines.join('\n');
}

/**
 * Whether both give the same image on every platform, so that only attestations or annotations differ. Nothing is
 * asked for, so two manifests are the same image when they have the same configuration and layers.
 */
export function isSameContent(one: ImageEntry, other: ImageEntry): boolean {
  return isSameImage(comparable(one), comparable(other));
}

/** The same for what is kept of images. */
export function isSameImage(one: ImageContent, other: ImageContent): boolean {
  if (one.digest === other.digest) return true;
  if ((one.images === undefined) === (other.images === undefined))
    return one.content !== undefined && one.content === other.content;
  return onlyImage(one) !== undefined && onlyImage(one) === onlyImage(other);
}

function comparable(entry: ImageEntry): ImageContent {
  const images = entry.kind === 'index' ? entry.images : undefined;
  return { digest: entry.digest, images, content: contentOf(entry) };
}

function listingOf({ images }: IndexEntry): readonly string[] {
  const lines = images.map(({ digest, platform }) =>
    [platform === undefined ? 'any' : platformName(platform), digest].join(' '),
  );
  return [...new Set(lines)].toSorted();
}

function partsOf({ config, layers }: ManifestEntry): readonly string[] {
  return [config, ...layers].map(({ digest }) => digest);
}

function onlyImage({ digest, images }: ImageContent): Digest | undefined {
  if (images === undefined) return digest;
  return images.length === 1 ? images[0]?.digest : undefined;
}
