import type { Digest } from '../reference/digest.ts';
import { isTag, type ImageReference } from '../reference/reference.ts';
import type { ArtifactSource } from '../registry/artifact-source.ts';
import { parseDescriptor, type Descriptor } from '../registry/descriptor.ts';
import { registryError, type RegistryError } from '../registry/errors.ts';
import { parseJsonObject } from '../registry/json.ts';
import { ociIndex } from '../registry/manifest.ts';
import { isAbsence } from '../registry/manifests.ts';
import { referrersTag } from '../registry/referrers.ts';
import { fail, ok, type Result } from '../text/result.ts';
import {
  bundlesIn,
  isSignatureType,
  mayBeSignature,
  notationType,
  readSignatureManifest,
  simpleSigningType,
  type SignatureManifest,
} from './signature-forms.ts';
import type { SignaturePlace, SignatureReport } from './trust-source.ts';

/** A signature that was found, not looked into yet. */
export interface Candidate extends Finding {
  readonly place: SignaturePlace;
  /** What it was found at. */
  readonly subject: Digest;
}

interface Finding {
  readonly kind: 'simple-signing' | 'bundle' | 'notation';
  /** cosign's payload, with the signature among the annotations; the bundle; Notation's envelope. */
  readonly layer: Descriptor;
}

export type Unseen = SignatureReport['unseen'][number];

/** What was found in one place or several. */
export interface Search {
  readonly candidates: readonly Candidate[];
  readonly unseen: readonly Unseen[];
}

/** More in one list than anybody signs an image by; the rest is told as unseen. */
const maximalReferrers = 50;

/**
 * Looks for signatures of a digest in all places where tools put them: the referrers API, the tag that stands in for it
 * (distribution specification, "Listing Referrers" and "Unavailable Referrers API") and cosign's tag `sha256-….sig`.
 * A place that fails hides nothing of the others.
 */
export async function searchSignatures(
  registry: ArtifactSource,
  reference: ImageReference,
  subject: Digest,
  signal: AbortSignal,
): Promise<Search> {
  const at = { registry, reference, subject, signal };
  return joined(await Promise.all([amongReferrers(at), underSignatureTag(at)]));
}

/** All of several searches, what was found more than once only where it was found first. */
export function joined(searches: readonly Search[]): Search {
  const distinct = new Map<string, Candidate>();
  for (const candidate of searches.flatMap(({ candidates }) => candidates)) {
    const key = keyOf(candidate);
    if (!distinct.has(key)) distinct.set(key, candidate);
  }
  return {
    candidates: [...distinct.values()],
    unseen: searches.flatMap(({ unseen }) => unseen),
  };
}

/** Where is looked. */
interface Place {
  readonly registry: ArtifactSource;
  readonly reference: ImageReference;
  readonly subject: Digest;
  readonly signal: AbortSignal;
}

async function amongReferrers(at: Place): Promise<Search> {
  const { registry, reference, subject, signal } = at;
  const listed = await registry.listReferrers(reference, subject, {}, signal);
  if (!listed.ok)
    return joined([
      { candidates: [], unseen: [{ place: 'referrers', error: listed.error }] },
      await underReferrersTag(at),
    ]);
  const { referrers, source, isPartial } = listed.value;
  if (source === 'tag') return inReferrers(at, 'referrers-tag', referrers, isPartial);
  // Who signed before the registry had the API left the list under the tag.
  return joined(
    await Promise.all([inReferrers(at, 'referrers', referrers, isPartial), underReferrersTag(at)]),
  );
}

async function underReferrersTag(at: Place): Promise<Search> {
  const { registry, reference, subject, signal } = at;
  const got = await registry.fetchManifest(reference, referrersTag(subject), signal);
  if (!got.ok) return absentOr('referrers-tag', got.error);
  const isList = got.value.mediaType === ociIndex && got.value.digest !== subject;
  const manifests = isList ? parseJsonObject(got.value.bytes)?.['manifests'] : undefined;
  const listed = Array.isArray(manifests) ? manifests : [];
  const referrers = listed.map(parseDescriptor).filter((one) => one !== undefined);
  return inReferrers(at, 'referrers-tag', referrers, false);
}

async function inReferrers(
  at: Place,
  place: SignaturePlace,
  referrers: readonly Descriptor[],
  isPartial: boolean,
): Promise<Search> {
  const likely = referrers.filter(mayBeSignature).toSorted(byWhatIsTold);
  const searches = await Promise.all(
    likely.slice(0, maximalReferrers).map(({ digest }) => inReferrer(at, place, digest)),
  );
  if (!isPartial && likely.length <= maximalReferrers) return joined(searches);
  const detail = 'more referrers than are looked at';
  const error = registryError('too-large', at.reference.registry, { detail });
  return joined([...searches, { candidates: [], unseen: [{ place, error }] }]);
}

async function inReferrer(at: Place, place: SignaturePlace, version: Digest): Promise<Search> {
  const { registry, reference, subject, signal } = at;
  const got = await registry.fetchManifest(reference, version, signal);
  if (!got.ok) return { candidates: [], unseen: [{ place, error: got.error }] };
  const manifest = readSignatureManifest(got.value.bytes);
  // Whoever wrote the list may have named what refers to something else.
  if (manifest?.subject !== subject) return nothing;
  return {
    candidates: findingsIn(manifest).map((one) => ({ ...one, place, subject })),
    unseen: [],
  };
}

async function underSignatureTag(at: Place): Promise<Search> {
  const { registry, reference, subject, signal } = at;
  const place = 'signature-tag';
  const tag = `${subject.replace(':', '-')}.sig`;
  // A SHA-512 digest is too long for such a tag.
  if (!isTag(tag)) return nothing;
  const got = await registry.fetchManifest(reference, tag, signal);
  if (!got.ok) return absentOr(place, got.error);
  const manifest = readSignatureManifest(got.value.bytes);
  if (manifest === undefined) return nothing;
  return {
    candidates: findingsIn(manifest).map((one) => ({ ...one, place, subject })),
    unseen: [],
  };
}

function findingsIn(manifest: SignatureManifest): readonly Finding[] {
  const { type, layers, isAttestation } = manifest;
  if (isAttestation) return [];
  if (type === notationType) return layers.slice(0, 1).map(finding('notation'));
  const payloads = layers.filter(({ mediaType }) => mediaType === simpleSigningType);
  return [
    ...payloads.map(finding('simple-signing')),
    ...bundlesIn(manifest).map(finding('bundle')),
  ];
}

function finding(kind: Finding['kind']): (layer: Descriptor) => Finding {
  return (layer) => ({ kind, layer });
}

/** Those that say to be signatures before those that do not say what they are. */
function byWhatIsTold(one: Descriptor, other: Descriptor): number {
  const rank = ({ artifactType = '' }: Descriptor): number =>
    isSignatureType(artifactType) ? 0 : 1;
  return rank(one) - rank(other);
}

/** What makes two findings one: the same bytes and, where the signature stands in annotations, those. */
function keyOf({ kind, subject, layer }: Candidate): string {
  const { digest, annotations = new Map<string, string>() } = layer;
  const said = kind === 'simple-signing' ? [...annotations].toSorted() : [];
  return JSON.stringify([kind, subject, digest, said]);
}

const nothing: Search = { candidates: [], unseen: [] };

function absentOr(place: SignaturePlace, error: RegistryError): Search {
  return isAbsence(error) ? nothing : { candidates: [], unseen: [{ place, error }] };
}

/** Signatures are small; a bundle that is larger holds something else. */
const maximalSignature = 256 * 1024;

/** Fetches what was found; undefined when it is too large for a signature. */
export async function fetchContent(
  registry: ArtifactSource,
  reference: ImageReference,
  { layer, place }: Candidate,
  signal: AbortSignal,
): Promise<Result<Uint8Array | undefined, Unseen>> {
  if (layer.size > maximalSignature) return ok(undefined);
  const limits = { maximalSize: layer.size };
  const got = await registry.fetchBlob(reference, layer.digest, limits, signal);
  return got.ok ? got : fail({ place, error: got.error });
}
