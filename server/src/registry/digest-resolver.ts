import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** What a tag stood for when the registry was asked: the digest of an index or of a manifest, and its media type. */
export interface ResolvedDigest {
  readonly digest: Digest;
  readonly mediaType: string;
  /** When the registry gave the answer, in milliseconds since 1970-01-01 UTC. */
  readonly resolvedAt: number;
}

/** The port through which everything else asks a registry for a digest. */
export interface DigestResolver {
  /**
   * Which digest the reference's tag (or `latest`) stands for now; a written digest is not looked at.
   * The digest of an index is returned as it is, whatever the platform. Never rejects.
   */
  resolve(
    reference: ImageReference,
    signal: AbortSignal,
  ): Promise<Result<ResolvedDigest, RegistryError>>;
}

/** What is remembered of earlier answers, for those who must not wait or have no network. */
export interface DigestMemory {
  /**
   * What is still known from the last time, at most 90 days old, without any request. It is a fact about
   * `resolvedAt` and may be told with its age; a pin always needs `resolve`. Never rejects.
   */
  recall(reference: ImageReference): Promise<ResolvedDigest | undefined>;
}
