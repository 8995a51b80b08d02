import { aDay } from '../text/day.ts';
import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/**
 * For how long the facts about a pin speak, in milliseconds. Registries change: after two weeks nobody knows any more
 * whether a manifest is still missing or where a tag stands, and a false alarm costs more than a miss.
 */
export const pinFactsLifetime = 14 * aDay;

/** What a registry said of the digest that a reference is pinned to, and of the tag beside it. */
export interface PinFacts {
  /** When the registry was last asked, in milliseconds since 1970-01-01 UTC. */
  readonly checkedAt: number;
  readonly pinned: PinnedImage;
  /** Undefined when the reference has no tag, or the registry did not tell. */
  readonly tag: TagFacts | undefined;
}

export type PinnedImage =
  /** The registry no longer has it. */
  | { readonly kind: 'missing' }
  | ({
      readonly kind: 'index';
      /** What it can run on; attestations are none. */
      readonly platforms: readonly Platform[];
      /** Those of them whose manifests the registry no longer has. */
      readonly missing: readonly Platform[];
    } & ImageClaims)
  /** One platform's image, alone; the platform is undefined when its configuration does not say. */
  | ({ readonly kind: 'manifest'; readonly platform: Platform | undefined } & ImageClaims);

export type TagFacts =
  | { readonly kind: 'missing' }
  /** The tag stands for the digest. */
  | { readonly kind: 'current' }
  | MovedTag;

/** The tag stands for another digest than the pinned one. */
export interface MovedTag extends ImageClaims {
  readonly kind: 'moved';
  readonly digest: Digest;
  readonly isIndex: boolean;
  /** What the index can run on; none for a manifest. */
  readonly platforms: readonly Platform[];
  /** Whether it is an index that lists the pinned digest as one of its platforms. */
  readonly listsPinned: boolean;
  /** Whether both give the same image on every platform, so that only attestations or annotations differ. */
  readonly isSameContent: boolean;
  /** When it was first seen to stand for this digest, in milliseconds since 1970-01-01 UTC. */
  readonly seenAt: number;
}

/** What an image says of itself. */
export interface ImageClaims {
  /** When it was built, in milliseconds since 1970-01-01 UTC; undefined when it does not say, or says the epoch to be reproducible. */
  readonly created: number | undefined;
  /** The annotation `org.opencontainers.image.version` of its index or manifest, never the label, which bases hand down. */
  readonly version: string | undefined;
}
