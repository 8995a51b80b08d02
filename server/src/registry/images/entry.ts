import { parseDigest } from '../../reference/digest.ts';
import { parseDescriptor, type Descriptor } from '../descriptor.ts';
import type {
  ImageEntry,
  ImageLayer,
  IndexedAttestation,
  IndexedImage,
  IndexEntry,
  ManifestEntry,
} from '../image-source.ts';
import { objectIn, parseJsonObject, type JsonObject } from '../json.ts';
import type { ManifestBytes } from '../manifests.ts';
import { isKnown } from '../platform.ts';
import { textsIn } from './texts.ts';

const maximalIndexEntries = 1000;
const maximalLayers = 1000;

/** The type of BuildKit's attestation manifests where they say what they are. */
export const attestationType = 'application/vnd.docker.attestation.manifest.v1+json';

/**
 * Reads an index or manifest (OCI image specification, "Image Index" and "Image Manifest"; Docker's forms are alike).
 * Entries of an index that are not sound are left out, as are those behind the first 1,000; undefined when the whole is neither,
 * or could be taken for both.
 */
export function readEntry({ bytes, digest, mediaType }: ManifestBytes): ImageEntry | undefined {
  const fields = parseJsonObject(bytes);
  if (fields === undefined || (fields['mediaType'] ?? mediaType) !== mediaType) return undefined;
  const facts = { digest, mediaType, annotations: textsIn(fields, 'annotations') };
  const { manifests } = fields;
  const hasLayers = 'config' in fields || 'layers' in fields;
  if (Array.isArray(manifests) && !hasLayers) return { ...facts, ...readIndex(manifests) };
  const image = manifests === undefined ? readManifest(fields) : undefined;
  return image && { ...facts, ...image };
}

/** The layers of a manifest that need not be an image's, with their annotations; those that are not sound are left out. */
export function readArtifactLayers(bytes: Uint8Array): readonly Descriptor[] {
  return listIn(parseJsonObject(bytes) ?? {}, 'layers')
    .slice(0, maximalLayers)
    .map(parseDescriptor)
    .filter((layer) => layer !== undefined);
}

function readIndex(
  manifests: readonly unknown[],
): Pick<IndexEntry, 'kind' | 'images' | 'attestations'> {
  const descriptors = manifests
    .slice(0, maximalIndexEntries)
    .map(parseDescriptor)
    .filter((descriptor) => descriptor !== undefined);
  return {
    kind: 'index',
    images: descriptors.filter((descriptor) => !isAttestation(descriptor)).map(imageOf),
    attestations: descriptors.filter(isAttestation).map(attestationOf),
  };
}

/** BuildKit, "Image attestation storage"; what no machine can run is no image, whoever put it there. */
function isAttestation({ platform, annotations, artifactType }: Descriptor): boolean {
  if (platform !== undefined) return !isKnown(platform);
  return (
    artifactType === attestationType ||
    annotations?.get('vnd.docker.reference.type') === 'attestation-manifest'
  );
}

function imageOf({ digest, platform, annotations = new Map() }: Descriptor): IndexedImage {
  return { digest, platform, annotations };
}

function attestationOf({ digest, annotations }: Descriptor): IndexedAttestation {
  const subject = parseDigest(annotations?.get('vnd.docker.reference.digest') ?? '');
  return { digest, subject: subject.ok ? subject.value : undefined };
}

function readManifest(
  fields: JsonObject,
): Pick<ManifestEntry, 'kind' | 'config' | 'layers'> | undefined {
  const config = parseDescriptor(objectIn(fields, 'config'));
  const written = listIn(fields, 'layers');
  const layers = written.slice(0, maximalLayers + 1).map(parseDescriptor);
  const sound = layers.filter((layer) => layer !== undefined).map(layerOf);
  if (config === undefined || sound.length !== written.length || sound.length > maximalLayers)
    return undefined;
  return { kind: 'manifest', config: layerOf(config), layers: sound };
}

function layerOf({ digest, size, mediaType }: Descriptor): ImageLayer {
  return { digest, size, mediaType };
}

function listIn(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}
