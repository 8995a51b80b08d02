import { describe, expect, it } from 'vitest';
import { ImageMemory } from '../../server/src/lsp/image-memory.ts';
import type { ImageFacts } from '../../server/src/reference/image-facts.ts';
import { aDay } from '../../server/src/text/day.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { createImageKnowledge } from '../../server/src/registry/image-knowledge-store.ts';
import { signature } from '../../server/src/rules/fact-samples.ts';
import { memoryStore } from '../support/pin-knowledge.ts';
import { digestOf } from '../support/sample-images.ts';

const start = Date.UTC(2026, 10, 23);
const tagged = referenceOf('team/app:1.2');
const pinned = referenceOf(`team/app:1.2@${digestOf('app')}`);

function referenceOf(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function signed(at = start): ImageFacts {
  return {
    digest: digestOf('app'),
    origin: undefined,
    publisher: undefined,
    signature: { ...signature('verified'), at },
    attestation: undefined,
    scan: undefined,
  };
}

/** A memory on a machine whose clock a test sets, and who else writes to its disk. */
function machine() {
  let now = start;
  const knowledge = createImageKnowledge({ store: memoryStore(), now: () => now });
  const memory = new ImageMemory({ open: () => knowledge, now: () => now });
  let told = 0;
  memory.listen(() => told++);
  return {
    memory,
    knowledge,
    told: () => told,
    wait: (duration: number) => {
      now += duration;
    },
  };
}

describe('what is known of images', () => {
  it('is at hand once it was looked for', async () => {
    const { memory, knowledge } = machine();
    await knowledge.note(tagged, signed());
    expect(memory.factsOf(tagged)).toBeUndefined();
    expect(memory.isMissing).toBe(true);
    await memory.load();
    expect(memory.isMissing).toBe(false);
    expect(memory.factsOf(tagged)).toEqual(signed());
  });

  it('is told of when an examination has found something out, for its pin too', async () => {
    const { memory, told } = machine();
    expect(await memory.record(pinned)).toBeUndefined();
    await memory.note(tagged, signed());
    expect(told()).toBe(1);
    expect(await memory.record(pinned)).toEqual(signed());
  });

  it('follows within a minute what others have found out on this machine', async () => {
    const { memory, knowledge, told, wait } = machine();
    expect(await memory.record(tagged)).toBeUndefined();
    await knowledge.note(tagged, signed());
    wait(59_000);
    expect(await memory.record(tagged)).toBeUndefined();
    wait(1_000);
    expect(await memory.record(tagged)).toEqual(signed());
    expect(told()).toBe(1);
  });

  it('is nothing for rules to speak of after 14 days, and still something to show', async () => {
    const { memory, knowledge, wait } = machine();
    await knowledge.note(tagged, signed());
    wait(15 * aDay);
    expect(await memory.record(tagged)).toEqual(signed());
    expect(memory.factsOf(tagged)).toBeUndefined();
  });
});
