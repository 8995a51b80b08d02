import { fail, type Result } from '../../text/result.ts';
import type { Credential } from '../credentials/keychain.ts';
import { registryError, type RegistryError } from '../errors.ts';
import type { Challenge } from './challenge.ts';
import { targetOf, type ObtainOptions, type Pull } from './obtain.ts';
import { realmMayHaveCredentials, realmOf } from './realm.ts';
import { pullScope } from './scope.ts';
import { requestToken, type Token, type TokenCredential } from './token.ts';

/** Whose token it is: nobody's, or that of the person who runs this. */
export type TokenHolder = 'anonymous' | 'person';

type Outcome = Result<Token, RegistryError>;

/**
 * Gets a token that may be handed on: it is asked for pulling this repository alone, whatever the challenge names.
 * `unauthorized` when the person has nothing that their own may be asked with, `refused` when the token would be more than
 * that: a token of the person's own, or one that is only another form of the password.
 */
export async function obtainPullToken(
  options: ObtainOptions,
  pull: Pull,
  challenge: Challenge,
  holder: TokenHolder,
  signal: AbortSignal,
): Promise<Outcome> {
  const realm = realmOf(challenge, pull.registry);
  if (!realm.ok) return realm;
  const credential =
    holder === 'anonymous' ? undefined : await ownCredential(options, pull, realm.value, signal);
  if (credential?.ok === false) return credential;
  const token = await requestToken(
    options.transport,
    {
      realm: realm.value,
      service: challenge.parameters.get('service'),
      scopes: [pullScope(pull.repository)],
      credential: credential?.value,
    },
    options.now,
    signal,
  );
  if (!token.ok || credential === undefined) return token;
  return holdsSecret(token.value.token, credential.value)
    ? refused(pull, 'the token holds the password')
    : token;
}

async function ownCredential(
  { keychain }: ObtainOptions,
  pull: Pull,
  realm: URL,
  signal: AbortSignal,
): Promise<Result<TokenCredential, RegistryError>> {
  const { found } = await keychain.find(targetOf(pull), signal);
  const { host } = pull.registry;
  if (found === undefined)
    return fail(registryError('unauthorized', host, { status: 401, hadCredentials: false }));
  if (found.credential.kind === 'registry-token')
    return refused(pull, 'only a token of the person’s own');
  return realmMayHaveCredentials(realm, pull.registry, pull.authHost)
    ? { ok: true, value: found.credential }
    : fail(
        registryError('unauthorized', host, { withheld: 'other-host', tokenServer: realm.host }),
      );
}

/** Some token servers give back what they were shown, in Base64. */
function holdsSecret(token: string, credential: Credential): boolean {
  const secret = credential.kind === 'password' ? credential.password : credential.token;
  const forms = [token, Buffer.from(token, 'base64').toString('utf8')];
  return forms.some((form) => form.includes(secret));
}

function refused({ registry }: Pull, detail: string) {
  return fail(registryError('refused', registry.host, { detail }));
}
