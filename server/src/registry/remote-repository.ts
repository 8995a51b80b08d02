import { fail, ok, type Result } from '../text/result.ts';
import type { AuthorizedAnswer } from './authorization/authorization.ts';
import { codeOfStatus, registryError, type RegistryError } from './errors.ts';
import type { HttpAnswer } from './network/transport.ts';

/** A repository at one of the places where it can be asked for: its registry, or a mirror of that. */
export interface RemoteRepository {
  /** Host and port on the wire. */
  readonly host: string;
  /** Sends one request with the authorization that the registry asks for. Any status is an answer; 401 is an error. */
  ask(
    request: RepositoryRequest,
    signal: AbortSignal,
  ): Promise<Result<AuthorizedAnswer, RegistryError>>;
}

export interface RepositoryRequest {
  readonly method: 'HEAD' | 'GET';
  /** Below `/v2/<name>/`, of parts that were checked to be safe in a URL: `manifests/1.0`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** The `Accept` field. */
  readonly accept: string;
  /** Bytes that the body may have. */
  readonly maximalBody: number;
  /** Whether a redirect may lead to another scheme, host or port, where the authorization is not sent. */
  readonly mayLeaveOrigin: boolean;
}

/** Asks, and takes every status but 200 for a failure. */
export async function askForOk(
  repository: RemoteRepository,
  request: RepositoryRequest,
  signal: AbortSignal,
): Promise<Result<HttpAnswer, RegistryError>> {
  const sent = await repository.ask(request, signal);
  if (!sent.ok) return sent;
  const { answer, use } = sent.value;
  const { status, url, retryAfter } = answer;
  if (status === 200) return ok(answer);
  return fail(registryError(codeOfStatus(status), url.host, { status, retryAfter, ...use }));
}

/** An answer that the distribution specification does not know. */
export function invalidAnswer(
  { url, status }: HttpAnswer,
  detail: string,
): { readonly ok: false; readonly error: RegistryError } {
  return fail(registryError('invalid-response', url.host, { status, detail }));
}

/** Digests are of bytes without any coding, and our requests allow none; undefined when there is none. */
export function contentCoding({ header, body }: HttpAnswer): string | undefined {
  const coding = header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  return coding === 'identity' || body.length === 0 ? undefined : `content coding ${coding}`;
}
