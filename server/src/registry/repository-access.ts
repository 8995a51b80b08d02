import type { ImageReference } from '../reference/reference.ts';
import { fail, type Result } from '../text/result.ts';
import type { Authorizer } from './authorization/authorization.ts';
import { registryError, type RegistryError } from './errors.ts';
import type { Endpoint } from './hosts/hosts.ts';
import type { SchemeMemory } from './hosts/scheme.ts';
import type { NoticeReader } from './notice-reader.ts';
import type { RemoteRepository } from './remote-repository.ts';

export interface RepositoryAccess {
  /** The places where a registry's images can be had, the one to ask first in front; at least one. */
  readonly endpointsOf: (
    reference: ImageReference,
  ) => Promise<Result<readonly Endpoint[], RegistryError>>;
  readonly schemes: SchemeMemory;
  readonly authorizer: Authorizer;
  readonly readNotices: NoticeReader;
}

/** What is done with a repository, the same at each place where it can be asked for. */
export interface Operation<T> {
  /** Whether it asks for tags or for digests; some mirrors are only for one of them. */
  readonly by: 'tags' | 'digests';
  readonly run: (repository: RemoteRepository) => Promise<Result<T, RegistryError>>;
  /** Whether the outcome settles the matter, so that no further place is asked; any does when it is left out. */
  readonly isEnough?: (value: T) => boolean;
}

/**
 * Does something at the first place where it succeeds. The failure is that of the last place, which is the registry
 * itself behind its mirrors.
 */
export async function atFirstEndpoint<T>(
  access: RepositoryAccess,
  reference: ImageReference,
  { by, run, isEnough = () => true }: Operation<T>,
): Promise<Result<T, RegistryError>> {
  const endpoints = await access.endpointsOf(reference);
  if (!endpoints.ok) return endpoints;
  let outcome: Result<T, RegistryError> = noEndpoint(reference);
  for (const endpoint of endpoints.value) {
    if ((endpoint.takes ?? by) !== by) continue;
    outcome = await run(repositoryAt(endpoint, reference, access));
    const isSettled = outcome.ok ? isEnough(outcome.value) : outcome.error.code === 'cancelled';
    if (isSettled) return outcome;
  }
  return outcome;
}

/** Does something at the registry itself, behind all its mirrors, or at the one that the person has set in its place. */
export async function atLastEndpoint<T>(
  access: RepositoryAccess,
  reference: ImageReference,
  run: Operation<T>['run'],
): Promise<Result<T, RegistryError>> {
  const endpoints = await access.endpointsOf(reference);
  if (!endpoints.ok) return endpoints;
  const last = endpoints.value.at(-1);
  return last === undefined ? noEndpoint(reference) : run(repositoryAt(last, reference, access));
}

function noEndpoint({ registry }: ImageReference) {
  return fail(registryError('refused', registry, { detail: 'no address' }));
}

function repositoryAt(
  endpoint: Endpoint,
  reference: ImageReference,
  { schemes, authorizer, readNotices }: RepositoryAccess,
): RemoteRepository {
  const { host, credentialsKey, authHost, repository = reference.repository } = endpoint;
  return {
    host,
    ask: ({ path, query, accept, ...request }, signal) =>
      schemes.reach(endpoint, async (base) => {
        const url = new URL(`${base}/v2/${repository}/${path}`);
        if (query !== undefined) url.search = query.toString();
        const sent = await authorizer.send(
          { registry: new URL(base), repository, credentialsKey, authHost },
          { ...request, url, headers: { Accept: accept } },
          signal,
        );
        if (sent.ok && sent.value.answer.url.origin === url.origin) readNotices(sent.value.answer);
        return sent;
      }),
  };
}
