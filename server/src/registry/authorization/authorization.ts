import { fail, ok, type Result } from '../../text/result.ts';
import { parseChallenges, preferredChallenge, type Challenge } from './challenge.ts';
import type { Keychain, KeychainEntry } from '../credentials/keychain.ts';
import { registryError, type CredentialUse, type RegistryError } from '../errors.ts';
import { createFlights } from '../cache/flights.ts';
import { followRedirects } from '../network/redirect.ts';
import { basicAuthorization, requestToken } from './token.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../network/transport.ts';

/** A repository that is to be pulled from: what an authorization holds for. */
export interface Pull {
  /** The registry's address: https, or plain HTTP on a loopback address. */
  readonly registry: URL;
  readonly repository: string;
  readonly credentialsKey: string;
}

export interface AuthorizedAnswer {
  readonly answer: HttpAnswer;
  readonly use: CredentialUse;
}

export interface Authorizer {
  /**
   * Sends a request with the authorization that the registry asks for:
   * 1. as it is, or with what was accepted for the repository before;
   * 2. on 401, once more with a new token or the user's password;
   * 3. on a second 401 only if the first try used an old authorization, or the new token was invalid.
   */
  send(
    pull: Pull,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Result<AuthorizedAnswer, RegistryError>>;
}

export interface AuthorizerOptions {
  readonly transport: Transport;
  readonly keychain: Keychain;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

interface Authorization {
  /** The `Authorization` field. */
  readonly field: string;
  readonly use: CredentialUse;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expires: number;
}

const maximalAttempts = 3;
const maximalRemembered = 200;
const passwordLifetime = 5 * 60_000;
const unused: CredentialUse = { hadCredentials: false };

export function createAuthorizer({ transport, keychain, now, log }: AuthorizerOptions): Authorizer {
  const remembered = new Map<string, Authorization>();
  const flights = createFlights<Result<Authorization, RegistryError>>();

  function recall(pull: Pull): Authorization | undefined {
    const authorization = remembered.get(keyOf(pull));
    return authorization !== undefined && authorization.expires > now() ? authorization : undefined;
  }

  function remember(pull: Pull, authorization: Authorization): void {
    remembered.delete(keyOf(pull));
    remembered.set(keyOf(pull), authorization);
    const [oldest] = remembered.keys();
    if (remembered.size > maximalRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  function forget(pull: Pull, refused: Authorization | undefined): void {
    if (remembered.get(keyOf(pull)) === refused) remembered.delete(keyOf(pull));
  }

  async function renew(
    pull: Pull,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Result<Authorization, RegistryError>> {
    const renewed = await flights.join(keyOf(pull), signal, async (shared) => {
      const authorization = await obtain(pull, challenge, shared);
      if (authorization.ok) remember(pull, authorization.value);
      return authorization;
    });
    return renewed ?? fail(registryError('cancelled', pull.registry.host));
  }

  async function obtain(
    { registry, repository, credentialsKey }: Pull,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Result<Authorization, RegistryError>> {
    const entry = await keychain.find(credentialsKey);
    const found = entry === 'credential-helper' ? undefined : entry;
    const logUse = ({ hadCredentials, withheld }: Partial<CredentialUse>): void => {
      const none = withheld === undefined ? 'none' : `none (${withheld})`;
      log(
        `credentials for ${registry.host}: ${hadCredentials === true && found !== undefined ? found.source : none}`,
      );
    };

    if (challenge.scheme === 'basic') {
      const authorization = basicOf(entry, registry, now() + passwordLifetime);
      logUse(authorization.ok ? authorization.value.use : authorization.error);
      return authorization;
    }
    if (found?.credential.kind === 'registry-token') {
      logUse({ hadCredentials: true });
      return ok(withCredentials(`Bearer ${found.credential.token}`, now() + passwordLifetime));
    }
    const defaultScope = `repository:${repository}:pull`;
    const request = { registry, challenge, defaultScope, entry };
    const token = await requestToken(transport, request, signal);
    logUse(token.ok ? token.value.use : token.error);
    if (!token.ok) return token;
    const { token: bearer, lifetime, use } = token.value;
    return ok({ field: `Bearer ${bearer}`, use, expires: now() + lifetime });
  }

  return {
    async send(pull, request, signal) {
      let authorization = recall(pull);
      let isFresh = false;
      for (let attempt = 1; ; attempt++) {
        const sent = await followRedirects(transport, authorized(request, authorization), signal);
        if (!sent.ok) return sent;
        const answer = sent.value;
        const use = authorization?.use ?? unused;
        if (answer.status !== 401) return ok({ answer, use });

        const challenge = challengeOf(answer, pull);
        const refusal = fail(refusalOf(answer, challenge, use));
        forget(pull, authorization);
        const isWorthwhile = !isFresh || challenge?.parameters.get('error') === 'invalid_token';
        if (challenge === undefined || attempt === maximalAttempts || !isWorthwhile) return refusal;

        const other = recall(pull);
        const next = other === undefined ? await renew(pull, challenge, signal) : ok(other);
        if (!next.ok) return next;
        if (next.value.field === authorization?.field) return refusal;
        isFresh = other === undefined;
        authorization = next.value;
      }
    },
  };
}

function keyOf({ registry, repository }: Pull): string {
  return `${registry.href} ${repository}`;
}

/** The user's password as an authorization; `unauthorized` when there is none to use. */
function basicOf(
  entry: KeychainEntry,
  registry: URL,
  expires: number,
): Result<Authorization, RegistryError> {
  const isHelper = entry === 'credential-helper';
  if (!isHelper && entry?.credential.kind === 'password')
    return ok(withCredentials(basicAuthorization(entry.credential), expires));
  const withheld = isHelper ? entry : undefined;
  const facts = { status: 401, hadCredentials: false, withheld };
  return fail(registryError('unauthorized', registry.host, facts));
}

function withCredentials(field: string, expires: number): Authorization {
  return { field, use: { hadCredentials: true }, expires };
}

function authorized(request: HttpRequest, authorization: Authorization | undefined): HttpRequest {
  if (authorization === undefined) return request;
  return { ...request, headers: { ...request.headers, Authorization: authorization.field } };
}

/** The challenge to answer; none from a host that the request was redirected to. */
function challengeOf({ url, header }: HttpAnswer, { registry }: Pull): Challenge | undefined {
  if (url.origin !== registry.origin) return undefined;
  return preferredChallenge(parseChallenges(header('www-authenticate') ?? ''));
}

function refusalOf(
  { url, status }: HttpAnswer,
  challenge: Challenge | undefined,
  use: CredentialUse,
): RegistryError {
  const isDenied = challenge?.parameters.get('error') === 'insufficient_scope';
  return registryError(isDenied ? 'denied' : 'unauthorized', url.host, { status, ...use });
}
