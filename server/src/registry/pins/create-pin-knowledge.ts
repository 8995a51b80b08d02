import { pinKey, tagKey } from '../../reference/image-keys.ts';
import type { PinKnowledge, RequestBudget } from '../pin-knowledge.ts';
import { checkPin, type PinStores } from './pin-check.ts';

export interface PinKnowledgeOptions {
  readonly stores: PinStores;
  readonly budget: RequestBudget;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
}

/** What is known of pins and tags in the stores, and what checks add to it. */
export function createPinKnowledge({
  stores,
  budget,
  now = Date.now,
}: PinKnowledgeOptions): PinKnowledge {
  return {
    budget,
    recall: (reference) => stores.pins.read(pinKey(reference)),
    sighting: (reference) => stores.sightings.read(tagKey(reference)),
    check: (reference, registry, allow, signal) =>
      checkPin(reference, stores, { registry, allow, now, signal }),
  };
}
