import type { Digest } from '../reference/digest.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { parseDescriptor, type Descriptor } from './descriptor.ts';
import { registryError, type RegistryError, type RegistryErrorCode } from './errors.ts';
import { parseJsonObject } from './json.ts';
import { emptyType, manifestMediaType, maximalManifestSize, ociIndex } from './manifest.ts';
import { fetchManifestBytes } from './manifests.ts';
import type { HttpAnswer } from './network/transport.ts';
import { readPages, type CutReason, type Pages } from './pages.ts';
import { createRecent } from './recent.ts';
import { invalidAnswer, type RemoteRepository } from './remote-repository.ts';

export interface ReferrerFilter {
  /** The type wanted; a referrer whose type is not told is never left out, as it may be of that type. */
  readonly artifactType?: string;
}

/** What refers to an image: signatures, attestations, lists of its parts. */
export interface ReferrerList {
  /** Each once; none is trusted or fetched. */
  readonly referrers: readonly Descriptor[];
  /** The registry's referrers API, or the tag that stands in for it where there is none. */
  readonly source: 'api' | 'tag';
  /** Whether there may be more. */
  readonly isPartial: boolean;
  /** Why, when it is partial. */
  readonly reason?: CutReason;
}

/** Remembers which hosts have no referrers API. */
export interface ReferrersMemory {
  lacksApi(host: string): boolean;
  noteLack(host: string): void;
}

const maximalReferrers = 1000;
const maximalPages = 20;
const maximalHosts = 200;
const lackLifetime = 10 * 60_000;

const lackCodes: ReadonlySet<RegistryErrorCode> = new Set([
  'not-found',
  'unauthorized',
  'denied',
  'invalid-response',
  'refused',
]);

/** `now` gives milliseconds from any origin and never goes back. */
export function createReferrersMemory(now: () => number): ReferrersMemory {
  const lacking = createRecent<number>(maximalHosts);
  return {
    lacksApi: (host) => (lacking.get(host) ?? -Infinity) > now(),
    noteLack: (host) => {
      lacking.set(host, now() + lackLifetime);
    },
  };
}

/**
 * Lists what refers to a digest (distribution specification, "Listing Referrers" and "Unavailable Referrers API").
 * Where the API is missing, forbidden, not of the specification or elsewhere, its tag is asked instead, and the host
 * is not asked for the API again for ten minutes. A failure that may pass (429, 500, timeout) is an error,
 * as "none" would be wrong then.
 */
export async function listReferrers(
  repository: RemoteRepository,
  digest: Digest,
  filter: ReferrerFilter,
  memory: ReferrersMemory,
  signal: AbortSignal,
): Promise<Result<ReferrerList, RegistryError>> {
  if (!memory.lacksApi(repository.host)) {
    const listed = await askApi(repository, digest, filter, signal);
    if (listed.ok) return ok(listOf('api', listed.value));
    if (!isLack(listed.error)) return listed;
    memory.noteLack(repository.host);
  }
  const tagged = await askTag(repository, digest, filter, signal);
  return tagged.ok ? ok(listOf('tag', tagged.value)) : tagged;
}

/** The tag under which referrers are listed: algorithm and value, cut to 32 and 64 characters. */
export function referrersTag(digest: Digest): string {
  const [algorithm = '', encoded = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`;
}

async function askApi(
  repository: RemoteRepository,
  digest: Digest,
  { artifactType }: ReferrerFilter,
  signal: AbortSignal,
): Promise<Result<Pages<Descriptor>, RegistryError>> {
  const request = {
    method: 'GET',
    path: `referrers/${digest}`,
    query: new URLSearchParams(artifactType === undefined ? {} : { artifactType }),
    accept: ociIndex,
    maximalBody: maximalManifestSize,
    // GitHub's registry leads away to a page that is no registry.
    mayLeaveOrigin: false,
  } as const;
  const read = (answer: HttpAnswer): Result<readonly Descriptor[], RegistryError> => {
    const type = manifestMediaType(answer.header('content-type'));
    const listed = type.ok && type.value === ociIndex ? readIndex(answer.body) : undefined;
    if (listed === undefined) return invalidAnswer(answer, 'no list of referrers');
    return ok(isFiltered(answer) ? listed : listed.filter(mayBeOfType(artifactType)));
  };
  const bounds = { maximalEntries: maximalReferrers, maximalPages };
  const listing = { request, ...bounds, keyOf: digestOf, read };
  return readPages(repository, listing, signal);
}

/** Reads the index under the tag; where there is none, nothing refers to the digest. */
async function askTag(
  repository: RemoteRepository,
  digest: Digest,
  { artifactType }: ReferrerFilter,
  signal: AbortSignal,
): Promise<Result<Pages<Descriptor>, RegistryError>> {
  const got = await fetchManifestBytes(repository, referrersTag(digest), signal);
  if (!got.ok) return got.error.code === 'not-found' ? ok({ entries: [] }) : got;
  // GitHub's registry gives the image itself where there is no such tag.
  if (got.value.digest === digest) return ok({ entries: [] });
  const listed = got.value.mediaType === ociIndex ? readIndex(got.value.bytes) : undefined;
  if (listed === undefined) {
    const detail = 'no list of referrers under the tag';
    return fail(registryError('invalid-response', repository.host, { detail }));
  }
  const wanted = listed.filter(mayBeOfType(artifactType));
  const entries = [...new Map(wanted.map((one) => [one.digest, one])).values()];
  return entries.length > maximalReferrers
    ? ok({ entries: entries.slice(0, maximalReferrers), cut: 'too-long' })
    : ok({ entries });
}

/** The sound descriptors of an index; undefined when it is none. */
function readIndex(bytes: Uint8Array): readonly Descriptor[] | undefined {
  const manifests = parseJsonObject(bytes)?.['manifests'];
  if (!Array.isArray(manifests)) return undefined;
  return manifests.map(parseDescriptor).filter((one) => one !== undefined);
}

/** Whether the registry has left out what was not asked for. */
function isFiltered({ header }: HttpAnswer): boolean {
  const applied = header('oci-filters-applied')?.split(',') ?? [];
  return applied.some((filter) => filter.trim().toLowerCase() === 'artifacttype');
}

function mayBeOfType(wanted: string | undefined): (descriptor: Descriptor) => boolean {
  return ({ artifactType }) =>
    [wanted, artifactType].includes(undefined) ||
    artifactType === emptyType ||
    artifactType === wanted;
}

function digestOf({ digest }: Descriptor): string {
  return digest;
}

/** Whether the registry has no such API for us, and will not have it a moment later. */
function isLack({ code, status }: RegistryError): boolean {
  return lackCodes.has(code) || status === 501;
}

function listOf(
  source: ReferrerList['source'],
  { entries, cut: reason }: Pages<Descriptor>,
): ReferrerList {
  const isPartial = reason !== undefined;
  return { referrers: entries, source, isPartial, ...(isPartial && { reason }) };
}
