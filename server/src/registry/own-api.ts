import type { ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { codeOfStatus, isRefusal, registryError, type RegistryError } from './errors.ts';
import { parseJsonObject, type JsonObject } from './json.ts';
import type { Transport } from './network/transport.ts';
import { createRecent } from './recent.ts';
import { invalidAnswer } from './remote-repository.ts';
import type { RepositoryAccess } from './repository-access.ts';

/** What a registry offers beside the distribution specification, such as Docker Hub's API. */
export interface OwnApi {
  /** Host of the registry, as on the wire, whose repositories it knows. */
  readonly registryHost: string;
}

/** Who can be asked by such APIs, and whether. */
export interface OwnApiPlaces {
  readonly access: RepositoryAccess;
  readonly transport: Transport;
  /** Whether the person has set that the host is never asked. */
  readonly isSkipped: (url: URL) => boolean;
  readonly memory: OwnApiMemory;
}

/** Remembers which of these APIs did not work: nobody needs them to use an image. */
export interface OwnApiMemory {
  /** How it failed a moment ago, if it did. */
  failureOf(url: URL): RegistryError | undefined;
  noteFailure(url: URL, error: RegistryError): void;
}

export interface OwnApiQuestion<T> {
  readonly url: URL;
  /** Bytes that the answer may have. */
  readonly maximalBody: number;
  /** Undefined when it is no answer to this question. */
  readonly read: (body: JsonObject) => T | undefined;
  /** What an answer that cannot be read is not: `no list of tags`. */
  readonly otherwise: string;
}

interface Failure {
  readonly error: RegistryError;
  readonly expires: number;
}

const maximalHosts = 10;
const failureLifetime = 10 * 60_000;

/** `now` gives milliseconds from any origin and never goes back. */
export function createOwnApiMemory(now: () => number): OwnApiMemory {
  const failures = createRecent<Failure>(maximalHosts);
  return {
    failureOf({ origin }) {
      const failure = failures.get(origin);
      return failure !== undefined && failure.expires > now() ? failure.error : undefined;
    },
    noteFailure({ origin }, error) {
      // Refusals and cancelling say nothing of other repositories.
      if (error.code !== 'cancelled' && !isRefusal(error))
        failures.set(origin, { error, expires: now() + failureLifetime });
    },
  };
}

/**
 * The API of the one place where the tags of an image are asked for, with the repository's name there; undefined where that
 * has none, and where a mirror may be asked, as nobody else hears of it then.
 */
export async function ownApiOf<T extends OwnApi>(
  { access }: OwnApiPlaces,
  reference: ImageReference,
  apis: readonly T[],
): Promise<{ readonly api: T; readonly repository: string } | undefined> {
  const endpoints = await access.endpointsOf(reference);
  if (!endpoints.ok) return undefined;
  const [place, ...others] = endpoints.value.filter(({ takes }) => takes !== 'digests');
  if (place === undefined || others.length > 0) return undefined;
  const { host, bases, repository = reference.repository } = place;
  // A base with a path is a proxy for other registries.
  const isRegistryItself = bases.every((base) => new URL(base).pathname === '/');
  const api = apis.find(({ registryHost }) => registryHost === host);
  return api === undefined || !isRegistryItself ? undefined : { api, repository };
}

/** Asks once, without any credentials and without following redirects. */
export async function askOwnApi<T>(
  transport: Transport,
  { url, maximalBody, read, otherwise }: OwnApiQuestion<T>,
  signal: AbortSignal,
): Promise<Result<T, RegistryError>> {
  const headers = { Accept: 'application/json' };
  const request = { method: 'GET', url, headers, maximalBody, isOptional: true } as const;
  const sent = await transport(request, signal);
  if (!sent.ok) return sent;
  const { status, retryAfter, body } = sent.value;
  if (status !== 200)
    return fail(registryError(codeOfStatus(status), url.host, { status, retryAfter }));
  const fields = parseJsonObject(body);
  const answer = fields && read(fields);
  return answer === undefined ? invalidAnswer(sent.value, otherwise) : ok(answer);
}
