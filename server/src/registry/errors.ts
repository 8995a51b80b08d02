import { codeOf } from '../text/error-code.ts';
import { plainLine } from '../text/plain-line.ts';
import type { KeychainProblem } from './credentials/keychain.ts';

/**
 * Why a registry gave no answer:
 * - `cancelled`: the caller's signal was aborted
 * - `timeout`: no complete answer within the time allowed for one request
 * - `unreachable`: no connection, or it broke
 * - `tls`: the server's certificate or protocol is not trusted
 * - `unauthorized`: the registry wants credentials, or does not accept the ones it got
 * - `denied`: known to the registry, but without the right to pull
 * - `not-found`: no such repository or tag; many registries also say so of private ones
 * - `rate-limited`: too many requests, see `retryAfter`
 * - `server-error`: status 500 and above
 * - `invalid-response`: an answer that the distribution specification does not know
 * - `digest-mismatch`: the bytes do not have the digest that was promised
 * - `schema1`: only the obsolete image manifest version 2, schema 1, is offered
 * - `too-large`: the body exceeds its limit
 * - `refused`: Seaworthy did not send the request, because it would not have been safe
 * - `proxy`: a proxy, see `proxy`, cannot be used or does not connect to the host
 * - `skipped`: the person has set that the registry is never asked; `detail` says where
 */
export type RegistryErrorCode =
  | 'cancelled'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'unauthorized'
  | 'denied'
  | 'not-found'
  | 'rate-limited'
  | 'server-error'
  | 'invalid-response'
  | 'digest-mismatch'
  | 'schema1'
  | 'too-large'
  | 'refused'
  | 'proxy'
  | 'skipped';

/** What became of the user's credentials for a registry that wanted some. */
export interface CredentialUse {
  /** Whether they were part of a request, be it one that never arrived. */
  readonly hadCredentials: boolean;
  /** Where those were found: `the editor`, the path of a file, the name of a helper program. */
  readonly credentialSource?: string;
  /**
   * Why they were not, although the user may have signed in:
   * - `helper-failed`: the program that keeps them could not tell them, see `keychainProblem`
   * - `file-unreadable`: the file that keeps them could not be read, see `keychainProblem`
   * - `other-host`: the registry's token server is on a host that is not known to belong to it
   */
  readonly withheld?: 'helper-failed' | 'file-unreadable' | 'other-host';
  /** What went wrong with a helper or a file. */
  readonly keychainProblem?: KeychainProblem;
  /** Host and port of that token server, with `other-host` alone. */
  readonly tokenServer?: string;
  /** Whose sign-in was looked for, as references name it; of a mirror it is the mirror's own host. */
  readonly signInTo?: string;
}

export interface RegistryError extends Partial<CredentialUse> {
  readonly code: RegistryErrorCode;
  /** Host and port that answered or failed, as on the wire: `registry-1.docker.io`. */
  readonly host: string;
  /** HTTP status. */
  readonly status?: number;
  /** Short technical cause (`ECONNREFUSED`, `text/html`): one line, at most 200 characters, never a secret. */
  readonly detail?: string;
  /** Milliseconds to wait before the next request. */
  readonly retryAfter?: number;
  /** Host and port of the proxy that failed, with `proxy`; none when what is set as a proxy is no such thing. */
  readonly proxy?: string;
  /** What of the person's own certificates could not be used, with `tls`: a path and a reason each. */
  readonly certificateProblems?: readonly string[];
}

/** What may be known of an error beside its code and host; `undefined` is left out. */
export interface ErrorFacts {
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly hadCredentials?: boolean | undefined;
  readonly credentialSource?: string | undefined;
  readonly withheld?: CredentialUse['withheld'] | undefined;
  readonly keychainProblem?: KeychainProblem | undefined;
  readonly tokenServer?: string | undefined;
  readonly signInTo?: string | undefined;
  readonly proxy?: string | undefined;
}

const maximalDetailLength = 200;

const tlsCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'EPROTO',
]);
const tlsPrefixes = ['ERR_TLS_', 'ERR_SSL_', 'CERT_', 'CRL_', 'UNABLE_TO_'];

/** Makes an error; a detail that a server wrote becomes safe to show and to log. */
export function registryError(
  code: RegistryErrorCode,
  host: string,
  {
    status,
    detail,
    retryAfter,
    hadCredentials,
    credentialSource,
    withheld,
    keychainProblem,
    tokenServer,
    signInTo,
    proxy,
  }: ErrorFacts = {},
): RegistryError {
  return {
    code,
    host,
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail: shortPlainLine(detail) }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(hadCredentials !== undefined && { hadCredentials }),
    ...(credentialSource !== undefined && { credentialSource }),
    ...(withheld !== undefined && { withheld }),
    ...(keychainProblem !== undefined && { keychainProblem }),
    ...(tokenServer !== undefined && { tokenServer }),
    ...(signInTo !== undefined && { signInTo }),
    ...(proxy !== undefined && { proxy }),
  };
}

const refusals: ReadonlySet<RegistryErrorCode> = new Set(['not-found', 'unauthorized', 'denied']);

/** Whether a registry has said no, and is likely to say so again in a moment. */
export function isRefusal({ code }: RegistryError): boolean {
  return refusals.has(code);
}

/** What an HTTP status other than success means when a manifest was asked for (distribution specification, "Error Codes"). */
export function codeOfStatus(status: number): RegistryErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'invalid-response';
}

/** What a failure of Node's network, TLS or HTTP code means, with its code as the detail. */
export function connectionError(host: string, cause: unknown): RegistryError {
  const detail = codeOf(cause);
  return registryError(codeOfConnection(detail), host, { detail });
}

/** Reads a `Retry-After` field, seconds or HTTP date (RFC 9110, 10.2.3), as milliseconds from `now`. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function codeOfConnection(cause: string): RegistryErrorCode {
  if (tlsCodes.has(cause) || tlsPrefixes.some((prefix) => cause.startsWith(prefix))) return 'tls';
  return cause.startsWith('HPE_') ? 'invalid-response' : 'unreachable';
}

function shortPlainLine(text: string): string {
  return plainLine(text.slice(0, maximalDetailLength)).trim();
}
