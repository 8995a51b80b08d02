import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { BlobLimits } from './blobs.ts';
import type { ResolvedDigest } from './digest-resolver.ts';
import type { RegistryError } from './errors.ts';
import type { ManifestBytes } from './manifests.ts';
import type { ReferrerFilter, ReferrerList } from './referrers.ts';

/** A manifest or index, checked, and when it was got. */
export type Manifest = ManifestBytes & Pick<ResolvedDigest, 'resolvedAt'>;

/** Where a blob can be fetched without the rest of the client, by somebody whom the person has chosen for that. */
export interface BlobAddress {
  /** https, or http where the registry is asked by that. */
  readonly url: string;
  /** A Bearer token for pulling this repository alone; undefined when none is needed. */
  readonly token: string | undefined;
}

export interface ApiRequest {
  /** Behind the registry's host: `/api/v2.0/projects/…`, each part escaped. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes that the answer may have. */
  readonly maximalBody: number;
  /** Whether it is asked without the person's credentials, whatever the registry answers. */
  readonly isAnonymous?: boolean;
}

/** The port to what stands beside images in a repository. Nothing of it rejects. */
export interface ArtifactSource {
  /**
   * Fetches a manifest or index by its tag or digest and checks its bytes; `digest-mismatch` when the registry gives
   * others than asked for or promised, `refused` when the version is neither tag nor digest.
   */
  fetchManifest(
    reference: ImageReference,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<Manifest, RegistryError>>;
  /** Lists what refers to a digest in the repository. */
  listReferrers(
    reference: ImageReference,
    digest: Digest,
    filter: ReferrerFilter,
    signal: AbortSignal,
  ): Promise<Result<ReferrerList, RegistryError>>;
  /** Fetches a blob of the repository and checks its bytes. */
  fetchBlob(
    reference: ImageReference,
    digest: Digest,
    limits: BlobLimits,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, RegistryError>>;
  /**
   * Where a blob is, with a token that can pull this repository and do nothing else. Never a password: `refused` where the
   * registry takes nothing else.
   */
  blobAddress(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<BlobAddress, RegistryError>>;
  /** GETs something of the registry's own API at the host of the image, with the person's credentials there if need be. */
  fetchApi(
    reference: ImageReference,
    request: ApiRequest,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, RegistryError>>;
}
