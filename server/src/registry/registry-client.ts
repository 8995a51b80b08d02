import { parseDigest, type Digest } from '../reference/digest.ts';
import { effectiveTag, isTag, type ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { createAuthorizer } from './authorization/authorization.ts';
import type { ChallengeMemory } from './authorization/challenge-memory.ts';
import { fetchBlobBytes, type BlobLimits } from './blobs.ts';
import type { Keychain } from './credentials/keychain.ts';
import type { DigestResolver, ResolvedDigest } from './digest-resolver.ts';
import { registryError, type RegistryError } from './errors.ts';
import { endpointsOf } from './hosts/endpoints.ts';
import { emptyRegistriesConf, type RegistriesConf } from './hosts/registries-conf.ts';
import { entryOf, type RegistryTable } from './hosts/registry-table.ts';
import { createSchemeMemory } from './hosts/scheme.ts';
import {
  fetchManifestBytes,
  hasManifest,
  isAbsence,
  resolveTag,
  type ManifestBytes,
} from './manifests.ts';
import type { ImageSource } from './image-source.ts';
import { createConnections, type Connections } from './network/connections.ts';
import { createTransport } from './network/transport.ts';
import { createNoticeReader } from './notice-reader.ts';
import type { NoticeListener } from './notices.ts';
import { systemClock, type Clock } from './patience/clock.ts';
import { patient } from './patience/patient.ts';
import {
  createReferrersMemory,
  listReferrers,
  type ReferrerFilter,
  type ReferrerList,
} from './referrers.ts';
import {
  atFirstEndpoint,
  atLastEndpoint,
  type Operation,
  type RepositoryAccess,
} from './repository-access.ts';
import { dockerHubTags } from './tag-lists/docker-hub-tags.ts';
import { quayTags } from './tag-lists/quay-tags.ts';
import type { TagLister } from './tag-lists/remembered-tags.ts';
import { listRepositoryTags, type TagPlaces } from './tag-lists/repository-tags.ts';
import { createTagApiMemory, type TagApi } from './tag-lists/tag-api.ts';
import { hasTags } from './tags.ts';

export interface RegistryClientOptions {
  readonly keychain: Keychain;
  readonly userAgent: string;
  /** What the person has set for single registries. */
  readonly registries?: RegistryTable;
  /** What podman's configuration says of them; asked for each time, never to reject. */
  readonly registriesConf?: () => Promise<RegistriesConf>;
  /** Registries' own ways to list tags; Docker Hub's and Quay's when it is left out. */
  readonly tagApis?: readonly TagApi[];
  readonly timeouts?: Timeouts;
  /** What registries asked for when other processes met them. */
  readonly challenges?: ChallengeMemory;
  /** Gets a line for each request and for each use of credentials, never a secret. */
  readonly log?: (line: string) => void;
  readonly onNotice?: NoticeListener;
  readonly connections?: Connections;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
  /** For waits and pauses. */
  readonly clock?: Clock;
  /** From 0 to 1; varies the waits. */
  readonly random?: () => number;
}

export interface Timeouts {
  /** Milliseconds from an HTTP request to the last byte of its answer. */
  readonly request: number;
}

/** A manifest or index, checked, and when it was got. */
export type Manifest = ManifestBytes & Pick<ResolvedDigest, 'resolvedAt'>;

/**
 * Asks registries by the OCI distribution specification 1.1, "Pull" and "Content Discovery". A reference says which
 * repository is meant; where it is asked, by which way and with whose credentials is the client's matter.
 * Nothing of it rejects, and an aborted signal ends everything as `cancelled`, open sockets included.
 */
export interface RegistryClient extends DigestResolver, TagLister, Pick<ImageSource, 'isGone'> {
  /**
   * Fetches a manifest or index by its tag or digest and checks its bytes; `digest-mismatch` when the registry gives
   * others than asked for or promised, `refused` when the version is neither tag nor digest.
   */
  fetchManifest(
    reference: ImageReference,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<Manifest, RegistryError>>;
  /** Whether the repository has the manifest or index, at any of the places where it may be asked for. */
  hasManifest(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<boolean, RegistryError>>;
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
}

/** A client with connections, tokens and patience of its own; nothing is sent before it is asked. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { now = Date.now, clock = systemClock } = options;
  const places = createPlaces(options);
  const { access } = places;
  const referrersMemory = createReferrersMemory(() => clock.now());

  function ask<T>(
    reference: ImageReference,
    operation: Operation<T>,
  ): Promise<Result<T, RegistryError>> {
    return settled(reference, () => atFirstEndpoint(access, reference, operation));
  }

  return {
    async resolve(reference, signal) {
      const tag = effectiveTag(reference);
      const found = await ask(reference, {
        by: 'tags',
        run: (repository) => resolveTag(repository, tag, signal),
      });
      return found.ok ? ok({ ...found.value, resolvedAt: now() }) : found;
    },
    async fetchManifest(reference, version, signal) {
      const isDigest = parseDigest(version).ok;
      if (!isDigest && !isTag(version))
        return fail(registryError('refused', reference.registry, { detail: 'no tag or digest' }));
      const got = await ask(reference, {
        by: isDigest ? 'digests' : 'tags',
        run: (repository) => fetchManifestBytes(repository, version, signal),
      });
      return got.ok ? ok({ ...got.value, resolvedAt: now() }) : got;
    },
    hasManifest: (reference, digest, signal) =>
      ask(reference, {
        by: 'digests',
        run: (repository) => hasManifest(repository, digest, signal),
        // Mirrors have what somebody has pulled through them.
        isEnough: (isThere) => isThere,
      }),
    async isGone(reference, digest, shown, signal) {
      const got = await ask(reference, {
        by: 'digests',
        run: (repository) => fetchManifestBytes(repository, digest, signal),
      });
      if (got.ok) return ok(false);
      if (!isAbsence(got.error)) return got;
      const shows = await settled(reference, () =>
        atLastEndpoint(access, reference, (repository) =>
          shown === undefined
            ? hasTags(repository, { signal, now })
            : hasManifest(repository, shown, signal),
        ),
      );
      return shows.ok && !shows.value ? got : shows;
    },
    listTags: (reference, signal, onPage) =>
      settled(reference, () => listRepositoryTags(places, reference, { signal, now, onPage })),
    listReferrers: (reference, digest, filter, signal) =>
      ask(reference, {
        by: 'digests',
        run: (repository) => listReferrers(repository, digest, filter, referrersMemory, signal),
        // Mirrors often have an image without its signatures.
        isEnough: ({ referrers }) => referrers.length > 0,
      }),
    fetchBlob: (reference, digest, limits, signal) =>
      ask(reference, {
        by: 'digests',
        run: (repository) => fetchBlobBytes(repository, digest, limits, signal),
      }),
  };
}

/** Keeps the promise never to reject, whatever a server may have thought of. */
async function settled<T>(
  { registry }: ImageReference,
  work: () => Promise<Result<T, RegistryError>>,
): Promise<Result<T, RegistryError>> {
  try {
    return await work();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.name : 'unknown';
    return fail(registryError('invalid-response', registry, { detail }));
  }
}

/** Puts the layers together: connections, their schemes, patience, authorization, and who knows which tags there are. */
function createPlaces({
  keychain,
  userAgent,
  registries = {},
  registriesConf = () => Promise.resolve(emptyRegistriesConf),
  tagApis = [dockerHubTags(), quayTags()],
  timeouts = { request: 10_000 },
  challenges,
  log = () => undefined,
  onNotice = () => undefined,
  connections = createConnections(),
  now = Date.now,
  clock = systemClock,
  random = Math.random,
}: RegistryClientOptions): TagPlaces {
  const schemes = createSchemeMemory();
  const direct = createTransport({ connections, timeout: timeouts.request, userAgent, now, log });
  const transport = patient(schemes.observe(direct), { clock, random, onNotice, log });
  const access: RepositoryAccess = {
    endpointsOf: async ({ registry, repository }) =>
      endpointsOf(registry, repository, registries, await registriesConf()),
    schemes,
    authorizer: createAuthorizer({ transport, keychain, challenges, now, log }),
    readNotices: createNoticeReader(onNotice),
  };
  return {
    access,
    transport,
    apis: tagApis,
    isSkipped: ({ host }) => entryOf(registries, host)?.skip === true,
    memory: createTagApiMemory(() => clock.now()),
  };
}
