import { fail, ok, type Result } from '../../text/result.ts';
import { codeOfStatus, isRefusal, registryError, type RegistryError } from '../errors.ts';
import { parseJsonObject, type JsonObject } from '../json.ts';
import type { Transport } from '../network/transport.ts';
import type { CutReason } from '../pages.ts';
import { createRecent } from '../recent.ts';
import { invalidAnswer } from '../remote-repository.ts';
import type { ListedTag } from '../tag-source.ts';
import { tagList, type TagList, type TagListing } from '../tags.ts';

/** A registry's own way to list tags, which tells more than that of the distribution specification. */
export interface TagApi {
  /** Host of the registry, as on the wire, whose repositories it lists. */
  readonly registryHost: string;
  /** Where a page is, the first being number 1; undefined for a repository that cannot be there. */
  readonly pageUrl: (repository: string, page: number) => URL | undefined;
  /** Reads what is sound on a page; undefined when it is none. `now` in milliseconds since 1970-01-01 UTC. */
  readonly readPage: (body: JsonObject, now: number) => TagApiPage | undefined;
}

export interface TagApiPage {
  readonly tags: readonly ListedTag[];
  readonly hasMore: boolean;
}

/** Remembers which of these APIs did not work, as others have the same tags. */
export interface TagApiMemory {
  isLeftAlone(url: URL): boolean;
  noteFailure(url: URL, error: RegistryError): void;
}

/** With a hundred tags a page, the thousand that were pushed last; the registry itself has the names of the others. */
const maximalPages = 10;
const maximalPage = 4 * 1024 * 1024;
const maximalHosts = 10;
const failureLifetime = 10 * 60_000;

/** `now` gives milliseconds from any origin and never goes back. */
export function createTagApiMemory(now: () => number): TagApiMemory {
  const failed = createRecent<number>(maximalHosts);
  return {
    isLeftAlone: ({ origin }) => (failed.get(origin) ?? -Infinity) > now(),
    noteFailure({ origin }, error) {
      // Refusals and cancelling say nothing of other repositories.
      if (error.code !== 'cancelled' && !isRefusal(error))
        failed.set(origin, now() + failureLifetime);
    },
  };
}

/**
 * Lists tags page by page, within bounds on pages and bytes, without any credentials and without following redirects.
 * Fails only when the first page does, or as `cancelled`.
 */
export async function readTagApi(
  { pageUrl, readPage }: TagApi,
  repository: string,
  transport: Transport,
  { signal, now, onPage }: TagListing,
): Promise<Result<TagList, RegistryError>> {
  const tags = new Map<string, ListedTag>();
  const end = (reason?: CutReason) => ok(tagList([...tags.values()], reason));

  for (let number = 1; number <= maximalPages; number++) {
    const url = pageUrl(repository, number);
    if (url === undefined) return end('failed');
    const page = await askForPage(url, transport, (body) => readPage(body, now()), signal);
    if (!page.ok) return number === 1 || signal.aborted ? page : end('failed');
    const known = tags.size;
    for (const one of page.value.tags) if (!tags.has(one.tag)) tags.set(one.tag, one);
    if (!page.value.hasMore) return end();
    if (tags.size === known) return end('loop');
    onPage?.(page.value.tags);
  }
  return end('too-long');
}

async function askForPage(
  url: URL,
  transport: Transport,
  read: (body: JsonObject) => TagApiPage | undefined,
  signal: AbortSignal,
): Promise<Result<TagApiPage, RegistryError>> {
  const request = {
    method: 'GET',
    url,
    headers: { Accept: 'application/json' },
    maximalBody: maximalPage,
    isOptional: true,
  } as const;
  const sent = await transport(request, signal);
  if (!sent.ok) return sent;
  const { status, retryAfter, body } = sent.value;
  if (status !== 200)
    return fail(registryError(codeOfStatus(status), url.host, { status, retryAfter }));
  const fields = parseJsonObject(body);
  const page = fields && read(fields);
  return page === undefined ? invalidAnswer(sent.value, 'no list of tags') : ok(page);
}
