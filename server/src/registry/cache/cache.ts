import { tagKey } from '../../reference/image-keys.ts';
import { aDay } from '../../text/day.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { DigestMemory, DigestResolver, ResolvedDigest } from '../digest-resolver.ts';
import { isRefusal, registryError, type RegistryError } from '../errors.ts';
import { createRecent } from '../recent.ts';
import type { FactStore } from './fact-store.ts';
import { createFlights } from './flights.ts';

export interface CacheOptions {
  /** Keeps digests as facts for `rememberedIn`; nothing is answered from it. */
  readonly store?: FactStore<ResolvedDigest> | undefined;
  /** Milliseconds since 1970-01-01 UTC; a person or a time server may set it back and forth. */
  readonly now?: () => number;
  /** Milliseconds from any origin, never going back; may stand still while the machine sleeps. */
  readonly uptime?: () => number;
  readonly lifetimes?: CacheLifetimes;
}

/** How long an answer counts, in milliseconds. */
export interface CacheLifetimes {
  /** As the answer to `resolve`. */
  readonly found: number;
  /** For what `isRefusal`, in memory alone; other failures are never kept. */
  readonly refused: number;
}

type Resolution = Result<ResolvedDigest, RegistryError>;

interface Known {
  readonly fact: ResolvedDigest;
  /** The uptime at which the registry gave the answer. */
  readonly uptime: number;
}

interface Refusal {
  readonly error: RegistryError;
  /** The uptime from which on it does not count any more. */
  readonly expires: number;
}

const defaultLifetimes: CacheLifetimes = { found: 60_000, refused: 10_000 };
const recalledLifetime = 90 * aDay;
const maximalEntries = 500;

/**
 * Remembers a resolver's answers per registry, repository and tag, and lets all who ask for the same at the
 * same time wait for one request. An answer is as old as the clock that says most, and old beyond use when
 * its time is in the future. What another process asked for is not taken for an answer: between two commands
 * a person may have pushed the tag anew, or have changed who is asked.
 */
export function cached(
  resolver: DigestResolver,
  {
    store,
    now = Date.now,
    uptime = () => performance.now(),
    lifetimes = defaultLifetimes,
  }: CacheOptions = {},
): DigestResolver {
  const known = createRecent<Known>(maximalEntries);
  const refusals = createRecent<Refusal>(maximalEntries);
  const flights = createFlights<Resolution>();

  function remembered(key: string): Resolution | undefined {
    const refusal = refusals.get(key);
    if (refusal !== undefined && uptime() < refusal.expires) return fail(refusal.error);
    const last = known.get(key);
    if (last === undefined || uptime() - last.uptime >= lifetimes.found) return undefined;
    return isYounger(last.fact, lifetimes.found, now()) ? ok(last.fact) : undefined;
  }

  function keep(key: string, resolution: Resolution): void {
    if (resolution.ok) {
      refusals.delete(key);
      known.set(key, { fact: resolution.value, uptime: uptime() });
      void store?.write(key, resolution.value);
    } else if (isRefusal(resolution.error)) {
      refusals.set(key, { error: resolution.error, expires: uptime() + lifetimes.refused });
    }
  }

  return {
    async resolve(reference, signal) {
      const key = tagKey(reference);
      const answer = remembered(key);
      if (answer !== undefined) return answer;
      const resolution = await flights.join(key, signal, async (shared) => {
        const fresh = await resolver.resolve(reference, shared);
        keep(key, fresh);
        return fresh;
      });
      return resolution ?? fail(registryError('cancelled', reference.registry));
    },
  };
}

/** What a store keeps of earlier answers, in this process or another, for 90 days; `now` as `resolvedAt`. */
export function rememberedIn(
  store: FactStore<ResolvedDigest>,
  now: () => number = Date.now,
): DigestMemory {
  return {
    async recall(reference) {
      const fact = await store.read(tagKey(reference));
      return fact !== undefined && isYounger(fact, recalledLifetime, now()) ? fact : undefined;
    },
  };
}

function isYounger({ resolvedAt }: ResolvedDigest, lifetime: number, now: number): boolean {
  const age = now - resolvedAt;
  return age >= 0 && age < lifetime;
}
