import type { Digest } from '../reference/digest.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';

/** Where an attestation was found: beside the image in its index (BuildKit), by what refers to it, or under cosign's tags. */
export type AttestationPlace = 'index' | 'referrers' | 'referrers-tag' | 'cosign-tag';

/** An attached statement about an image. None of it is checked against a signature: it is the publisher's claim. */
export interface FoundAttestation {
  /** in-toto's type of the predicate: `https://slsa.dev/provenance/v1`; or the media type of a bare document. */
  readonly predicateType: string;
  readonly place: AttestationPlace;
  /** Of the manifest that holds it. */
  readonly digest: Digest;
}

/** How an image was built (SLSA provenance 0.2 or 1). All texts are the publisher's claims. */
export interface Provenance {
  readonly version: '0.2' | '1';
  readonly builder: string | undefined;
  /** Where the source code is that was built, and its revision. */
  readonly source: string | undefined;
  readonly revision: string | undefined;
  /** The Dockerfile or workflow. */
  readonly entryPoint: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly finished: number | undefined;
  /** What went into the build: images and sources with their digests. */
  readonly materials: readonly Material[];
}

export interface Material {
  /** A package URL or address. */
  readonly uri: string;
  /** `sha256:…` or a commit. */
  readonly digest: string | undefined;
}

/** A list of an image's parts. */
export interface PackageList {
  readonly format: 'spdx' | 'cyclonedx';
  /** What made the list; a stranger's word. */
  readonly tool: string | undefined;
  readonly packages: readonly ListedPackage[];
}

export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  /** Package URL (purl specification); undefined when the list has none. */
  readonly purl: string | undefined;
}

export interface Attestations {
  readonly found: readonly FoundAttestation[];
  readonly provenance: Provenance | undefined;
  readonly packages: PackageList | undefined;
}

/** The port to what is attached to an image. Never rejects. */
export interface AttestationSource {
  /**
   * Looks in all places for what is attached to the image of one platform, which stands in `index` where there is one, and to
   * the index itself. An error where nothing was found and a place could not be looked at.
   */
  attestations(
    reference: ImageReference,
    image: Digest,
    index: Digest | undefined,
    signal: AbortSignal,
  ): Promise<Result<Attestations, RegistryError>>;
}
