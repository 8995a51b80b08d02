import { fail, ok, type Result } from '../../text/result.ts';
import { createFlights } from '../cache/flights.ts';
import { registryError, type CredentialUse, type RegistryError } from '../errors.ts';
import { parseUrl } from '../hosts/hosts.ts';
import { followRedirects } from '../network/redirect.ts';
import type { HttpAnswer, HttpRequest } from '../network/transport.ts';
import { createRecent } from '../recent.ts';
import { parseChallenges, preferredChallenge, type Challenge } from './challenge.ts';
import type { ChallengeMemory } from './challenge-memory.ts';
import { createIntroductions } from './introductions.ts';
import {
  obtainAuthorization,
  targetOf,
  type Authorization,
  type ObtainOptions,
  type Pull,
} from './obtain.ts';
import { challengeFor, scopesOf } from './scope.ts';

export type { Pull } from './obtain.ts';

export interface AuthorizerOptions extends ObtainOptions {
  /** What is known of registries from before this process. */
  readonly challenges?: ChallengeMemory | undefined;
}

export interface AuthorizedAnswer {
  readonly answer: HttpAnswer;
  readonly use: CredentialUse;
}

export interface Authorizer {
  /**
   * Sends a request with the authorization that the registry asks for:
   * 1. with what answers the challenge that the registry is known to send, if it is known to send any. All others
   *    wait for the first answer of a registry that this process has not asked before, which gets the request as
   *    it is unless another process has left word what it wants;
   * 2. on 401, once more with what answers that very challenge;
   * 3. on a second 401 only if the first try used an old authorization or another challenge's, or the new
   *    token was invalid.
   *
   * So images of one repository cost a request each and two more; images of different repositories of one
   * registry cost two requests each and one more, or one each where a token or password is for all of them.
   * A challenge that another process was sent saves the one more; where it does not fit any more, it is taken
   * back, costs a token at most, and is never the reason of a failure.
   */
  send(
    pull: Pull,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Result<AuthorizedAnswer, RegistryError>>;
}

type Sent = Result<HttpAnswer, RegistryError>;

/** An authorization that is to be shown to a registry. */
interface Proof {
  readonly authorization: Authorization;
  /** What it answers, see `keyOf`. */
  readonly key: string;
  /** Whether it was obtained just now. */
  readonly isNew: boolean;
}

/** A request's first answer, and what was tried before it. */
interface Opening {
  readonly sent: Sent;
  readonly proof?: Proof;
  /** Why there is nothing to answer the expected challenge. */
  readonly failure?: { readonly key: string; readonly error: RegistryError };
}

/** What a registry answered without authorization: a challenge for a repository, or none. */
type Contact = { readonly challenge: Challenge; readonly repository: string } | 'open';

const maximalAttempts = 3;
const maximalRemembered = 500;
const maximalContacts = 200;
const unused: CredentialUse = { hadCredentials: false };

export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { transport, keychain, now, challenges } = options;
  const contacts = createRecent<Contact>(maximalContacts);
  const remembered = createRecent<Authorization>(maximalRemembered);
  const introductions = createIntroductions();
  const renewals = createFlights<Result<Authorization, RegistryError>>();

  function exchange(request: HttpRequest, proof: Proof | undefined, signal: AbortSignal) {
    return followRedirects(transport, authorized(request, proof), signal);
  }

  /** Notes what a registry wants: what it says, or what it was content with. */
  function meet(pull: Pull, answer: HttpAnswer, accepted?: Challenge): void {
    const challenge = answer.status === 401 ? challengeOf(answer, pull) : accepted;
    const { href } = pull.registry;
    if (challenge !== undefined) contacts.set(href, { challenge, repository: pull.repository });
    else if (contacts.get(href) === undefined) contacts.set(href, 'open');
  }

  function expectedChallenge({ registry, repository }: Pull): Challenge | undefined {
    const contact = contacts.get(registry.href);
    if (contact === undefined || contact === 'open') return undefined;
    return challengeFor(contact.challenge, contact.repository, repository);
  }

  /** The first answer to a request, which may already be authorized. */
  async function open(pull: Pull, request: HttpRequest, signal: AbortSignal): Promise<Opening> {
    const { href } = pull.registry;
    if (contacts.get(href) === undefined && (await introductions.isFirst(href, signal))) {
      try {
        return await introduce(pull, request, signal);
      } finally {
        introductions.end(href);
      }
    }
    if (signal.aborted) return { sent: cancelled(pull) };
    return approach(pull, request, expectedChallenge(pull), signal);
  }

  /** The first answer to this process, by which all who wait for it find out what the registry wants. */
  async function introduce(
    pull: Pull,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Opening> {
    const recalled = await challenges?.recall(pull);
    const first = await approach(pull, request, recalled, signal);
    const isMisled = recalled !== undefined && hasFailed(first);
    if (isMisled) challenges?.forget(pull);
    const opening = isMisled ? await withoutProof(first, pull, request, signal) : first;
    const accepted = opening.proof === undefined ? undefined : recalled;
    if (opening.sent.ok) meet(pull, opening.sent.value, accepted);
    return opening;
  }

  /**
   * The opening, or one without authorization in its place when a registry that refused what it wanted before says
   * nothing new: it may let in everybody but those who come with a wrong password.
   */
  async function withoutProof(
    opening: Opening,
    pull: Pull,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Opening> {
    const { sent, proof } = opening;
    if (proof === undefined || !sent.ok) return opening;
    const challenge = challengeOf(sent.value, pull);
    const isNews = challenge !== undefined && keyOf(pull, challenge) !== proof.key;
    if (isNews || isAboutToken(challenge)) return opening;
    forget(pull, proof);
    const error = refusalOf(sent.value, challenge, proof.authorization.use);
    const failure = { key: proof.key, error };
    return { sent: await exchange(request, undefined, signal), failure };
  }

  /** Sends a request with what answers the challenge, or as it is when there is nothing that does. */
  async function approach(
    pull: Pull,
    request: HttpRequest,
    expected: Challenge | undefined,
    signal: AbortSignal,
  ): Promise<Opening> {
    if (expected === undefined) return { sent: await exchange(request, undefined, signal) };
    const proof = await prove(pull, expected, signal);
    if (proof.ok) return { sent: await exchange(request, proof.value, signal), proof: proof.value };
    if (proof.error.code === 'cancelled') return { sent: proof };
    // The registry may ask for something else this time, or for nothing.
    const failure = { key: keyOf(pull, expected), error: proof.error };
    return { sent: await exchange(request, undefined, signal), failure };
  }

  async function prove(
    pull: Pull,
    challenge: Challenge,
    signal: AbortSignal,
  ): Promise<Result<Proof, RegistryError>> {
    const key = keyOf(pull, challenge);
    const known = remembered.get(key);
    if (known !== undefined && known.expires > now())
      return ok({ authorization: known, key, isNew: false });
    const renewed = await renewals.join(key, signal, async (shared) => {
      const authorization = await obtainAuthorization(options, pull, challenge, shared);
      if (authorization.ok) remembered.set(key, authorization.value);
      return authorization;
    });
    if (renewed === undefined) return cancelled(pull);
    return renewed.ok ? ok({ authorization: renewed.value, key, isNew: true }) : renewed;
  }

  function forget(pull: Pull, { key, authorization }: Proof): void {
    if (remembered.get(key) === authorization) remembered.delete(key);
    if (authorization.use.hadCredentials) keychain.forget(targetOf(pull));
  }

  return {
    async send(pull, request, signal) {
      const opening = await open(pull, request, signal);
      let { sent, proof } = opening;
      let unquoted: Challenge | undefined;
      for (let attempt = 1; ; attempt++) {
        if (!sent.ok) return sent;
        const answer = sent.value;
        const use = proof?.authorization.use ?? unused;
        if (answer.status !== 401) {
          if (answer.status === 200 && unquoted !== undefined) challenges?.keep(pull, unquoted);
          return ok({ answer, use });
        }

        const challenge = challengeOf(answer, pull);
        const refusal = fail(refusalOf(answer, challenge, use));
        if (proof !== undefined) forget(pull, proof);
        if (challenge === undefined || attempt === maximalAttempts) return refusal;
        meet(pull, answer);
        const key = keyOf(pull, challenge);
        if (opening.failure?.key === key) return fail(opening.failure.error);
        const wasAnswered = proof?.isNew === true && proof.key === key;
        if (wasAnswered && !isAboutToken(challenge)) return refusal;

        // What was shown to a registry may stand in its answer, and must not be kept.
        unquoted = proof === undefined ? challenge : undefined;
        const next = await prove(pull, challenge, signal);
        if (!next.ok) return next;
        if (next.value.authorization.field === proof?.authorization.field) return refusal;
        proof = next.value;
        sent = await exchange(request, proof, signal);
      }
    },
  };
}

/**
 * What an authorization is good for: a password for a repository, as users may have several; a token for
 * what it was asked for. Another server's token is for one repository, see `obtainAuthorization`.
 */
function keyOf({ registry, repository }: Pull, challenge: Challenge): string {
  if (challenge.scheme === 'basic') return JSON.stringify([registry.href, 'basic', repository]);
  const realm = challenge.parameters.get('realm') ?? '';
  const isOwn = parseUrl(realm)?.origin === registry.origin;
  const service = challenge.parameters.get('service') ?? null;
  const scopes = scopesOf(challenge, repository);
  return JSON.stringify([registry.href, realm, service, isOwn ? '' : repository, ...scopes]);
}

/** Whether there was nothing to show to the registry, or it did not accept it, and the registry has spoken. */
function hasFailed({ sent, failure }: Opening): boolean {
  return sent.ok && (failure !== undefined || sent.value.status === 401);
}

/** Whether another token may do where this one did not (RFC 6750, 3.1). */
function isAboutToken(challenge: Challenge | undefined): boolean {
  return challenge?.parameters.get('error') === 'invalid_token';
}

function cancelled({ registry }: Pull) {
  return fail(registryError('cancelled', registry.host));
}

function authorized(request: HttpRequest, proof: Proof | undefined): HttpRequest {
  if (proof === undefined) return request;
  const { field } = proof.authorization;
  return { ...request, headers: { ...request.headers, Authorization: field } };
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
