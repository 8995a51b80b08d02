import { canonicalName, type ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { createFlights } from '../cache/flights.ts';
import { isRefusal, registryError, type RegistryError } from '../errors.ts';
import type { PageListener } from '../pages.ts';
import { createRecent } from '../recent.ts';
import type { ListedTag, ListedTags, TagSource } from '../tag-source.ts';
import type { TagList } from '../tags.ts';

/** Who lists tags, and hands over each page that another one follows. */
export interface TagLister {
  listTags(
    reference: ImageReference,
    signal: AbortSignal,
    onPage?: PageListener<ListedTag>,
  ): Promise<Result<TagList, RegistryError>>;
}

export interface TagSourceOptions {
  /** Milliseconds since 1970-01-01 UTC; a person or a time server may set it back and forth. */
  readonly now?: () => number;
  /** Milliseconds from any origin, never going back; may stand still while the machine sleeps. */
  readonly uptime?: () => number;
}

type Listed = Result<ListedTags, RegistryError>;

interface Kept {
  readonly listed: Listed;
  /** Milliseconds for which it counts. */
  readonly lifetime: number;
  readonly time: number;
  readonly uptime: number;
}

/** A list that is being read. */
interface Reading {
  readonly tags: Map<string, ListedTag>;
  /** Resolved when there is a page and another one is asked for. */
  readonly firstPage: Promise<void>;
}

const listLifetime = 5 * 60_000;
/** Of refusals, and of lists that ended with a failure. */
const failureLifetime = 10_000;
/** All tags that are kept; the lists used last stay. */
const maximalKeptTags = 200_000;

/**
 * Lists tags once for all who ask at the same time, and remembers the lists. A list of which somebody has had the first
 * page is read to its end, or its bounds; one that nobody has had anything of yet ends when the last one gives up.
 */
export function createTagSource(
  lister: TagLister,
  { now = Date.now, uptime = () => performance.now() }: TagSourceOptions = {},
): TagSource {
  const kept = createRecent<Kept>(maximalKeptTags, ({ listed }) =>
    listed.ok ? listed.value.tags.length + 1 : 1,
  );
  const flights = createFlights<Listed>();
  const readings = new Map<string, Reading>();

  function remembered(key: string): Listed | undefined {
    const last = kept.get(key);
    if (last === undefined) return undefined;
    const ages = [now() - last.time, uptime() - last.uptime];
    return ages.every((age) => age >= 0 && age < last.lifetime) ? last.listed : undefined;
  }

  async function read(reference: ImageReference, signal: AbortSignal): Promise<Listed> {
    const key = canonicalName(reference);
    const { reading, onPage } = startReading();
    readings.set(key, reading);
    const listed = await lister.listTags(reference, signal, onPage);
    if (readings.get(key) === reading) readings.delete(key);
    const lifetime = lifetimeOf(listed);
    if (lifetime > 0) kept.set(key, { listed, lifetime, time: now(), uptime: uptime() });
    return listed;
  }

  function join(reference: ImageReference, signal: AbortSignal): Promise<Listed | undefined> {
    return flights.join(canonicalName(reference), signal, (shared) => read(reference, shared));
  }

  return {
    async firstTags(reference, signal) {
      const key = canonicalName(reference);
      const known = remembered(key);
      if (known !== undefined) return known;
      if (signal.aborted) return cancelled(reference);
      // Once the first page is there, nobody can give up the rest.
      const waiting = new AbortController();
      const giveUp = (): void => {
        waiting.abort();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      const whole = join(reference, waiting.signal);
      const reading = readings.get(key);
      const listed = await (reading === undefined
        ? whole
        : Promise.race([whole, reading.firstPage.then(() => ok(soFar(reading)))]));
      signal.removeEventListener('abort', giveUp);
      return listed ?? cancelled(reference);
    },
    async allTags(reference, signal) {
      const known = remembered(canonicalName(reference));
      return known ?? (await join(reference, signal)) ?? cancelled(reference);
    },
  };
}

function startReading(): { reading: Reading; onPage: PageListener<ListedTag> } {
  const tags = new Map<string, ListedTag>();
  let pageCame = (): void => undefined;
  const firstPage = new Promise<void>((resolve) => {
    pageCame = resolve;
  });
  return {
    reading: { tags, firstPage },
    onPage(page) {
      for (const one of page) if (!tags.has(one.tag)) tags.set(one.tag, one);
      pageCame();
    },
  };
}

function soFar({ tags }: Reading): ListedTags {
  return { tags: [...tags.values()], isPartial: true };
}

function lifetimeOf(listed: Result<TagList, RegistryError>): number {
  if (listed.ok) return listed.value.reason === 'failed' ? failureLifetime : listLifetime;
  return isRefusal(listed.error) ? failureLifetime : 0;
}

function cancelled({ registry }: ImageReference): Listed {
  return fail(registryError('cancelled', registry));
}
