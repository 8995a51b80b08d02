import type { ImageReference } from '../reference/reference.ts';
import { fail, ok, type Result } from '../text/result.ts';
import type { ApiRequest, ArtifactSource } from './artifact-source.ts';
import { obtainAuthorization, type ObtainOptions, type Pull } from './authorization/obtain.ts';
import { codeOfStatus, registryError, type RegistryError } from './errors.ts';
import type { Endpoint } from './hosts/hosts.ts';
import { followRedirects } from './network/redirect.ts';
import type { HttpAnswer, HttpRequest } from './network/transport.ts';
import type { RepositoryAccess } from './repository-access.ts';

type Sent = Result<HttpAnswer, RegistryError>;

/**
 * Asks as `ArtifactSource.fetchApi` promises: the registry itself, behind all its mirrors, first without credentials, and on 401
 * with the person's user and password for it, if there are any. No redirect leads to another host.
 */
export function createRegistryApi(
  access: RepositoryAccess,
  options: ObtainOptions,
): ArtifactSource['fetchApi'] {
  return async (reference, request, signal) => {
    const endpoints = await access.endpointsOf(reference);
    if (!endpoints.ok) return endpoints;
    const endpoint = endpoints.value.at(-1);
    // An address with a path is a proxy that stands for several registries, whose API is not theirs.
    const isRegistry = endpoint?.bases.every((base) => new URL(base).pathname === '/') === true;
    if (endpoint === undefined || !isRegistry || !request.path.startsWith('/'))
      return fail(registryError('refused', reference.registry, { detail: 'no API there' }));
    const sent = await access.schemes.reach(endpoint, async (base) => {
      const answer = await ask(options, endpoint, reference, base, request, signal);
      return answer.ok ? ok({ answer: answer.value, use: { hadCredentials: false } }) : answer;
    });
    if (!sent.ok) return sent;
    const { status, url, body, retryAfter } = sent.value.answer;
    if (status === 200) return ok(body);
    return fail(registryError(codeOfStatus(status), url.host, { status, retryAfter }));
  };
}

async function ask(
  options: ObtainOptions,
  { credentialsKey, authHost, repository }: Endpoint,
  reference: ImageReference,
  base: string,
  { path, query, headers = {}, maximalBody, isAnonymous = false }: ApiRequest,
  signal: AbortSignal,
): Promise<Sent> {
  const url = new URL(`${base}${path}`);
  if (query !== undefined) url.search = query.toString();
  const request: HttpRequest = {
    method: 'GET',
    url,
    headers: { Accept: 'application/json', ...headers },
    maximalBody,
    mayLeaveOrigin: false,
  };
  const first = await followRedirects(options.transport, request, signal);
  if (!first.ok || first.value.status !== 401 || isAnonymous) return first;
  const pull: Pull = {
    registry: new URL(base),
    repository: repository ?? reference.repository,
    credentialsKey,
    authHost,
  };
  const basic = { scheme: 'basic', parameters: new Map<string, string>() } as const;
  const authorization = await obtainAuthorization(options, pull, basic, signal);
  if (!authorization.ok) return authorization;
  const { field } = authorization.value;
  const authorized = { ...request, headers: { ...request.headers, Authorization: field } };
  return followRedirects(options.transport, authorized, signal);
}
