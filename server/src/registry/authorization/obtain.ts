import { hubCredentialsKey } from '../../reference/docker-hub.ts';
import { dockerHub } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type {
  Credential,
  CredentialTarget,
  FoundCredential,
  Keychain,
  KeychainAnswer,
  KeychainProblem,
} from '../credentials/keychain.ts';
import { registryError, type CredentialUse, type RegistryError } from '../errors.ts';
import type { Transport } from '../network/transport.ts';
import type { Challenge } from './challenge.ts';
import { realmMayHaveCredentials, realmOf } from './realm.ts';
import { pullScope, scopesOf } from './scope.ts';
import { basicAuthorization, requestToken, type TokenCredential } from './token.ts';

/** A repository that is to be pulled from: what an authorization holds for. */
export interface Pull {
  /** The registry's address: https, or plain HTTP where the user allows it. */
  readonly registry: URL;
  readonly repository: string;
  readonly credentialsKey: string;
  /** Host and port of another server that the user trusts with the registry's credentials. */
  readonly authHost?: string | undefined;
}

export interface Authorization {
  /** The `Authorization` field. */
  readonly field: string;
  readonly use: CredentialUse;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expires: number;
}

export interface ObtainOptions {
  readonly transport: Transport;
  readonly keychain: Keychain;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

type Outcome = Result<Authorization, RegistryError>;

/** For passwords and registry tokens, which are read again then. */
const keptLifetime = 5 * 60_000;

/**
 * Finds what answers a challenge: the user's password for Basic, a token for Bearer. The user's credentials
 * are looked for only when there is a safe place to send them to; without them the token is an anonymous one.
 */
export async function obtainAuthorization(
  options: ObtainOptions,
  pull: Pull,
  challenge: Challenge,
  signal: AbortSignal,
): Promise<Outcome> {
  const { keychain, log } = options;
  const { host } = pull.registry;
  const realm =
    challenge.scheme === 'basic' ? ok(pull.registry) : realmOf(challenge, pull.registry);
  if (!realm.ok) return realm;

  const target = targetOf(pull);
  const answer = await keychain.find(target, signal);
  if (answer.looked.length > 0)
    log(`credentials for ${host}: looked in ${answer.looked.join(', ')}`);
  const outcome = signedInTo(
    target.registry,
    challenge.scheme === 'basic'
      ? basicFrom(answer, pull, options.now())
      : await bearerFrom(answer, pull, challenge, realm.value, options, signal),
  );
  log(`credentials for ${host}: ${describe(outcome.ok ? outcome.value.use : outcome.error)}`);
  if (!outcome.ok && outcome.error.code === 'unauthorized' && outcome.error.hadCredentials === true)
    keychain.forget(target);
  return outcome;
}

/** The outcome with the name under which the user would sign in. */
function signedInTo(signInTo: string, outcome: Outcome): Outcome {
  if (!outcome.ok) return fail({ ...outcome.error, signInTo });
  const { value } = outcome;
  return ok({ ...value, use: { ...value.use, signInTo } });
}

export function targetOf({ repository, credentialsKey }: Pull): CredentialTarget {
  const registry = credentialsKey === hubCredentialsKey ? dockerHub : credentialsKey;
  return { registry, repository, credentialsKey };
}

/** The user's password as an authorization; `unauthorized` when there is none to use. */
function basicFrom({ found, problems }: KeychainAnswer, { registry }: Pull, now: number): Outcome {
  if (found?.credential.kind === 'password')
    return ok({
      field: basicAuthorization(found.credential),
      use: used(found),
      expires: now + keptLifetime,
    });
  return fail(
    registryError('unauthorized', registry.host, { status: 401, ...withheldBy(problems) }),
  );
}

async function bearerFrom(
  { found, problems }: KeychainAnswer,
  { registry, repository, authHost }: Pull,
  challenge: Challenge,
  realm: URL,
  { transport, now }: ObtainOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  if (found?.credential.kind === 'registry-token') {
    const field = `Bearer ${found.credential.token}`;
    return ok({ field, use: used(found), expires: now() + keptLifetime });
  }
  const mayHave = realmMayHaveCredentials(realm, registry, authHost);
  const credential = mayHave ? tokenCredential(found?.credential) : undefined;
  const use = useOf(found, credential, problems, realm);
  // A token server that several registries share must not be asked, with the user's rights, for what one
  // of them would like to have of another.
  const isShared = credential !== undefined && realm.origin !== registry.origin;
  const request = {
    realm,
    service: challenge.parameters.get('service'),
    scopes: isShared ? [pullScope(repository)] : scopesOf(challenge, repository),
    credential,
  };
  const token = await requestToken(transport, request, now, signal);
  if (!token.ok) return fail({ ...inPlaceOf(registry, token.error), ...use });
  const { token: bearer, lifetime } = token.value;
  return ok({ field: `Bearer ${bearer}`, use, expires: now() + lifetime });
}

/** Whose access it is about is the registry, in whose place its token server speaks. */
function inPlaceOf(registry: URL, error: RegistryError): RegistryError {
  const isRefusal = error.code === 'unauthorized' || error.code === 'denied';
  return isRefusal ? { ...error, host: registry.host } : error;
}

function tokenCredential(credential: Credential | undefined): TokenCredential | undefined {
  return credential?.kind === 'registry-token' ? undefined : credential;
}

function useOf(
  found: FoundCredential | undefined,
  sent: TokenCredential | undefined,
  problems: readonly KeychainProblem[],
  realm: URL,
): CredentialUse {
  if (found === undefined) return withheldBy(problems);
  return sent === undefined
    ? { hadCredentials: false, withheld: 'other-host', tokenServer: realm.host }
    : used(found);
}

function used({ source }: FoundCredential): CredentialUse {
  return { hadCredentials: true, credentialSource: source };
}

/** No credentials: none were kept, or what keeps them failed. A helper's failure is told before a file's. */
function withheldBy(problems: readonly KeychainProblem[]): CredentialUse {
  const problem = problems.find(({ kind }) => kind === 'helper') ?? problems[0];
  if (problem === undefined) return { hadCredentials: false };
  const withheld = problem.kind === 'helper' ? 'helper-failed' : 'file-unreadable';
  return { hadCredentials: false, withheld, keychainProblem: problem };
}

function describe({ hadCredentials, credentialSource, withheld }: Partial<CredentialUse>): string {
  if (hadCredentials === true) return credentialSource ?? 'some';
  return withheld === undefined ? 'none' : `none (${withheld})`;
}
