import { aDay } from '../../text/day.ts';
import type { FactKind, FactStore } from '../cache/fact-store.ts';
import type { ResolvedDigest } from '../digest-resolver.ts';
import { isObject } from '../json.ts';
import type { TagSighting } from '../pin-knowledge.ts';
import { readDigest } from '../tag-facts.ts';
import { readStoredTime } from './stored-values.ts';

/** What was seen of tags, as a store keeps it. */
export const sightingFacts: FactKind<TagSighting> = { name: 'sightings', version: 1, parse };

type Seen = Pick<ResolvedDigest, 'digest' | 'resolvedAt'>;

/** Answers that cross on their way differ by less, in milliseconds. */
const crossing = aDay;

/**
 * What is known of a tag once it has been seen again. An answer a little older than the last one changes nothing; when
 * the clock was set back by more, the times that are known say nothing any more.
 */
export function seenAgain(
  known: TagSighting | undefined,
  { digest, resolvedAt }: Seen,
): TagSighting {
  if (known === undefined || known.lastSeen - resolvedAt > crossing)
    return { digest, since: resolvedAt, lastSeen: resolvedAt, otherUntil: undefined };
  if (resolvedAt <= known.lastSeen) return known;
  return known.digest === digest
    ? { ...known, lastSeen: resolvedAt }
    : { digest, since: resolvedAt, lastSeen: resolvedAt, otherUntil: known.lastSeen };
}

/** Keeps what was seen and gives what is known then; two who write at once see much the same. */
export async function noteSighting(
  store: FactStore<TagSighting>,
  key: string,
  seen: Seen,
): Promise<TagSighting> {
  const known = await store.read(key);
  const sighting = seenAgain(known, seen);
  if (sighting !== known) await store.write(key, sighting);
  return sighting;
}

/** A store of digests that notes each one as a sighting of its tag: whatever is asked for tells when tags move. */
export function withSightings(
  digests: FactStore<ResolvedDigest>,
  sightings: FactStore<TagSighting>,
): FactStore<ResolvedDigest> {
  return {
    read: (key) => digests.read(key),
    async write(key, value) {
      await digests.write(key, value);
      await noteSighting(sightings, key, value);
    },
  };
}

function parse(value: unknown): TagSighting | undefined {
  if (!isObject(value)) return undefined;
  const digest = readDigest(value['digest']);
  const since = readStoredTime(value['since']);
  const lastSeen = readStoredTime(value['lastSeen']);
  if (digest === undefined || since === undefined || lastSeen === undefined) return undefined;
  return { digest, since, lastSeen, otherUntil: readStoredTime(value['otherUntil']) };
}
