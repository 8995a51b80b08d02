import { canonicalName, type ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { createFlights } from '../cache/flights.ts';
import { registryError, type RegistryError } from '../errors.ts';
import type { PublisherSource, RepositoryFacts } from '../publisher-source.ts';
import { createRecent } from '../recent.ts';

export interface PublisherMemoryOptions {
  /** Milliseconds since 1970-01-01 UTC; a person or a time server may set it back and forth. */
  readonly now?: () => number;
  /** Milliseconds from any origin, never going back; may stand still while the machine sleeps. */
  readonly uptime?: () => number;
}

interface Kept {
  readonly facts: RepositoryFacts;
  readonly time: number;
  readonly uptime: number;
}

const factsLifetime = 10 * 60_000;
const maximalRepositories = 200;

/** Asks once for all who want to know the same at the same time, and remembers what is told for ten minutes. */
export function createPublisherSource(
  asked: PublisherSource,
  { now = Date.now, uptime = () => performance.now() }: PublisherMemoryOptions = {},
): PublisherSource {
  const kept = createRecent<Kept>(maximalRepositories);
  const flights = createFlights<Result<RepositoryFacts, RegistryError>>();

  function remembered(key: string): RepositoryFacts | undefined {
    const last = kept.get(key);
    if (last === undefined) return undefined;
    const ages = [now() - last.time, uptime() - last.uptime];
    return ages.every((age) => age >= 0 && age < factsLifetime) ? last.facts : undefined;
  }

  async function ask(
    key: string,
    reference: ImageReference,
    tag: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<RepositoryFacts, RegistryError>> {
    const told = await asked.repositoryFacts(reference, tag, signal);
    if (told.ok) kept.set(key, { facts: told.value, time: now(), uptime: uptime() });
    return told;
  }

  return {
    async repositoryFacts(reference, tag, signal) {
      const key = `${canonicalName(reference)}:${tag ?? ''}`;
      const facts = remembered(key);
      if (facts !== undefined) return ok(facts);
      const told = await flights.join(key, signal, (shared) => ask(key, reference, tag, shared));
      return told ?? fail(registryError('cancelled', reference.registry));
    },
  };
}
