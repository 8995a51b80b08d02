import { canonicalName, effectiveTag } from '../../reference/reference.ts';
import { fail, type Result } from '../../text/result.ts';
import type { DigestResolver, ResolvedDigest } from '../digest-resolver.ts';
import { registryError, type RegistryError, type RegistryErrorCode } from '../errors.ts';
import { createFlights } from './flights.ts';

export interface CacheOptions {
  /** Milliseconds, from any origin, never going back. */
  readonly now: () => number;
  readonly ttl?: CacheLifetimes;
}

/** How long an answer is kept, in milliseconds. */
export interface CacheLifetimes {
  readonly found: number;
  /** For `not-found`, `unauthorized` and `denied`; other failures are never kept. */
  readonly refused: number;
}

type Resolution = Result<ResolvedDigest, RegistryError>;

interface Entry {
  readonly resolution: Resolution;
  readonly expires: number;
}

const defaultLifetimes: CacheLifetimes = { found: 60_000, refused: 10_000 };
const maximalEntries = 500;
const keptErrors: ReadonlySet<RegistryErrorCode> = new Set(['not-found', 'unauthorized', 'denied']);

/**
 * Remembers a resolver's answers per registry, repository and tag, and lets all who ask for the same
 * at the same time wait for one request.
 */
export function cached(
  resolver: DigestResolver,
  { now, ttl = defaultLifetimes }: CacheOptions,
): DigestResolver {
  const entries = new Map<string, Entry>();
  const flights = createFlights<Resolution>();

  function recall(key: string): Resolution | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expires > now()) return entry?.resolution;
    entries.delete(key);
    return undefined;
  }

  function keep(key: string, resolution: Resolution): void {
    const lifetime = lifetimeOf(resolution, ttl);
    if (lifetime === 0) return;
    entries.set(key, { resolution, expires: now() + lifetime });
    if (entries.size > maximalEntries) entries.delete(entries.keys().next().value ?? key);
  }

  return {
    async resolve(reference, signal) {
      const key = `${canonicalName(reference)}:${effectiveTag(reference)}`;
      const known = recall(key);
      if (known !== undefined) return known;
      const resolution = await flights.join(key, signal, async (shared) => {
        const fresh = await resolver.resolve(reference, shared);
        keep(key, fresh);
        return fresh;
      });
      return resolution ?? fail(registryError('cancelled', reference.registry));
    },
  };
}

function lifetimeOf(resolution: Resolution, { found, refused }: CacheLifetimes): number {
  if (resolution.ok) return found;
  return keptErrors.has(resolution.error.code) ? refused : 0;
}
