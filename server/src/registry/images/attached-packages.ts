import type { Digest } from '../../reference/digest.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { Descriptor } from '../descriptor.ts';
import { registryError, type RegistryError } from '../errors.ts';
import type { ImagePackage } from '../image-source.ts';
import type { RegistryClient } from '../registry-client.ts';
import { attestationType, readArtifactLayers } from './entry.ts';
import { readPackages } from './sbom.ts';

/** An image, and where its lists of parts are looked for. */
export interface PackageSearch {
  readonly reference: ImageReference;
  /** The manifest of one platform's image. */
  readonly image: Digest;
  /** The attestation manifests that stand beside it in its index. */
  readonly attestations: readonly Digest[];
}

type Found = Result<readonly ImagePackage[] | undefined, RegistryError>;

const maximalSize = 32 * 1024 * 1024;
/** Lists are large, and a second one says much the same. */
const maximalManifests = 3;

const predicateTypes: ReadonlySet<string> = new Set([
  'https://spdx.dev/Document',
  'https://spdx.dev/Document/v2.3',
  'https://cyclonedx.org/bom',
  'https://cyclonedx.org/bom/v1.4',
]);
const documentTypes: ReadonlySet<string> = new Set([
  'application/spdx+json',
  'text/spdx+json',
  'spdx+json',
  'application/vnd.cyclonedx+json',
]);
/** Where BuildKit, cosign and Sigstore's bundles say what a statement is about. */
const predicateKeys: readonly string[] = [
  'in-toto.io/predicate-type',
  'predicateType',
  'dev.sigstore.bundle.predicateType',
];

/**
 * Finds a list of an image's parts where tools attach one: in BuildKit's attestations beside the image, in what refers to the
 * image (distribution specification, "Listing Referrers"), then under the tags of cosign (`sha256-….att` and `….sbom`). The
 * first that is found counts; undefined when there is none, and the first error when a place could not be looked at.
 */
export async function findPackages(
  client: RegistryClient,
  search: PackageSearch,
  signal: AbortSignal,
): Promise<Found> {
  const places = [
    () => inManifests(client, search, search.attestations.slice(0, maximalManifests), signal),
    () => inReferrers(client, search, signal),
    () => inManifests(client, search, cosignTags(search.image), signal),
  ];
  return firstFound(places, (look) => look());
}

async function inReferrers(
  client: RegistryClient,
  search: PackageSearch,
  signal: AbortSignal,
): Promise<Found> {
  const { reference, image } = search;
  const listed = await client.listReferrers(reference, image, {}, signal);
  if (!listed.ok) return listed;
  const likely = listed.value.referrers.filter(mayHoldPackages).slice(0, maximalManifests);
  return firstFound(likely, ({ digest, artifactType }) =>
    // A bundle's type is told of the manifest alone, not of its layer.
    inManifest(client, reference, digest, artifactType !== attestationType, signal),
  );
}

function inManifests(
  client: RegistryClient,
  { reference }: PackageSearch,
  versions: readonly string[],
  signal: AbortSignal,
): Promise<Found> {
  return firstFound(versions, (version) => inManifest(client, reference, version, false, signal));
}

async function inManifest(
  client: RegistryClient,
  reference: ImageReference,
  version: string,
  takesAny: boolean,
  signal: AbortSignal,
): Promise<Found> {
  const got = await client.fetchManifest(reference, version, signal);
  if (!got.ok) return got.error.code === 'not-found' ? ok(undefined) : got;
  const layers = readArtifactLayers(got.value.bytes);
  const layer = layers.find(isList) ?? (takesAny ? layers[0] : undefined);
  return layer === undefined ? ok(undefined) : fetchPackages(client, reference, layer, signal);
}

async function fetchPackages(
  client: RegistryClient,
  reference: ImageReference,
  { digest, size }: Descriptor,
  signal: AbortSignal,
): Promise<Found> {
  const refuse = (code: 'too-large' | 'invalid-response') =>
    fail(registryError(code, reference.registry, { detail: 'list of packages' }));
  if (size > maximalSize) return refuse('too-large');
  const blob = await client.fetchBlob(reference, digest, { maximalSize: size }, signal);
  if (!blob.ok) return blob;
  const packages = readPackages(blob.value);
  return packages === undefined ? refuse('invalid-response') : ok(packages);
}

/** What the first place has that has something; the first error where none has. */
async function firstFound<T>(
  places: readonly T[],
  look: (place: T) => Promise<Found>,
): Promise<Found> {
  let failed: Found | undefined;
  for (const place of places) {
    const found = await look(place);
    if (found.ok && found.value !== undefined) return found;
    if (!found.ok) failed ??= found;
    if (!found.ok && found.error.code === 'cancelled') return found;
  }
  return failed ?? ok(undefined);
}

function mayHoldPackages(referrer: Descriptor): boolean {
  return isList(referrer) || referrer.artifactType === attestationType;
}

/** Whether a layer is a list of parts, or a referrer has one. */
function isList({ mediaType, artifactType = '', annotations }: Descriptor): boolean {
  if (documentTypes.has(mediaType) || documentTypes.has(artifactType)) return true;
  return predicateKeys.some((key) => predicateTypes.has(annotations?.get(key) ?? ''));
}

/** Where cosign puts what it attaches, when it does not make it a referrer. */
function cosignTags(image: Digest): readonly string[] {
  const name = image.replace(':', '-');
  return name.length > 100 ? [] : [`${name}.att`, `${name}.sbom`];
}
