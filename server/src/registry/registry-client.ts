import { parseDigest, type Digest } from '../reference/digest.ts';
import { effectiveTag, isTag, type ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { createAuthorizer } from './authorization/authorization.ts';
import type { ChallengeMemory } from './authorization/challenge-memory.ts';
import type { ObtainOptions } from './authorization/obtain.ts';
import { createBlobAddresses } from './blob-address.ts';
import { fetchBlobBytes } from './blobs.ts';
import type { Keychain } from './credentials/keychain.ts';
import type { ArtifactSource } from './artifact-source.ts';
import type { DigestResolver } from './digest-resolver.ts';
import { registryError, type RegistryError } from './errors.ts';
import { endpointsOf } from './hosts/endpoints.ts';
import { emptyRegistriesConf, type RegistriesConf } from './hosts/registries-conf.ts';
import { entryOf, type RegistryTable } from './hosts/registry-table.ts';
import { createSchemeMemory } from './hosts/scheme.ts';
import { fetchManifestBytes, hasManifest, isAbsence, resolveTag } from './manifests.ts';
import type { ImageSource } from './image-source.ts';
import { createConnections, type Connections } from './network/connections.ts';
import { createTransport } from './network/transport.ts';
import { createNoticeReader } from './notice-reader.ts';
import type { NoticeListener } from './notices.ts';
import { systemClock, type Clock } from './patience/clock.ts';
import { createOwnApiMemory } from './own-api.ts';
import { patient } from './patience/patient.ts';
import type { PublisherSource } from './publisher-source.ts';
import { dockerHubPublisher } from './publishers/docker-hub-publisher.ts';
import type { PublisherApi } from './publishers/publisher-api.ts';
import { quayPublisher } from './publishers/quay-publisher.ts';
import { askRepositoryFacts, type PublisherPlaces } from './publishers/repository-facts.ts';
import { createReferrersMemory, listReferrers } from './referrers.ts';
import { createRegistryApi } from './registry-api.ts';
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
import type { TagApi } from './tag-lists/tag-api.ts';
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
  /** Registries' own ways to tell who publishes; Docker Hub's and Quay's when it is left out. */
  readonly publisherApis?: readonly PublisherApi[];
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

/**
 * Asks registries by the OCI distribution specification 1.1, "Pull" and "Content Discovery". A reference says which
 * repository is meant; where it is asked, by which way and with whose credentials is the client's matter.
 * Nothing of it rejects, and an aborted signal ends everything as `cancelled`, open sockets included.
 */
export interface RegistryClient
  extends DigestResolver, TagLister, ArtifactSource, PublisherSource, Pick<ImageSource, 'isGone'> {
  /** Whether the repository has the manifest or index, at any of the places where it may be asked for. */
  hasManifest(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<boolean, RegistryError>>;
}

/** A client with connections, tokens and patience of its own; nothing is sent before it is asked. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { now = Date.now, clock = systemClock } = options;
  const places = createPlaces(options);
  const { access } = places;
  const referrersMemory = createReferrersMemory(() => clock.now());
  const findBlobAddress = createBlobAddresses(access, places.obtaining);
  const fetchApi = createRegistryApi(access, places.obtaining);

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
    repositoryFacts: (reference, tag, signal) =>
      settled(reference, () => askRepositoryFacts(places, reference, tag, { signal, now })),
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
    blobAddress: (reference, digest, signal) =>
      settled(reference, () => findBlobAddress(reference, digest, signal)),
    fetchApi: (reference, request, signal) =>
      settled(reference, () => fetchApi(reference, request, signal)),
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
  publisherApis = [dockerHubPublisher(), quayPublisher()],
  timeouts = { request: 10_000 },
  challenges,
  log = () => undefined,
  onNotice = () => undefined,
  connections = createConnections(),
  now = Date.now,
  clock = systemClock,
  random = Math.random,
}: RegistryClientOptions): TagPlaces & PublisherPlaces & { readonly obtaining: ObtainOptions } {
  const schemes = createSchemeMemory();
  const direct = createTransport({ connections, timeout: timeouts.request, userAgent, now, log });
  const transport = patient(schemes.observe(direct), { clock, random, onNotice, log });
  const obtaining = { transport, keychain, now, log };
  const access: RepositoryAccess = {
    endpointsOf: async ({ registry, repository }) =>
      endpointsOf(registry, repository, registries, await registriesConf()),
    schemes,
    authorizer: createAuthorizer({ ...obtaining, challenges }),
    readNotices: createNoticeReader(onNotice),
  };
  return {
    access,
    obtaining,
    transport,
    tagApis,
    publisherApis,
    isSkipped: ({ host }) => entryOf(registries, host)?.skip === true,
    memory: createOwnApiMemory(() => clock.now()),
  };
}
