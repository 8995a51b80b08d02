import { imageKey, pinKey } from '../reference/image-keys.ts';
import { youngerFacts, type ImageFacts } from '../reference/image-facts.ts';
import { aDay } from '../text/day.ts';
import type { FactStore } from './cache/fact-store.ts';
import { boundedFacts } from './image-facts-record.ts';
import type { ImageKnowledge } from './image-knowledge.ts';

export interface ImageKnowledgeOptions {
  readonly store: FactStore<ImageFacts>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
}

/** For how long anything is told at all, in milliseconds; rules stop speaking of it long before. */
const recalledLifetime = 90 * aDay;

/** What is known of images in a store. What is found out of a tag is kept of its digest too, for when that is pinned. */
export function createImageKnowledge({
  store,
  now = Date.now,
}: ImageKnowledgeOptions): ImageKnowledge {
  let queue = Promise.resolve();

  async function merge(key: string, facts: ImageFacts): Promise<void> {
    const known = await store.read(key);
    // What is of the future, as the clock was set back since, would outlive all that is found out until then.
    const before = known && youngerFacts(known, recalledLifetime, now());
    await store.write(key, merged(before, facts));
  }

  return {
    async recall(reference) {
      const facts = await store.read(imageKey(reference));
      return facts && youngerFacts(facts, recalledLifetime, now());
    },
    note(reference, facts) {
      const bounded = boundedFacts(facts);
      const keys = new Set([imageKey(reference), pinKey({ ...reference, digest: facts.digest })]);
      // One after the other, so that two that are noted at once do not lose each other's parts.
      queue = queue.then(async () => {
        for (const key of keys) await merge(key, bounded);
      });
      return queue;
    },
  };
}

/** Of the same digest, each part as it was found out last. */
function merged(known: ImageFacts | undefined, told: ImageFacts): ImageFacts {
  if (known?.digest !== told.digest) return told;
  return {
    digest: told.digest,
    origin: latest(known.origin, told.origin),
    publisher: latest(known.publisher, told.publisher),
    signature: latest(known.signature, told.signature),
    attestation: latest(known.attestation, told.attestation),
    scan: latest(known.scan, told.scan),
  };
}

function latest<T extends { readonly at: number }>(
  known: T | undefined,
  told: T | undefined,
): T | undefined {
  if (known === undefined || told === undefined) return told ?? known;
  return told.at < known.at ? known : told;
}
