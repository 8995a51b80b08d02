import { parseDigest, type Digest } from '../reference/digest.ts';
import { parseDescriptor, type Descriptor } from '../registry/descriptor.ts';
import { isObject, objectIn, parseJsonObject, textIn, type JsonObject } from '../registry/json.ts';
import { emptyType } from '../registry/manifest.ts';

/** The layer of a signature by cosign in its older form: the payload that is signed. */
export const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';
/** A signature in that form, attached as a referrer. */
const cosignSignatureType = 'application/vnd.dev.cosign.artifact.sig.v1+json';
export const notationType = 'application/vnd.cncf.notary.signature';
/** The predicate by which a Sigstore bundle signs an image; with any other it attests something of it. */
export const signaturePredicate = 'https://sigstore.dev/cosign/sign/v1';

const bundleType = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d\.\d)?\+json$/;
/** Where cosign says on manifest and descriptor what a bundle is about. */
const predicateKey = 'dev.sigstore.bundle.predicateType';
const maximalLayers = 50;

/** What the manifest of a signature says of itself (OCI image specification, "Image Manifest"). */
export interface SignatureManifest {
  /** Its `artifactType`, or the type of its configuration, as artifacts had it before version 1.1. */
  readonly type: string;
  /** What it refers to. */
  readonly subject: Digest | undefined;
  /** At most 50. */
  readonly layers: readonly Descriptor[];
  /** Whether it says itself that it is an attestation. */
  readonly isAttestation: boolean;
}

/** Reads the manifest of a signature; undefined when it is no manifest. */
export function readSignatureManifest(bytes: Uint8Array): SignatureManifest | undefined {
  const fields = parseJsonObject(bytes);
  const layers = fields?.['layers'];
  if (fields === undefined || !Array.isArray(layers)) return undefined;
  const subject = parseDigest(textIn(objectIn(fields, 'subject'), 'digest'));
  const predicate = textIn(objectIn(fields, 'annotations'), predicateKey);
  return {
    type: withoutParameters(
      textIn(fields, 'artifactType') || textIn(objectIn(fields, 'config'), 'mediaType'),
    ),
    subject: subject.ok ? subject.value : undefined,
    layers: layers
      .slice(0, maximalLayers)
      .map(readLayer)
      .filter((layer) => layer !== undefined),
    isAttestation: isOtherPredicate(predicate),
  };
}

/** The layers that are Sigstore bundles; where a manifest is one as a whole, its first layer. */
export function bundlesIn({ type, layers }: SignatureManifest): readonly Descriptor[] {
  const bundles = layers.filter(({ mediaType }) => bundleType.test(mediaType));
  return bundles.length === 0 && bundleType.test(type) ? layers.slice(0, 1) : bundles;
}

/**
 * Whether what a list of referrers names can be a signature: its type is one or is not told. What has a platform is an
 * image: GitHub's registry lists the images of an index where it has no list of referrers.
 */
export function mayBeSignature({ artifactType, annotations, platform }: Descriptor): boolean {
  if (platform !== undefined || isOtherPredicate(annotations?.get(predicateKey) ?? ''))
    return false;
  return artifactType === undefined || artifactType === emptyType || isSignatureType(artifactType);
}

/** Whether the type that is told is that of signatures. */
export function isSignatureType(type: string): boolean {
  return type === cosignSignatureType || type === notationType || bundleType.test(type);
}

function isOtherPredicate(predicate: string): boolean {
  return predicate !== '' && predicate !== signaturePredicate;
}

function readLayer(layer: unknown): Descriptor | undefined {
  if (!isObject(layer)) return undefined;
  const mediaType = withoutParameters(textIn(layer, 'mediaType'));
  return parseDescriptor({ ...layer, mediaType } satisfies JsonObject);
}

/** The first bundles had their version as a parameter of the media type, which descriptors cannot have. */
function withoutParameters(mediaType: string): string {
  return mediaType.split(';', 1)[0]?.trim() ?? '';
}
