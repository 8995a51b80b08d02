import { fail, ok, type Result } from '../../text/result.ts';
import type { ArtifactSource } from '../artifact-source.ts';
import type {
  Attestations,
  FoundAttestation,
  PackageList,
  Provenance,
} from '../attestation-source.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { holdsStatement, placesOf, type Attachment, type AttachmentSearch } from './attachments.ts';
import { kindOfPredicate, type PredicateKind } from './predicates.ts';
import { readProvenance } from './provenance.ts';
import { readPackageList } from './sbom.ts';
import { readAttachedDocument } from './statement.ts';

/** What was read of an attachment that is about the image. */
interface ReadAttestation {
  readonly predicateType: string;
  readonly packages?: PackageList;
  readonly provenance?: Provenance;
}

type Read = Result<ReadAttestation | undefined, RegistryError>;

interface Reading {
  /** Bytes that may still be read. */
  readonly left: number;
  readonly now: Now;
}

/** Milliseconds since 1970-01-01 UTC. */
type Now = () => number;

const maximalSize = 32 * 1024 * 1024;
/** Of all that is read of one image; a registry may have any number of lists. */
const maximalTotal = 96 * 1024 * 1024;
const maximalAttachments = 40;
const longestType = 255;

/**
 * Finds what is attached to an image in all places, and reads the first list of its parts and the first provenance. What was
 * read and is about another image is left out. An error where nothing was found and a place could not be looked at,
 * or what is there could not be read.
 */
export async function findAttestations(
  source: ArtifactSource,
  search: AttachmentSearch,
  now: Now,
  signal: AbortSignal,
): Promise<Result<Attestations, RegistryError>> {
  const looks = await Promise.all(placesOf(source, search).map((look) => look(signal)));
  const attachments = distinct(looks.flatMap((look) => look.attachments));
  const found: FoundAttestation[] = [];
  let left = maximalTotal;
  let failure = looks.find((look) => look.failure !== undefined)?.failure;
  let packages: PackageList | undefined;
  let provenance: Provenance | undefined;

  for (const attachment of attachments.slice(0, maximalAttachments)) {
    const kind = kindOf(attachment);
    const isWanted =
      kind === 'unknown' ||
      (kind === 'packages' && packages === undefined) ||
      (kind === 'provenance' && provenance === undefined);
    const read: Read = isWanted
      ? await readAttachment(source, search, attachment, { left, now }, signal)
      : ok({ predicateType: typeOf(attachment) });
    if (isWanted) left -= weightOf(attachment);
    if (!read.ok) failure ??= read.error;
    const told = read.ok ? read.value : unreadable(attachment, read.error);
    if (told === undefined || kindOfPredicate(told.predicateType) === 'signature') continue;
    found.push(foundAt(attachment, told.predicateType));
    packages ??= told.packages;
    provenance ??= told.provenance;
  }
  if (signal.aborted) return fail(registryError('cancelled', search.reference.registry));
  return found.length === 0 && failure !== undefined
    ? fail(failure)
    : ok({ found, packages, provenance });
}

/** What is too large to be read is there all the same. */
function unreadable(attachment: Attachment, { code }: RegistryError): ReadAttestation | undefined {
  return code === 'too-large' ? { predicateType: typeOf(attachment) } : undefined;
}

/**
 * Finds the first list of an image's parts, place by place; undefined when there is none, and the first error when a place
 * could not be looked at.
 */
export async function findPackages(
  source: ArtifactSource,
  search: AttachmentSearch,
  now: Now,
  signal: AbortSignal,
): Promise<Result<PackageList | undefined, RegistryError>> {
  let left = maximalTotal;
  let failure: RegistryError | undefined;
  for (const look of placesOf(source, search)) {
    const found = await look(signal);
    failure ??= found.failure;
    for (const attachment of found.attachments) {
      if (!['packages', 'unknown'].includes(kindOf(attachment))) continue;
      const read = await readAttachment(source, search, attachment, { left, now }, signal);
      left -= weightOf(attachment);
      if (!read.ok) failure ??= read.error;
      else if (read.value?.packages !== undefined) return ok(read.value.packages);
    }
    if (signal.aborted) return fail(registryError('cancelled', search.reference.registry));
  }
  return failure === undefined ? ok(undefined) : fail(failure);
}

/** Fetches and reads one attachment; undefined when it says that it is about something else. */
async function readAttachment(
  source: ArtifactSource,
  { reference, image, index }: AttachmentSearch,
  { layer, predicateType }: Attachment,
  { left, now }: Reading,
  signal: AbortSignal,
): Promise<Read> {
  const refuse = (code: 'too-large' | 'invalid-response') =>
    fail(registryError(code, reference.registry, { detail: 'attestation' }));
  if (layer.size > Math.min(left, maximalSize)) return refuse('too-large');
  const blob = await source.fetchBlob(reference, layer.digest, { maximalSize: layer.size }, signal);
  if (!blob.ok) return blob;
  const attached = readAttachedDocument(blob.value);
  const type = attached?.predicateType ?? (holdsStatement(layer) ? undefined : predicateType);
  if (attached === undefined || type === undefined) return refuse('invalid-response');
  const isAbout = [image, index].some((one) => one !== undefined && attached.subjects.has(one));
  if (attached.predicateType !== undefined && !isAbout) return ok(undefined);

  const kind = kindOfPredicate(type);
  if (kind === 'packages') {
    const packages = readPackageList(attached.document);
    return packages === undefined
      ? refuse('invalid-response')
      : ok({ predicateType: type, packages });
  }
  if (kind === 'provenance') {
    const provenance = readProvenance(attached.document, now());
    return provenance === undefined
      ? refuse('invalid-response')
      : ok({ predicateType: type, provenance });
  }
  return ok({ predicateType: type });
}

function kindOf({ predicateType }: Attachment): PredicateKind | 'unknown' {
  return predicateType === undefined ? 'unknown' : kindOfPredicate(predicateType);
}

/** As its manifest tells. */
function typeOf({ predicateType, layer }: Attachment): string {
  return predicateType ?? layer.mediaType;
}

function foundAt({ place, digest }: Attachment, predicateType: string): FoundAttestation {
  return { predicateType: predicateType.slice(0, longestType), place, digest };
}

/** Bytes that reading it costs; what is too large is not fetched. */
function weightOf({ layer }: Attachment): number {
  return layer.size > maximalSize ? 0 : layer.size;
}

/** BuildKit's attestations may stand in the index and refer to the image; the first place counts. */
function distinct(attachments: readonly Attachment[]): readonly Attachment[] {
  const seen = new Map<string, Attachment>();
  for (const attachment of attachments) {
    const key = `${attachment.digest} ${attachment.layer.digest}`;
    if (!seen.has(key)) seen.set(key, attachment);
  }
  return [...seen.values()];
}
