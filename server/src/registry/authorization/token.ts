import { fail, ok, type Result } from '../../text/result.ts';
import type { JsonObject } from '../json.ts';
import type { Credential } from '../credentials/keychain.ts';
import { codeOfStatus, registryError, type RegistryError } from '../errors.ts';
import { parseJsonObject } from '../json.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../network/transport.ts';

export interface Token {
  readonly token: string;
  /** Milliseconds for which it may be used, some time for its way to the registry taken off. */
  readonly lifetime: number;
}

export interface TokenRequest {
  /** Checked by `realmOf`. */
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scopes: readonly string[];
  /** What the realm may have. */
  readonly credential?: TokenCredential | undefined;
}

export type TokenCredential = Exclude<Credential, { kind: 'registry-token' }>;

/** The `detail` of an error with the status of a token server. */
export const tokenServerDetail = 'token server';

const clientId = 'seaworthy';
const maximalTokenBody = 64 * 1024;
const defaultLifetime = 60_000;
const maximalLifetime = 24 * 60 * 60_000;
const skew = 10_000;

/** Statuses of token servers that do not know the grants of OAuth 2.0. */
const postIsUnknown: ReadonlySet<number> = new Set([404, 405]);

/**
 * Fetches a token after the specifications of Docker Registry v2 authentication, "Token" and "OAuth2".
 * No redirect is followed. An identity token is exchanged by POST; a server that does not know how is asked
 * anonymously by GET, as an identity token is nobody's password. When a server wants better credentials or
 * denies access, the error has that code and the server's host.
 */
export async function requestToken(
  transport: Transport,
  request: TokenRequest,
  /** Milliseconds since 1970-01-01 UTC. */
  now: () => number,
  signal: AbortSignal,
): Promise<Result<Token, RegistryError>> {
  const { credential } = request;
  if (credential?.kind === 'identity-token') {
    const exchanged = await transport(exchangeRequest(request, credential.token), signal);
    if (!exchanged.ok) return exchanged;
    if (!postIsUnknown.has(exchanged.value.status)) return readToken(exchanged.value, true, now());
  }
  const answer = await transport(plainRequest(request), signal);
  return answer.ok ? readToken(answer.value, credential !== undefined, now()) : answer;
}

function exchangeRequest({ realm, service, scopes }: TokenRequest, token: string): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: clientId,
    scope: scopes.join(' '),
    ...(service !== undefined && { service }),
  });
  return { method: 'POST', url: realm, headers: {}, form, maximalBody: maximalTokenBody };
}

function plainRequest({ realm, service, scopes, credential }: TokenRequest): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const headers: HttpRequest['headers'] =
    credential?.kind === 'password' ? { Authorization: basicAuthorization(credential) } : {};
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
  hadCredentials: boolean,
  now: number,
): Result<Token, RegistryError> {
  if (status !== 200) {
    const code = codeOfTokenStatus(status, hadCredentials);
    return fail(registryError(code, url.host, { status, detail: tokenServerDetail, retryAfter }));
  }
  const token = parseToken(body, now);
  if (token !== undefined) return ok(token);
  const detail = 'no token in the answer';
  return fail(registryError('invalid-response', url.host, { status, detail }));
}

function codeOfTokenStatus(status: number, hadCredentials: boolean): RegistryError['code'] {
  // The grants of OAuth 2.0 answer wrong credentials with 400 (RFC 6749, 5.2).
  if (status === 400 && hadCredentials) return 'unauthorized';
  return status === 404 ? 'invalid-response' : codeOfStatus(status);
}

function parseToken(body: Uint8Array, now: number): Token | undefined {
  const fields = parseJsonObject(body);
  const token = [fields?.['token'], fields?.['access_token']].find(isToken);
  if (fields === undefined || token === undefined) return undefined;
  return { token, lifetime: lifetimeOf(fields, now) };
}

/** Whether the value may stand in an `Authorization` field. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

function lifetimeOf(fields: JsonObject, now: number): number {
  const expiresIn = fields['expires_in'];
  const isUsable = typeof expiresIn === 'number' && expiresIn > 0;
  const lifetime = isUsable ? Math.min(expiresIn * 1000, maximalLifetime) : defaultLifetime;
  return Math.max(0, lifetime - ageOf(fields['issued_at'], lifetime, now) - skew);
}

/** How long ago a token was made, which counts when the server kept it; clocks that disagree are not believed. */
function ageOf(issuedAt: unknown, lifetime: number, now: number): number {
  const age = typeof issuedAt === 'string' ? now - Date.parse(issuedAt) : Number.NaN;
  return age > 0 && age < lifetime ? age : 0;
}
