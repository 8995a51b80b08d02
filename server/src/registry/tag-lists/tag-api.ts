import { ok, type Result } from '../../text/result.ts';
import type { RegistryError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Transport } from '../network/transport.ts';
import { askOwnApi, type OwnApi } from '../own-api.ts';
import type { CutReason } from '../pages.ts';
import type { ListedTag } from '../tag-source.ts';
import { tagList, type TagList, type TagListing } from '../tags.ts';

/** A registry's own way to list tags, which tells more than that of the distribution specification. */
export interface TagApi extends OwnApi {
  /** Where a page is, the first being number 1; undefined for a repository that cannot be there. */
  readonly pageUrl: (repository: string, page: number) => URL | undefined;
  /** Reads what is sound on a page; undefined when it is none. `now` in milliseconds since 1970-01-01 UTC. */
  readonly readPage: (body: JsonObject, now: number) => TagApiPage | undefined;
}

export interface TagApiPage {
  readonly tags: readonly ListedTag[];
  readonly hasMore: boolean;
}

/** With a hundred tags a page, the thousand that were pushed last; the registry itself has the names of the others. */
const maximalPages = 10;
const maximalPage = 4 * 1024 * 1024;

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
    const read = (body: JsonObject) => readPage(body, now());
    const question = { url, maximalBody: maximalPage, read, otherwise: 'no list of tags' };
    const page = await askOwnApi(transport, question, signal);
    if (!page.ok) return number === 1 || signal.aborted ? page : end('failed');
    const known = tags.size;
    for (const one of page.value.tags) if (!tags.has(one.tag)) tags.set(one.tag, one);
    if (!page.value.hasMore) return end();
    if (tags.size === known) return end('loop');
    onPage?.(page.value.tags);
  }
  return end('too-long');
}
