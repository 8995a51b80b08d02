import { createHash } from 'node:crypto';
import type { Digest, DigestAlgorithm } from '../reference/digest.ts';
import type { RegistryErrorCode } from './errors.ts';
import { fail, ok, type Result } from '../text/result.ts';

/** An index of the OCI image specification; also a list of referrers. */
export const ociIndex = 'application/vnd.oci.image.index.v1+json';

/**
 * The type of an empty configuration (OCI image specification, "Guidance for an Empty Descriptor"), which some registries tell
 * in place of the type of the artifact that has it.
 */
export const emptyType = 'application/vnd.oci.empty.v1+json';

/** Indexes, in the form of the OCI and in Docker's own. */
export const indexTypes: readonly string[] = [
  ociIndex,
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/**
 * The forms in which an image may be stored. A registry that is not told all of them may convert what
 * it has and so give another digest, or say that there is no such image.
 */
const mediaTypes: readonly string[] = [
  ...indexTypes,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const schema1Types: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
];

/** The `Accept` field of every request for a manifest. */
export const acceptedManifests = mediaTypes.join(', ');

/** Registries must accept manifests up to 4 MiB (distribution specification, "Pushing Manifests"), so larger ones are rare. */
export const maximalManifestSize = 4 * 1024 * 1024;

/** Reads the `Content-Type` of a manifest, parameters left out; any type but the four accepted ones is an error. */
export function manifestMediaType(
  contentType: string | undefined,
): Result<string, Extract<RegistryErrorCode, 'schema1' | 'invalid-response'>> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaTypes.includes(type)) return ok(type);
  return fail(schema1Types.includes(type) ? 'schema1' : 'invalid-response');
}

/** The digest of the bytes as they came over the wire. */
export function digestOfBytes(bytes: Uint8Array, algorithm: DigestAlgorithm): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Whether the bytes have this digest, by the algorithm that the digest names. */
export function hasDigest(bytes: Uint8Array, digest: Digest): boolean {
  return digestOfBytes(bytes, digest.startsWith('sha512:') ? 'sha512' : 'sha256') === digest;
}
