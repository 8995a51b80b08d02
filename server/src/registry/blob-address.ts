import type { Digest } from '../reference/digest.ts';
import { fail, ok, type Result } from '../text/result.ts';
import type { ArtifactSource } from './artifact-source.ts';
import { parseChallenges, type Challenge } from './authorization/challenge.ts';
import type { ObtainOptions, Pull } from './authorization/obtain.ts';
import { obtainPullToken } from './authorization/pull-token.ts';
import { codeOfStatus, registryError, type RegistryError } from './errors.ts';
import type { Endpoint } from './hosts/hosts.ts';
import type { HttpAnswer } from './network/transport.ts';
import { createRecent } from './recent.ts';
import type { RepositoryAccess } from './repository-access.ts';

/** How the blobs of a repository can be had. */
interface Way {
  readonly base: string;
  readonly token: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expires: number;
}

type Sent = Result<HttpAnswer, RegistryError>;

const maximalWays = 100;
/** For which a way is taken again without asking, in milliseconds: the layers of one image. */
const openLifetime = 60_000;

/**
 * Finds out where blobs can be fetched by somebody else, as `ArtifactSource.blobAddress` promises. Remembers the way to a
 * repository for as long as its token holds, a minute at most.
 */
export function createBlobAddresses(
  access: RepositoryAccess,
  options: ObtainOptions,
): ArtifactSource['blobAddress'] {
  const ways = createRecent<Way>(maximalWays);

  async function wayAt(
    endpoint: Endpoint,
    repository: string,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<Result<Way, RegistryError>> {
    const key = `${endpoint.host} ${repository}`;
    const known = ways.get(key);
    if (known !== undefined && known.expires > options.now()) return ok(known);
    const found = await findWay(access, options, endpoint, repository, digest, signal);
    if (found.ok) ways.set(key, found.value);
    return found;
  }

  return async (reference, digest, signal) => {
    const endpoints = await access.endpointsOf(reference);
    if (!endpoints.ok) return endpoints;
    let failure = registryError('refused', reference.registry, { detail: 'no address' });
    for (const endpoint of endpoints.value) {
      if (endpoint.takes === 'tags') continue;
      const { repository = reference.repository } = endpoint;
      const way = await wayAt(endpoint, repository, digest, signal);
      if (way.ok) {
        const { base, token } = way.value;
        return ok({ url: blobUrl(base, repository, digest).href, token });
      }
      failure = way.error;
      if (failure.code === 'cancelled') break;
    }
    return fail(failure);
  };
}

/** Tries without a token, with nobody's and with the person's, in this order: what is handed on is the least that does. */
async function findWay(
  { schemes }: RepositoryAccess,
  options: ObtainOptions,
  endpoint: Endpoint,
  repository: string,
  digest: Digest,
  signal: AbortSignal,
): Promise<Result<Way, RegistryError>> {
  let base = '';
  const look = async (token?: string): Promise<Sent> => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const url = blobUrl(base, repository, digest);
    return options.transport({ method: 'HEAD', url, headers, maximalBody: 0 }, signal);
  };
  const first = await schemes.reach(endpoint, async (tried) => {
    base = tried;
    const sent = await look();
    return sent.ok ? ok({ answer: sent.value, use: { hadCredentials: false } }) : sent;
  });
  if (!first.ok) return first;
  const { answer } = first.value;
  base = new URL(base).origin === answer.url.origin ? base : answer.url.origin;
  const expires = options.now() + openLifetime;
  if (isThere(answer)) return ok({ base, token: undefined, expires });
  if (answer.status !== 401) return fail(errorOf(answer));

  const challenge = bearerChallenge(answer);
  if (challenge === undefined)
    return fail(registryError('refused', answer.url.host, { detail: 'takes passwords alone' }));
  const { credentialsKey, authHost } = endpoint;
  const pull: Pull = { registry: new URL(base), repository, credentialsKey, authHost };
  let failure = errorOf(answer);
  for (const holder of ['anonymous', 'person'] as const) {
    const token = await obtainPullToken(options, pull, challenge, holder, signal);
    const sent = token.ok ? await look(token.value.token) : token;
    if (token.ok && sent.ok && isThere(sent.value)) {
      const lifetime = Math.min(openLifetime, token.value.lifetime);
      return ok({ base, token: token.value.token, expires: options.now() + lifetime });
    }
    failure = sent.ok ? errorOf(sent.value) : sent.error;
    if (failure.code === 'cancelled') break;
  }
  return fail(failure);
}

/** A registry that sends on to where the bytes lie has let in who asked. */
function isThere({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 400;
}

function bearerChallenge({ header }: HttpAnswer): Challenge | undefined {
  return parseChallenges(header('www-authenticate') ?? '').find(
    ({ scheme }) => scheme === 'bearer',
  );
}

function errorOf({ status, url, retryAfter }: HttpAnswer): RegistryError {
  return registryError(codeOfStatus(status), url.host, { status, retryAfter });
}

function blobUrl(base: string, repository: string, digest: Digest): URL {
  return new URL(`${base}/v2/${repository}/blobs/${digest}`);
}
