import type { RevocableFactStore } from '../../server/src/registry/cache/fact-store.ts';
import type { PinKnowledge, RequestBudget } from '../../server/src/registry/pin-knowledge.ts';
import { createPinKnowledge } from '../../server/src/registry/pins/create-pin-knowledge.ts';
import type { PinStores } from '../../server/src/registry/pins/pin-check.ts';
import { today } from './rule-examples.ts';

/** A store in memory; several sessions may share it as windows share a disk. */
export function memoryStore<T>(): RevocableFactStore<T> & { readonly facts: Map<string, T> } {
  const facts = new Map<string, T>();
  return {
    facts,
    read: (key) => Promise.resolve(facts.get(key)),
    write: (key, value) => {
      facts.set(key, value);
      return Promise.resolve();
    },
    remove: (key) => {
      facts.delete(key);
      return Promise.resolve();
    },
  };
}

export function memoryStores(): PinStores {
  return { pins: memoryStore(), images: memoryStore(), sightings: memoryStore() };
}

/** A budget that is counted in memory. */
export function memoryBudget(): RequestBudget {
  let count = 0;
  return {
    used: () => Promise.resolve(count),
    take(requests, limit) {
      const isWithin = count + requests <= limit;
      if (isWithin) count += requests;
      return Promise.resolve(isWithin);
    },
  };
}

/** What a machine knows of pins: nothing, unless the stores say something. */
export function memoryKnowledge(
  stores: PinStores = memoryStores(),
  now: () => number = () => Date.parse(today),
): PinKnowledge {
  return createPinKnowledge({ stores, budget: memoryBudget(), now });
}
