import type { Digest } from '../reference/digest.ts';
import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import { registryError, type RegistryError } from '../registry/errors.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { ListedTag } from '../registry/tag-source.ts';
import { officialName, OfficialTags } from '../rules/official-tags.ts';
import { aliasCandidates } from '../tags/aliases.ts';
import { byDescription, describes, mostDescriptive, namesRelease } from '../tags/descriptive.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { withTag } from './tag-choices.ts';

/** What else the image that a tag stands for now is called. */
export type DescriptiveTag =
  | {
      readonly kind: 'found';
      readonly tag: string;
      readonly digest: Digest;
      /** Whether the registry was asked for this very tag; otherwise its list says so. */
      readonly isConfirmed: boolean;
    }
  /** No tag says more than the written one. */
  | { readonly kind: 'already'; readonly digest: Digest }
  /** None of the tags that were asked for is the same image; there may be others where the list is partial. */
  | { readonly kind: 'none'; readonly digest: Digest; readonly isPartial: boolean };

/** Requests for single tags, beside those for the list. */
const maximalRequests = 20;
const requestsAtOnce = 4;
/** How many tags of the list's own are confirmed. */
const confirmedAtMost = 3;

/** How far the search has come. */
interface Search {
  readonly reference: ImageReference;
  readonly registry: ImageRegistry;
  readonly signal: AbortSignal;
  readonly digest: Digest;
  /** Whether the registry tells the digests of single tags. */
  readonly canAsk: boolean;
  /** The tag that says most so far. */
  best: string;
  requestsLeft: number;
  readonly asked: Set<string>;
  /** What the lists told of single tags. */
  readonly digests: Map<string, Digest>;
}

/**
 * Finds the tag that says most of all that stand for the same image now as the reference's tag (or `latest`): by
 * the digests that the registry's list tells, by the list of official images, and by asking for likely tags, at
 * most 20. What is found is confirmed by the registry, where it tells single tags. Fails when the digest of the
 * tag itself cannot be known. Never rejects.
 */
export async function findDescriptiveTag(
  reference: ImageReference,
  registry: ImageRegistry,
  signal: AbortSignal,
  official = new OfficialTags(),
): Promise<Result<DescriptiveTag, RegistryError>> {
  const tag = effectiveTag(reference);
  if (describes(tag)) {
    const resolved = await registry.resolve(reference, signal);
    return resolved.ok ? ok({ kind: 'already', digest: resolved.value.digest }) : resolved;
  }
  const [resolved, first] = await Promise.all([
    registry.resolve(reference, signal),
    registry.firstTags(reference, signal),
  ]);
  const listed = first.ok ? first.value.tags : [];
  const told = listed.find((entry) => entry.tag === tag)?.digest;
  if (!resolved.ok && (told === undefined || resolved.error.code === 'cancelled')) return resolved;
  const digest = resolved.ok ? resolved.value.digest : told;
  if (digest === undefined) return fail(registryError('not-found', reference.registry));

  const search: Search = {
    reference,
    registry,
    signal,
    digest,
    canAsk: resolved.ok,
    best: tag,
    requestsLeft: maximalRequests,
    asked: new Set([tag]),
    digests: new Map(),
  };
  await improve(search, listed);
  const name = officialName(reference);
  const aliases = name === undefined ? [] : official.aliases(name, tag);
  await improve(
    search,
    aliases.map((alias) => ({ tag: alias })),
  );
  let isPartial = !first.ok || first.value.isPartial;
  if (isPartial && first.ok && !describes(search.best)) {
    const all = await registry.allTags(reference, signal);
    if (all.ok) await improve(search, all.value.tags);
    isPartial = !all.ok || all.value.isPartial;
  }
  if (signal.aborted) return fail(registryError('cancelled', reference.registry));
  return ok(conclusion(search, tag, isPartial));
}

function conclusion(
  { best, digest, canAsk, asked }: Search,
  tag: string,
  isPartial: boolean,
): DescriptiveTag {
  if (best !== tag) return { kind: 'found', tag: best, digest, isConfirmed: canAsk };
  const isExact = canAsk && !isPartial && namesRelease(tag) && asked.size === 1;
  return isExact ? { kind: 'already', digest } : { kind: 'none', digest, isPartial };
}

/** Looks for tags that say more than the best so far, until none is left: `latest`, `3.14.1`, `3.14.1-trixie`. */
async function improve(search: Search, known: readonly ListedTag[]): Promise<void> {
  const { digests, asked } = search;
  for (const { tag, digest } of known) if (digest !== undefined) digests.set(tag, digest);
  search.best = await bestListed(search, known);

  const names = known.map(({ tag }) => tag);
  while (search.canAsk && search.requestsLeft > 0) {
    const candidates = aliasCandidates(search.best, names, maximalRequests).filter(
      (candidate) => !asked.has(candidate) && !digests.has(candidate),
    );
    const better = await firstSame(search, candidates);
    if (better === undefined) return;
    search.best = better;
  }
}

/** Of those that the list gives the digest, the one that says most. Lists may be old, so the registry is asked again. */
async function bestListed(search: Search, known: readonly ListedTag[]): Promise<string> {
  const { best, digest } = search;
  const same = known.filter((entry) => entry.digest === digest).map(({ tag }) => tag);
  const ordered = byDescription([...new Set([best, ...same])]);
  const better = ordered.slice(0, ordered.indexOf(best));
  const found = search.canAsk
    ? await firstSame(search, better.slice(0, confirmedAtMost))
    : better[0];
  return found ?? best;
}

/** Asks for the tags in their order, a few at once: of the first few that stand for the digest the one that says most. */
async function firstSame(search: Search, tags: readonly string[]): Promise<string | undefined> {
  for (let start = 0; start < tags.length && search.requestsLeft > 0; start += requestsAtOnce) {
    const end = start + Math.min(requestsAtOnce, search.requestsLeft);
    const some = tags.slice(start, end);
    search.requestsLeft -= some.length;
    const answers = await Promise.all(some.map((tag) => ask(search, tag)));
    const best = mostDescriptive(some.filter((_, index) => answers[index] === true));
    if (best !== undefined) return best;
  }
  return undefined;
}

/** Whether a tag stands for the digest; an answer that others would share ends the asking. */
async function ask(search: Search, tag: string): Promise<boolean> {
  search.asked.add(tag);
  const resolved = await search.registry.resolve(withTag(search.reference, tag), search.signal);
  if (resolved.ok) return resolved.value.digest === search.digest;
  if (resolved.error.code !== 'not-found') search.requestsLeft = 0;
  return false;
}
