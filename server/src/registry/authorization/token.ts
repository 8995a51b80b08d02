import { fail, ok, type Result } from '../../text/result.ts';
import type { Challenge } from './challenge.ts';
import type { Credential, KeychainEntry } from '../credentials/keychain.ts';
import { codeOfStatus, registryError, type CredentialUse, type RegistryError } from '../errors.ts';
import { parseUrl, unsafeTarget } from '../hosts/hosts.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../network/transport.ts';

export interface Token {
  readonly token: string;
  /** Milliseconds for which it may be used, some time for its way to the registry taken off. */
  readonly lifetime: number;
  readonly use: CredentialUse;
}

export interface TokenRequest {
  /** The registry that sent the challenge. */
  readonly registry: URL;
  readonly challenge: Challenge;
  /** For a challenge without scope. */
  readonly defaultScope: string;
  /** What the user has for the registry. */
  readonly entry: KeychainEntry;
}

type TokenCredential = Exclude<Credential, { kind: 'registry-token' }>;

interface Selection {
  readonly credential?: TokenCredential;
  readonly use: CredentialUse;
}

/** Token servers on another host that may see a registry's credentials, by registry host. */
const trustedRealmHosts: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
]);

const clientId = 'seaworthy';
const maximalTokenBody = 64 * 1024;
const defaultLifetime = 60_000;
const maximalLifetime = 24 * 60 * 60_000;
const skew = 10_000;

/**
 * Checks where a challenge sends us for a token. The file that is looked at chooses the registry, so the
 * realm is a stranger's word: it must be an absolute https URL without credentials in it, or a loopback
 * one when the registry is a loopback one by plain HTTP.
 */
export function realmOf(challenge: Challenge, registry: URL): Result<URL, RegistryError> {
  const refuse = (reason: string) =>
    fail(registryError('refused', registry.host, { detail: `token realm: ${reason}` }));
  const realm = parseUrl(challenge.parameters.get('realm') ?? '');
  if (realm === undefined) return refuse('not an absolute URL');
  const unsafe = unsafeTarget(registry, realm);
  return unsafe === undefined ? ok(realm) : refuse(unsafe);
}

/** Whether the user's credentials for the registry may be sent to the realm. */
export function realmMayHaveCredentials(realm: URL, registry: URL): boolean {
  return (
    realm.origin === registry.origin ||
    (realm.protocol === 'https:' && trustedRealmHosts.get(registry.host) === realm.host)
  );
}

/**
 * Fetches a token after the specifications of Docker Registry v2 authentication, "Token" and "OAuth2".
 * Redirects are not followed; a realm that may not have the credential is asked anonymously. When it wants
 * better credentials or denies access, the error names the registry, in whose place it speaks.
 */
export async function requestToken(
  transport: Transport,
  { registry, challenge, defaultScope, entry }: TokenRequest,
  signal: AbortSignal,
): Promise<Result<Token, RegistryError>> {
  const realm = realmOf(challenge, registry);
  if (!realm.ok) return realm;
  const { credential, use } = selectCredential(entry, realm.value, registry);
  const request = tokenRequest(realm.value, challenge, defaultScope, credential);
  const answer = await transport(request, signal);
  return answer.ok ? readToken(answer.value, registry, use) : fail({ ...answer.error, ...use });
}

function selectCredential(entry: KeychainEntry, realm: URL, registry: URL): Selection {
  if (entry === 'credential-helper') return { use: { hadCredentials: false, withheld: entry } };
  const credential = entry?.credential;
  if (credential === undefined || credential.kind === 'registry-token')
    return { use: { hadCredentials: false } };
  return realmMayHaveCredentials(realm, registry)
    ? { credential, use: { hadCredentials: true } }
    : { use: { hadCredentials: false, withheld: 'other-host', tokenServer: realm.host } };
}

function tokenRequest(
  realm: URL,
  challenge: Challenge,
  defaultScope: string,
  credential: TokenCredential | undefined,
): HttpRequest {
  const service = challenge.parameters.get('service');
  const scope = challenge.parameters.get('scope') ?? defaultScope;
  const url = new URL(realm);
  if (credential?.kind === 'identity-token') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: credential.token,
      client_id: clientId,
      scope,
      ...(service !== undefined && { service }),
    });
    return { method: 'POST', url, headers: {}, form, maximalBody: maximalTokenBody };
  }
  if (service !== undefined) url.searchParams.set('service', service);
  for (const one of scope.split(' ')) if (one !== '') url.searchParams.append('scope', one);
  const headers: HttpRequest['headers'] =
    credential === undefined ? {} : { Authorization: basicAuthorization(credential) };
  return { method: 'GET', url, headers, maximalBody: maximalTokenBody };
}

/** The field value of Basic authentication (RFC 7617), user and password in UTF-8. */
export function basicAuthorization({
  username,
  password,
}: Extract<Credential, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function readToken(
  { status, url, body, retryAfter }: HttpAnswer,
  registry: URL,
  use: CredentialUse,
): Result<Token, RegistryError> {
  if (status !== 200) {
    // The grants of OAuth 2.0 answer wrong credentials with 400 (RFC 6749, 5.2).
    const code = status === 400 && use.hadCredentials ? 'unauthorized' : codeOfTokenStatus(status);
    const { host } = code === 'unauthorized' || code === 'denied' ? registry : url;
    const detail = 'token server';
    return fail(registryError(code, host, { status, detail, retryAfter, ...use }));
  }
  const fields = parseTokenBody(body);
  if (fields !== undefined) return ok({ ...fields, use });
  const detail = 'no token in the answer';
  return fail(registryError('invalid-response', url.host, { status, detail, ...use }));
}

function codeOfTokenStatus(status: number) {
  return status === 404 ? 'invalid-response' : codeOfStatus(status);
}

function parseTokenBody(body: Uint8Array): Pick<Token, 'token' | 'lifetime'> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const token = [fields['token'], fields['access_token']].find(isToken);
    return token === undefined ? undefined : { token, lifetime: lifetimeOf(fields['expires_in']) };
  } catch {
    return undefined;
  }
}

/** Whether the value may stand in an `Authorization` field. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

function lifetimeOf(expiresIn: unknown): number {
  const isUsable = typeof expiresIn === 'number' && expiresIn > 0;
  const lifetime = isUsable ? Math.min(expiresIn * 1000, maximalLifetime) : defaultLifetime;
  return Math.max(0, lifetime - skew);
}
