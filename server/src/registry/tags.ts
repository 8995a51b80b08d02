import { isTag } from '../reference/reference.ts';
import { ok, type Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';
import { parseJsonObject } from './json.ts';
import type { HttpAnswer } from './network/transport.ts';
import { readPages, type CutReason } from './pages.ts';
import { invalidAnswer, type RemoteRepository } from './remote-repository.ts';

/** The tags of a repository, each once, in the order in which the registry gives them; no order can be relied on. */
export interface TagList {
  readonly tags: readonly string[];
  /** Whether there may be more. */
  readonly isPartial: boolean;
  /** Why, when it is partial. */
  readonly reason?: CutReason;
}

/** As many as Amazon's registry allows; docker-registry 2 gives all tags, whatever is asked. */
const pageSize = 1000;
const maximalTags = 20_000;
const maximalPage = 4 * 1024 * 1024;

/**
 * Lists tags (distribution specification, "Listing Tags"), within bounds on entries, pages and bytes. Asks once more
 * without a page size where a registry refuses it, and for the tags after the last one where a full page
 * has no link. What cannot be a tag is left out.
 */
export async function listTags(
  repository: RemoteRepository,
  signal: AbortSignal,
): Promise<Result<TagList, RegistryError>> {
  const sized = await readTags(repository, new URLSearchParams({ n: String(pageSize) }), signal);
  if (sized.ok || sized.error.status !== 400) return sized;
  return readTags(repository, new URLSearchParams(), signal);
}

async function readTags(
  repository: RemoteRepository,
  query: URLSearchParams,
  signal: AbortSignal,
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
      keyOf: (tag: string) => tag,
      read: readTagPage,
      guessNext: (page) => (isSized ? tagsAfter(page) : undefined),
    },
    signal,
  );
  if (!pages.ok) return pages;
  const { entries: tags, cut: reason } = pages.value;
  return ok({ tags, isPartial: reason !== undefined, ...(reason !== undefined && { reason }) });
}

/** The query for the tags after a full page; a page of another size is the last, or the registry has sizes of its own. */
function tagsAfter(page: readonly string[]): URLSearchParams | undefined {
  const last = page.at(-1);
  if (page.length !== pageSize || last === undefined) return undefined;
  return new URLSearchParams({ n: String(pageSize), last });
}

/** Registries that have no tags left say null, or nothing. */
function readTagPage(answer: HttpAnswer): Result<readonly string[], RegistryError> {
  const body = parseJsonObject(answer.body);
  if (body === undefined) return invalidAnswer(answer, 'no list of tags');
  const tags = body['tags'] ?? [];
  if (!Array.isArray(tags)) return invalidAnswer(answer, 'no list of tags');
  return ok(tags.filter((tag): tag is string => typeof tag === 'string' && isTag(tag)));
}
