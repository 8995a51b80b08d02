import type { ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { ownApiOf, type OwnApiPlaces } from '../own-api.ts';
import { atFirstEndpoint } from '../repository-access.ts';
import type { ListedTag } from '../tag-source.ts';
import { listTags, maximalTags, tagList, type TagList, type TagListing } from '../tags.ts';
import { readTagApi, type TagApi } from './tag-api.ts';

/** Who can be asked which tags there are. */
export interface TagPlaces extends OwnApiPlaces {
  readonly tagApis: readonly TagApi[];
}

interface KnownApi {
  readonly api: TagApi;
  /** The repository's name there. */
  readonly repository: string;
  /** Its first page. */
  readonly url: URL;
}

/**
 * Lists a repository's tags. Where the registry has an API of its own, that is asked first, as it tells more; the list of the
 * distribution specification when there is none, when it fails, and for what it has not told within its bounds. The
 * failure is always that of the registry.
 */
export async function listRepositoryTags(
  places: TagPlaces,
  reference: ImageReference,
  listing: TagListing,
): Promise<Result<TagList, RegistryError>> {
  const told = await askApi(places, reference, listing);
  if (told?.isPartial === false) return ok(told);
  const { signal, onPage } = listing;
  if (signal.aborted) return fail(registryError('cancelled', reference.registry));
  if (told !== undefined) onPage?.(told.tags);
  const listed = await atFirstEndpoint(places.access, reference, {
    by: 'tags',
    run: (repository) => listTags(repository, listing),
  });
  if (told === undefined) return listed;
  if (listed.ok) return ok(joined(told, listed.value));
  return listed.error.code === 'cancelled' ? listed : ok(told);
}

async function askApi(
  places: TagPlaces,
  reference: ImageReference,
  listing: TagListing,
): Promise<TagList | undefined> {
  const known = await apiFor(places, reference);
  if (known === undefined) return undefined;
  const { api, repository, url } = known;
  const told = await readTagApi(api, repository, places.transport, listing);
  if (told.ok) return told.value;
  places.memory.noteFailure(url, told.error);
  return undefined;
}

/** The API that can be asked now. */
async function apiFor(places: TagPlaces, reference: ImageReference): Promise<KnownApi | undefined> {
  const own = await ownApiOf(places, reference, places.tagApis);
  const url = own?.api.pageUrl(own.repository, 1);
  if (own === undefined || url === undefined || places.isSkipped(url)) return undefined;
  return places.memory.failureOf(url) === undefined ? { ...own, url } : undefined;
}

/** What is told of a tag comes from the first list; a tag that only one has may be new, or just gone. */
function joined(first: TagList, second: TagList): TagList {
  const tags = new Map<string, ListedTag>(second.tags.map((one) => [one.tag, one]));
  for (const one of first.tags) tags.set(one.tag, one);
  const reason = tags.size > maximalTags ? 'too-long' : second.reason;
  return tagList([...tags.values()].slice(0, maximalTags), reason);
}
