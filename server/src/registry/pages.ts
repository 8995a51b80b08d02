import { ok, type Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';
import { parseUrl } from './hosts/hosts.ts';
import { parseLinks } from './link.ts';
import type { HttpAnswer } from './network/transport.ts';
import { askForOk, type RemoteRepository, type RepositoryRequest } from './remote-repository.ts';

/**
 * Why a list is not whole:
 * - `too-long`: it has more pages or entries than we read
 * - `foreign-link`: the next page would be at another host or be another thing
 * - `loop`: the next page is one that was read before
 * - `failed`: a page after the first could not be read
 */
export type CutReason = 'too-long' | 'foreign-link' | 'loop' | 'failed';

/** Entries may come again on a later page; the first counts. */
export type PageListener<T> = (entries: readonly T[]) => void;

/** A list that a registry gives in pages (distribution specification, "Listing Tags" and "Listing Referrers"). */
export interface Listing<T> {
  readonly request: RepositoryRequest;
  readonly maximalEntries: number;
  readonly maximalPages: number;
  /** What makes two entries the same. */
  readonly keyOf: (entry: T) => string;
  readonly read: (answer: HttpAnswer) => Result<readonly T[], RegistryError>;
  /** The query of the page after this one when the registry names none; for those that forget to. */
  readonly guessNext?: (page: readonly T[]) => URLSearchParams | undefined;
  /** Gets each page that another one follows, before that is asked for. */
  readonly onPage?: PageListener<T> | undefined;
}

export interface Pages<T> {
  /** Each entry once, in the registry's order. */
  readonly entries: readonly T[];
  readonly cut?: CutReason;
}

const maximalQuery = 4096;

/**
 * Reads a list page by page. Of the link to the next page only the query is taken, and only when it leads to the
 * same list at the same host: a registry cannot send the authorization anywhere else, and a proxy that
 * changed scheme or path of the link does no harm. Fails only when the first page does, or as `cancelled`.
 */
export async function readPages<T>(
  repository: RemoteRepository,
  { request, maximalEntries, maximalPages, keyOf, read, guessNext, onPage }: Listing<T>,
  signal: AbortSignal,
): Promise<Result<Pages<T>, RegistryError>> {
  const entries = new Map<string, T>();
  const asked = new Set<string>();
  let query = request.query ?? new URLSearchParams();

  const end = (cut?: CutReason) => {
    const kept = [...entries.values()].slice(0, maximalEntries);
    return ok({ entries: kept, ...(cut !== undefined && { cut }) });
  };

  for (let pages = 1; ; pages++) {
    asked.add(query.toString());
    const page = await readPage(repository, { ...request, query }, read, signal);
    if (!page.ok) return pages === 1 || signal.aborted ? page : end('failed');

    const known = entries.size;
    for (const entry of page.value.entries)
      if (!entries.has(keyOf(entry))) entries.set(keyOf(entry), entry);
    const isNew = entries.size > known;

    const next = page.value.next ?? (isNew ? guessNext?.(page.value.entries) : undefined);
    if (entries.size > maximalEntries) return end('too-long');
    if (next === undefined) return end();
    if (next === 'foreign-link') return end(next);
    if (asked.has(next.toString()) || (!isNew && page.value.entries.length > 0)) return end('loop');
    if (pages === maximalPages) return end('too-long');
    onPage?.(page.value.entries);
    query = next;
  }
}

type Next = URLSearchParams | 'foreign-link' | undefined;

async function readPage<T>(
  repository: RemoteRepository,
  request: RepositoryRequest,
  read: Listing<T>['read'],
  signal: AbortSignal,
): Promise<Result<{ entries: readonly T[]; next: Next }, RegistryError>> {
  const answer = await askForOk(repository, request, signal);
  if (!answer.ok) return answer;
  const entries = read(answer.value);
  if (!entries.ok) return entries;
  return ok({ entries: entries.value, next: nextQuery(answer.value, request.path) });
}

/** The query of the page that the answer's link leads to, if it has one. */
function nextQuery({ url, header }: HttpAnswer, path: string): Next {
  const links = parseLinks(header('link') ?? '');
  const link = links.find(({ relations }) => relations.includes('next'));
  if (link === undefined) return undefined;
  const target = parseUrl(link.target, url);
  const isSameList =
    target?.host === url.host && target.pathname.replace(/%3a/gi, ':').endsWith(`/${path}`);
  return isSameList && target.search.length <= maximalQuery ? target.searchParams : 'foreign-link';
}
