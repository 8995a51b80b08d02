import { parseDigest, type Digest } from '../reference/digest.ts';
import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { createAuthorizer } from './authorization/authorization.ts';
import type { Keychain } from './credentials/keychain.ts';
import type { DigestResolver, ResolvedDigest } from './digest-resolver.ts';
import { codeOfStatus, registryError, type CredentialUse, type RegistryError } from './errors.ts';
import { endpointOf, type Mirrors } from './hosts/hosts.ts';
import {
  acceptedManifests,
  digestOfBytes,
  hasDigest,
  manifestMediaType,
  maximalManifestSize,
} from './manifest.ts';
import { createSchemeMemory } from './hosts/scheme.ts';
import { createAgents, createTransport, type Agents, type HttpAnswer } from './network/transport.ts';

export interface RegistryClientOptions {
  readonly keychain: Keychain;
  readonly userAgent: string;
  readonly mirrors?: Mirrors;
  readonly timeouts?: Timeouts;
  /** Gets a line for each request and for each use of credentials, never a secret. */
  readonly log?: (line: string) => void;
  readonly agents?: Agents;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
}

export interface Timeouts {
  /** Milliseconds from an HTTP request to the last byte of its answer. */
  readonly request: number;
}

/** A manifest or index as it came over the wire, its bytes checked against its digest. */
export interface Manifest extends ResolvedDigest {
  readonly bytes: Uint8Array;
}

/** Asks registries by the OCI distribution specification 1.1, "Pulling manifests". */
export interface RegistryClient extends DigestResolver {
  /**
   * Fetches the manifest or index with this digest from the reference's repository and checks its bytes;
   * `digest-mismatch` when the registry gives others. Never rejects.
   */
  fetchManifest(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<Manifest, RegistryError>>;
}

interface ManifestAnswer {
  readonly answer: HttpAnswer;
  readonly mediaType: string;
  /** What the registry says the digest is. */
  readonly digest: Digest | undefined;
}

const defaultTimeouts: Timeouts = { request: 10_000 };

/** Statuses with which a server says that it does not do HEAD. */
const headIsUnknown: ReadonlySet<number | undefined> = new Set([405, 501]);

/** A client with connections and tokens of its own; nothing is sent before it is asked. */
export function createRegistryClient({
  keychain,
  userAgent,
  mirrors = {},
  timeouts = defaultTimeouts,
  log = () => undefined,
  agents = createAgents(),
  now = Date.now,
}: RegistryClientOptions): RegistryClient {
  const schemes = createSchemeMemory();
  const transport = schemes.observe(
    createTransport({ agents, timeout: timeouts.request, userAgent, now, log }),
  );
  const authorizer = createAuthorizer({ transport, keychain, now, log });

  /** One manifest request; `version` is a tag or a digest. */
  async function request(
    method: 'HEAD' | 'GET',
    { registry, repository }: ImageReference,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<ManifestAnswer, RegistryError>> {
    const endpoint = endpointOf(registry, mirrors);
    if (!endpoint.ok) return endpoint;
    const { credentialsKey } = endpoint.value;
    const sent = await schemes.reach(endpoint.value, (base) => {
      const url = new URL(`${base}/v2/${repository}/manifests/${version}`);
      const headers = { Accept: acceptedManifests };
      return authorizer.send(
        { registry: new URL(base), repository, credentialsKey },
        { method, url, headers, maximalBody: maximalManifestSize },
        signal,
      );
    });
    return sent.ok ? readAnswer(sent.value.answer, sent.value.use) : sent;
  }

  async function resolve(
    reference: ImageReference,
    signal: AbortSignal,
  ): Promise<Result<ResolvedDigest, RegistryError>> {
    const tag = effectiveTag(reference);
    const head = await request('HEAD', reference, tag, signal);
    if (!head.ok && !headIsUnknown.has(head.error.status)) return head;
    if (head.ok && head.value.digest !== undefined)
      return ok({ digest: head.value.digest, mediaType: head.value.mediaType });

    const got = await request('GET', reference, tag, signal);
    if (!got.ok) return got;
    const { answer, mediaType } = got.value;
    const digest = got.value.digest ?? digestOfBytes(answer.body, 'sha256');
    return hasDigest(answer.body, digest) ? ok({ digest, mediaType }) : mismatch(answer, digest);
  }

  async function fetchManifest(
    reference: ImageReference,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<Manifest, RegistryError>> {
    const got = await request('GET', reference, digest, signal);
    if (!got.ok) return got;
    const { answer, mediaType } = got.value;
    return hasDigest(answer.body, digest)
      ? ok({ digest, mediaType, bytes: answer.body })
      : mismatch(answer, digest);
  }

  return {
    resolve: (reference, signal) => guarded(reference.registry, () => resolve(reference, signal)),
    fetchManifest: (reference, digest, signal) =>
      guarded(reference.registry, () => fetchManifest(reference, digest, signal)),
  };
}

function readAnswer(answer: HttpAnswer, use: CredentialUse): Result<ManifestAnswer, RegistryError> {
  const { url, status, header, body, retryAfter } = answer;
  if (status !== 200)
    return fail(registryError(codeOfStatus(status), url.host, { status, retryAfter, ...use }));

  const invalid = (detail: string) =>
    fail(registryError('invalid-response', url.host, { status, detail }));
  const contentType = header('content-type');
  const mediaType = manifestMediaType(contentType);
  if (!mediaType.ok) {
    const detail = contentType ?? 'no content type';
    return fail(registryError(mediaType.error, url.host, { status, detail }));
  }
  // The digest is that of the bytes without any coding, and the request allows none.
  const coding = header('content-encoding') ?? 'identity';
  if (coding !== 'identity' && body.length > 0) return invalid(`content coding ${coding}`);

  const written = header('docker-content-digest');
  if (written === undefined) return ok({ answer, mediaType: mediaType.value, digest: undefined });
  const digest = parseDigest(written);
  if (!digest.ok) return invalid(`Docker-Content-Digest: ${written}`);
  return ok({ answer, mediaType: mediaType.value, digest: digest.value });
}

function mismatch({ url, status }: HttpAnswer, promised: Digest) {
  return fail(registryError('digest-mismatch', url.host, { status, detail: promised }));
}

/** Keeps the port's promise never to reject, whatever a server may have thought of. */
async function guarded<T>(
  host: string,
  work: () => Promise<Result<T, RegistryError>>,
): Promise<Result<T, RegistryError>> {
  try {
    return await work();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.name : 'unknown';
    return fail(registryError('invalid-response', host, { detail }));
  }
}
