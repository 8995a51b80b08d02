import type { Digest } from '../reference/digest.ts';
import type { Platform } from '../reference/platform.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** A tag with what the registry's list tells of it beside its name. */
export interface ListedTag {
  readonly tag: string;
  readonly digest?: Digest;
  /** When it was last pushed, in milliseconds since 1970-01-01 UTC. */
  readonly pushedAt?: number;
  /** Compressed bytes by platform, as far as they are told. */
  readonly sizes?: readonly PlatformSize[];
  /** Compressed bytes, where it is one image and the platform is not told. */
  readonly size?: number;
}

export interface PlatformSize {
  readonly platform: Platform;
  /** Bytes. */
  readonly size: number;
}

/** The tags of a repository as far as they are known, each once, in no order that can be relied on. */
export interface ListedTags {
  readonly tags: readonly ListedTag[];
  /** Whether there may be more. */
  readonly isPartial: boolean;
}

/** The port through which everything else learns which tags a repository has. */
export interface TagSource {
  /**
   * What is known after the first page of the registry's list; further pages are fetched meanwhile, within bounds,
   * and are part of the next answer. An answer counts for some minutes. Never rejects.
   */
  firstTags(
    reference: ImageReference,
    signal: AbortSignal,
  ): Promise<Result<ListedTags, RegistryError>>;
  /** The whole list, as far as the bounds go. Never rejects. */
  allTags(
    reference: ImageReference,
    signal: AbortSignal,
  ): Promise<Result<ListedTags, RegistryError>>;
}
