import type { Digest } from '../../reference/digest.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { Result } from '../../text/result.ts';
import type { ArtifactSource, Manifest } from '../artifact-source.ts';
import type { AttestationPlace } from '../attestation-source.ts';
import type { Descriptor } from '../descriptor.ts';
import type { RegistryError } from '../errors.ts';
import { parseJsonObject, textIn } from '../json.ts';
import { emptyType } from '../manifest.ts';
import { attestationType, readArtifactLayers } from './entry.ts';
import { isDocumentType, kindOfPredicate } from './predicates.ts';
import { textsIn } from './texts.ts';

/** An image, and where to look for what is attached to it. */
export interface AttachmentSearch {
  readonly reference: ImageReference;
  /** The manifest of one platform's image. */
  readonly image: Digest;
  /** The index in which it stands, when what is attached to that is looked for as well. */
  readonly index: Digest | undefined;
  /** Finds the attestation manifests that stand beside the image in its index. */
  readonly beside: () => Promise<Result<readonly Digest[], RegistryError>>;
}

/** Something that is attached, as its manifest tells; none of it is read yet. */
export interface Attachment {
  readonly place: AttestationPlace;
  /** Of the manifest that holds it. */
  readonly digest: Digest;
  readonly layer: Descriptor;
  /** The type of its predicate, or the media type of a bare document; undefined where only the content tells. */
  readonly predicateType: string | undefined;
}

/** What is in one place, and the first thing that could not be looked at; what is not there is no failure. */
export interface Looked {
  readonly attachments: readonly Attachment[];
  readonly failure: RegistryError | undefined;
}

export type Look = (signal: AbortSignal) => Promise<Looked>;

/** Of each place; lists are large, and what comes later says much the same. */
const maximalManifests = 6;
const maximalLayers = 10;

const bundleType = 'application/vnd.dev.sigstore.bundle';
const statementTypes: ReadonlySet<string> = new Set([
  'application/vnd.in-toto+json',
  'application/vnd.dsse.envelope.v1+json',
]);

/** Where BuildKit, cosign and Sigstore's bundles say what a statement is about. */
const predicateKeys: readonly string[] = [
  'in-toto.io/predicate-type',
  'predicateType',
  'dev.sigstore.bundle.predicateType',
];

/**
 * The places where tools attach statements to an image, those of the image itself first: BuildKit's attestations beside it in
 * its index, what refers to it (distribution specification, "Listing Referrers"), and the tags of cosign (`sha256-….att` and
 * `….sbom`).
 */
export function placesOf(source: ArtifactSource, search: AttachmentSearch): readonly Look[] {
  const { reference, image, index } = search;
  const subjects = index === undefined || index === image ? [image] : [image, index];
  return [
    (signal) => lookBeside(source, search, signal),
    ...subjects.flatMap((subject): readonly Look[] => [
      (signal) => lookAtReferrers(source, reference, subject, signal),
      (signal) => lookUnder(source, reference, cosignTags(subject), 'cosign-tag', signal),
    ]),
  ];
}

/** Whether a layer holds a statement, so that a bare document in it is none. */
export function holdsStatement({ mediaType }: Descriptor): boolean {
  return statementTypes.has(mediaType) || isBundle(mediaType);
}

async function lookBeside(
  source: ArtifactSource,
  { reference, beside }: AttachmentSearch,
  signal: AbortSignal,
): Promise<Looked> {
  const digests = await beside();
  if (!digests.ok) return { attachments: [], failure: digests.error };
  return lookUnder(source, reference, digests.value, 'index', signal);
}

async function lookAtReferrers(
  source: ArtifactSource,
  reference: ImageReference,
  subject: Digest,
  signal: AbortSignal,
): Promise<Looked> {
  const listed = await source.listReferrers(reference, subject, {}, signal);
  if (!listed.ok) return { attachments: [], failure: listed.error };
  const place = listed.value.source === 'api' ? 'referrers' : 'referrers-tag';
  const likely = listed.value.referrers
    .filter(mayHoldStatement)
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .slice(0, maximalManifests);
  const manifests = likely.map(async (referrer) => {
    const got = await source.fetchManifest(reference, referrer.digest, signal);
    return lookedAt(got, place, referrer);
  });
  return joined(await Promise.all(manifests));
}

async function lookUnder(
  source: ArtifactSource,
  reference: ImageReference,
  versions: readonly string[],
  place: AttestationPlace,
  signal: AbortSignal,
): Promise<Looked> {
  const manifests = versions
    .slice(0, maximalManifests)
    .map(async (version) =>
      lookedAt(await source.fetchManifest(reference, version, signal), place),
    );
  return joined(await Promise.all(manifests));
}

function lookedAt(
  manifest: Result<Manifest, RegistryError>,
  place: AttestationPlace,
  listed?: Descriptor,
): Looked {
  if (manifest.ok)
    return { attachments: attachmentsIn(manifest.value, place, listed), failure: undefined };
  const { error } = manifest;
  return { attachments: [], failure: error.code === 'not-found' ? undefined : error };
}

function joined(looks: readonly Looked[]): Looked {
  return {
    attachments: looks.flatMap(({ attachments }) => attachments),
    failure: looks.find(({ failure }) => failure !== undefined)?.failure,
  };
}

/** What a layer does not say of itself is said by its manifest, or by the list in which that stands. */
function attachmentsIn(
  { bytes, digest }: Manifest,
  place: AttestationPlace,
  listed?: Descriptor,
): readonly Attachment[] {
  const manifest = parseJsonObject(bytes) ?? {};
  const type = [listed?.artifactType, textIn(manifest, 'artifactType')].find(
    (one) => one !== undefined && isDocumentType(one),
  );
  const common =
    annotatedType(listed?.annotations) ?? annotatedType(textsIn(manifest, 'annotations')) ?? type;
  return readArtifactLayers(bytes)
    .slice(0, maximalLayers)
    .map((layer) => ({
      place,
      digest,
      layer,
      predicateType: typeOfLayer(layer) ?? common,
    }))
    .filter(({ layer, predicateType }) => predicateType !== undefined || holdsStatement(layer));
}

function typeOfLayer({ mediaType, annotations }: Descriptor): string | undefined {
  return annotatedType(annotations) ?? (isDocumentType(mediaType) ? mediaType : undefined);
}

function annotatedType(annotations?: ReadonlyMap<string, string>): string | undefined {
  return predicateKeys
    .map((key) => annotations?.get(key))
    .find((type) => type !== undefined && type !== '');
}

/** Many kinds of things refer to images; of some lists it is not known what they list. */
function mayHoldStatement(referrer: Descriptor): boolean {
  const { artifactType = emptyType } = referrer;
  const type = typeOfLayer(referrer);
  if (type !== undefined) return kindOfPredicate(type) !== 'signature';
  return (
    [emptyType, attestationType].includes(artifactType) ||
    isDocumentType(artifactType) ||
    statementTypes.has(artifactType) ||
    isBundle(artifactType)
  );
}

/** Those first that are known to be what we read. */
function rankOf(referrer: Descriptor): number {
  const type = typeOfLayer(referrer) ?? referrer.artifactType;
  if (type === undefined) return 1;
  if (type === attestationType) return 0;
  return ['packages', 'provenance'].includes(kindOfPredicate(type)) ? 0 : 1;
}

function isBundle(type: string): boolean {
  return type.startsWith(bundleType);
}

/** Where cosign puts what it attaches, when it does not make it a referrer. */
function cosignTags(subject: Digest): readonly string[] {
  const name = subject.replace(':', '-');
  return name.length > 100 ? [] : [`${name}.att`, `${name}.sbom`];
}
