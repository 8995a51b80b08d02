import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** What a tag stands for now: the digest of an index or of a manifest, and its media type. */
export interface ResolvedDigest {
  readonly digest: Digest;
  readonly mediaType: string;
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
