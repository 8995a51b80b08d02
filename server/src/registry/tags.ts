import { isTag } from '../reference/reference.ts';
import { ok, type Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';
import { readGoogleFacts } from './google-tags.ts';
import { parseJsonObject } from './json.ts';
import type { HttpAnswer } from './network/transport.ts';
import { readPages, type CutReason, type PageListener } from './pages.ts';
import { invalidAnswer, type RemoteRepository } from './remote-repository.ts';
import { listedTag } from './tag-facts.ts';
import type { ListedTag } from './tag-source.ts';

/** The tags of a repository, each once, in the order in which the registry gives them; no order can be relied on. */
export interface TagList {
  readonly tags: readonly ListedTag[];
  /** Whether there may be more. */
  readonly isPartial: boolean;
  /** Why, when it is partial. */
  readonly reason?: CutReason;
}

export interface TagListing {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly onPage?: PageListener<ListedTag> | undefined;
  /** After so many pages there is an end; as many as `maximalTags` take where it is left out. */
  readonly maximalPages?: number;
}

/** As many as Amazon's registry allows; docker-registry 2 gives all tags, whatever is asked. */
const pageSize = 1000;
/** Bytes; room for all tags at once with names of 100 characters and more. */
const maximalPage = 16 * 1024 * 1024;

/** More than this of one repository are not read. */
export const maximalTags = 100_000;
/** A full page without a link may not be the last, so one more is needed to know. */
const pagesOfAll = maximalTags / pageSize + 1;

/**
 * Lists tags (distribution specification, "Listing Tags"), within bounds on entries, pages and bytes. Asks once more
 * without a page size where a registry refuses it, and for the tags after the last one where a full page
 * has no link. What cannot be a tag is left out.
 */
export async function listTags(
  repository: RemoteRepository,
  listing: TagListing,
): Promise<Result<TagList, RegistryError>> {
  const sized = await readTags(repository, new URLSearchParams({ n: String(pageSize) }), listing);
  if (sized.ok || sized.error.status !== 400) return sized;
  return readTags(repository, new URLSearchParams(), listing);
}

/** Whether the repository shows any tag, by the first page of its list alone. */
export async function hasTags(
  repository: RemoteRepository,
  listing: Pick<TagListing, 'signal' | 'now'>,
): Promise<Result<boolean, RegistryError>> {
  const listed = await listTags(repository, { ...listing, maximalPages: 1 });
  return listed.ok ? ok(listed.value.tags.length > 0) : listed;
}

async function readTags(
  repository: RemoteRepository,
  query: URLSearchParams,
  { signal, now, onPage, maximalPages = pagesOfAll }: TagListing,
): Promise<Result<TagList, RegistryError>> {
  const request = {
    method: 'GET',
    path: 'tags/list',
    query,
    accept: 'application/json',
    maximalBody: maximalPage,
    mayLeaveOrigin: true,
  } as const;
  const isSized = query.has('n');
  const pages = await readPages(
    repository,
    {
      request,
      maximalEntries: maximalTags,
      maximalPages,
      keyOf: ({ tag }: ListedTag) => tag,
      read: (answer) => readTagPage(answer, now()),
      guessNext: (page) => (isSized ? tagsAfter(page) : undefined),
      onPage,
    },
    signal,
  );
  if (!pages.ok) return pages;
  return ok(tagList(pages.value.entries, pages.value.cut));
}

/** A list that is cut for a reason, or whole. */
export function tagList(tags: readonly ListedTag[], reason: CutReason | undefined): TagList {
  return { tags, isPartial: reason !== undefined, ...(reason !== undefined && { reason }) };
}

/** The query for the tags after a full page; a page of another size is the last, or the registry has sizes of its own. */
function tagsAfter(page: readonly ListedTag[]): URLSearchParams | undefined {
  const last = page.at(-1);
  if (page.length !== pageSize || last === undefined) return undefined;
  return new URLSearchParams({ n: String(pageSize), last: last.tag });
}

/** Registries that have no tags left say null, or nothing. */
function readTagPage(answer: HttpAnswer, now: number): Result<readonly ListedTag[], RegistryError> {
  const body = parseJsonObject(answer.body);
  if (body === undefined) return invalidAnswer(answer, 'no list of tags');
  const tags = body['tags'] ?? [];
  if (!Array.isArray(tags)) return invalidAnswer(answer, 'no list of tags');
  const names = tags.filter((tag): tag is string => typeof tag === 'string' && isTag(tag));
  const facts = readGoogleFacts(body, now);
  return ok(names.map((tag) => listedTag(tag, facts.get(tag))));
}
