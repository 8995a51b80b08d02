import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { parseUrl, unsafeTarget } from '../hosts/hosts.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';

const maximalRedirects = 3;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Fields that are for the server that they were written for, and for no other. */
const personalFields: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/**
 * Sends a HEAD or GET request and follows up to three redirects (RFC 9110, 15.4), none of them to a less
 * protected place; the answer's `url` is where they led. `Authorization` is left out from the first change of
 * scheme, host or port on. A redirect that is not allowed is `refused`, without a request to where it leads.
 */
export async function followRedirects(
  transport: Transport,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Result<HttpAnswer, RegistryError>> {
  let current = request;
  for (let redirects = 0; redirects <= maximalRedirects; redirects++) {
    const answer = await transport(current, signal);
    if (!answer.ok || !redirectStatuses.has(answer.value.status)) return answer;
    const next = redirected(current, answer.value);
    if (!next.ok) return next;
    current = next.value;
  }
  return fail(
    registryError('invalid-response', current.url.host, { detail: 'too many redirects' }),
  );
}

function redirected(
  request: HttpRequest,
  { status, header }: HttpAnswer,
): Result<HttpRequest, RegistryError> {
  const { url: from, mayLeaveOrigin = true } = request;
  const location = header('location');
  const to = location === undefined ? undefined : parseUrl(location, from);
  if (to === undefined)
    return fail(
      registryError('invalid-response', from.host, { status, detail: 'redirect without location' }),
    );
  const refuse = (reason: string) =>
    fail(registryError('refused', from.host, { status, detail: `redirect: ${reason}` }));
  const unsafe = unsafeTarget(from, to);
  if (unsafe !== undefined) return refuse(unsafe);
  const isSameOrigin = from.origin === to.origin;
  if (!isSameOrigin && !mayLeaveOrigin) return refuse('other-origin');
  const headers = isSameOrigin ? request.headers : withoutPersonalFields(request.headers);
  return ok({ ...request, url: to, headers });
}

function withoutPersonalFields(headers: HttpRequest['headers']): HttpRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !personalFields.has(name.toLowerCase())),
  );
}
