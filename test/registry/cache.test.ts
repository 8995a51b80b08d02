import { describe, expect, it } from 'vitest';
import { cached, rememberedIn } from '../../server/src/registry/cache/cache.ts';
import type { FactStore } from '../../server/src/registry/cache/fact-store.ts';
import type { DigestResolver, ResolvedDigest } from '../../server/src/registry/digest-resolver.ts';
import type { RegistryError, RegistryErrorCode } from '../../server/src/registry/errors.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { indexDigest, indexType } from '../support/fake-registry.ts';
import { never, reference } from './setup.ts';

type Resolution = Result<ResolvedDigest, RegistryError>;

interface Call {
  readonly written: string;
  readonly signal: AbortSignal;
  answer(resolution: Resolution): void;
}

/** When the tests begin. */
const noon = Date.UTC(2026, 0, 1, 12);
const second = 1_000;
const day = 24 * 60 * 60 * second;

function fact(resolvedAt = noon): ResolvedDigest {
  return { digest: indexDigest, mediaType: indexType, resolvedAt };
}

const found = ok(fact());

function failure(code: RegistryErrorCode): Resolution {
  return fail({ code, host: 'ghcr.io' });
}

/** A store in memory, which two caches may share as two windows share a disk. */
function memoryStore(): FactStore<ResolvedDigest> & {
  readonly facts: Map<string, ResolvedDigest>;
} {
  const facts = new Map<string, ResolvedDigest>();
  return {
    facts,
    read: (key) => Promise.resolve(facts.get(key)),
    write(key, value) {
      facts.set(key, value);
      return Promise.resolve();
    },
  };
}

/** A cache with clocks to turn, over a resolver that a test answers by hand. */
function setUp(store?: FactStore<ResolvedDigest>) {
  const calls: Call[] = [];
  const clock = { now: noon, uptime: 0 };
  const resolver: DigestResolver = {
    resolve: ({ written }, signal) =>
      new Promise((answer) => {
        calls.push({ written, signal, answer });
      }),
  };
  const cache = cached(resolver, { store, now: () => clock.now, uptime: () => clock.uptime });

  /** Asks, answers the request if there is one, and tells whether there was. */
  async function ask(image: string, resolution: Resolution = ok(fact(clock.now))) {
    const before = calls.length;
    const pending = cache.resolve(reference(image), never);
    for (let turn = 0; turn < 3 && calls.length === before; turn++) await Promise.resolve();
    const asked = calls.length > before;
    if (asked) calls.at(-1)?.answer(resolution);
    return { asked, resolution: await pending };
  }

  /** Lets time go by on both clocks. */
  function wait(milliseconds: number): void {
    clock.now += milliseconds;
    clock.uptime += milliseconds;
  }

  return { cache, calls, clock, ask, wait };
}

describe('resolve', () => {
  it('keeps a digest for a minute, with the time of the answer', async () => {
    const { ask, wait } = setUp();
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: found });
    wait(59_999);
    expect(await ask('python:3.8')).toEqual({ asked: false, resolution: found });
    wait(1);
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: ok(fact(noon + 60_000)) });
  });

  it.each(['not-found', 'unauthorized', 'denied'] as const)('keeps %s for 10 s', async (code) => {
    const { ask, wait } = setUp();
    await ask('python:3.8', failure(code));
    wait(9_999);
    expect(await ask('python:3.8')).toEqual({ asked: false, resolution: failure(code) });
    wait(1);
    expect(await ask('python:3.8')).toMatchObject({ asked: true, resolution: { ok: true } });
  });

  it.each([
    'cancelled',
    'timeout',
    'unreachable',
    'tls',
    'rate-limited',
    'server-error',
    'invalid-response',
    'digest-mismatch',
    'schema1',
    'too-large',
    'refused',
    'proxy',
    'skipped',
  ] as const)('does not keep %s', async (code) => {
    const { ask } = setUp();
    await ask('python:3.8', failure(code));
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: found });
  });

  it('takes all spellings of an image for one, and other tags and registries for others', async () => {
    const { ask } = setUp();
    await ask('python');
    expect(await ask('docker.io/library/python:latest')).toMatchObject({ asked: false });
    expect(await ask(`python@${indexDigest}`)).toMatchObject({ asked: false });
    expect(await ask('python:3')).toMatchObject({ asked: true });
    expect(await ask('ghcr.io/library/python')).toMatchObject({ asked: true });
  });

  it('lets all who ask at the same time wait for one request', async () => {
    const { cache, calls } = setUp();
    const waiters = [1, 2, 3].map(() => cache.resolve(reference('python:3.8'), never));
    expect(calls).toHaveLength(1);
    calls[0]?.answer(found);
    expect(await Promise.all(waiters)).toEqual([found, found, found]);
  });

  it('lets one waiter leave at once, and the others have their answer', async () => {
    const { cache, calls } = setUp();
    const leaving = new AbortController();
    const left = cache.resolve(reference('python:3.8'), leaving.signal);
    const stays = cache.resolve(reference('python:3.8'), never);
    leaving.abort();
    expect(await left).toEqual(fail({ code: 'cancelled', host: 'docker.io' }));
    expect(calls[0]?.signal.aborted).toBe(false);
    calls[0]?.answer(found);
    expect(await stays).toEqual(found);
  });

  it('aborts the request when the last waiter has left, and asks anew for the next one', async () => {
    const { cache, calls } = setUp();
    const leaving = [new AbortController(), new AbortController()];
    const left = leaving.map(({ signal }) => cache.resolve(reference('python:3.8'), signal));
    for (const controller of leaving) controller.abort();
    await Promise.all(left);
    expect(calls[0]?.signal.aborted).toBe(true);

    const next = cache.resolve(reference('python:3.8'), never);
    expect(calls).toHaveLength(2);
    calls[0]?.answer(failure('cancelled'));
    calls[1]?.answer(found);
    expect(await next).toEqual(found);
  });

  it('does not ask for someone who has already left', async () => {
    const { cache, calls } = setUp();
    const resolution = await cache.resolve(reference('python:3.8'), AbortSignal.abort());
    expect(resolution).toMatchObject({ error: { code: 'cancelled' } });
    expect(calls).toEqual([]);
  });

  it('holds 500 answers and drops the one that was used longest ago', async () => {
    const { ask } = setUp();
    for (let tag = 0; tag < 500; tag++) await ask(`python:${tag}`);
    await ask('python:0');
    await ask('python:500');
    expect(await ask('python:0')).toMatchObject({ asked: false });
    expect(await ask('python:1')).toMatchObject({ asked: true });
  });
});

describe('resolve, when a clock is wrong,', () => {
  it('asks when the clock was set back behind the answer', async () => {
    const { ask, clock } = setUp();
    await ask('python:3.8');
    clock.now -= 1;
    expect(await ask('python:3.8')).toMatchObject({ asked: true });
  });

  it('asks when the clock was set back, but a minute has really gone by', async () => {
    const { ask, clock } = setUp();
    await ask('python:3.8');
    clock.now += 10 * second;
    clock.uptime += 61 * second;
    expect(await ask('python:3.8')).toMatchObject({ asked: true });
  });

  it('asks when the machine slept, so that its uptime stood still', async () => {
    const { ask, clock } = setUp();
    await ask('python:3.8');
    clock.now += 8 * 60 * 60 * second;
    expect(await ask('python:3.8')).toMatchObject({ asked: true });
  });
});

describe('resolve, with a store,', () => {
  it('asks for what another window has just asked for, as the tag may have been pushed since', async () => {
    const store = memoryStore();
    await setUp(store).ask('python:3.8');
    expect(await setUp(store).ask('python:3.8')).toMatchObject({ asked: true });
  });

  it('keeps a new answer there, under one key for all spellings, and no failure', async () => {
    const store = memoryStore();
    const { ask } = setUp(store);
    await ask('index.docker.io/library/python');
    await ask('ghcr.io/a/b:1', failure('not-found'));
    expect([...store.facts]).toEqual([['docker.io/library/python:latest', fact()]]);
  });

  it('does not wait until an answer is kept', async () => {
    const { ask } = setUp({
      read: () => Promise.resolve(undefined),
      write: () => new Promise(() => undefined),
    });
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: found });
  });
});

describe('the memory', () => {
  const recall = (store: FactStore<ResolvedDigest>, image: string, now = noon) =>
    rememberedIn(store, () => now).recall(reference(image));

  it('tells what was known without a request, for 90 days', async () => {
    const store = memoryStore();
    await setUp(store).ask('python:3.8');
    expect(await recall(store, 'library/python:3.8', noon + 90 * day - 1)).toEqual(fact());
    expect(await recall(store, 'python:3.8', noon + 90 * day)).toBeUndefined();
  });

  it('knows nothing of what was never asked for, or not found', async () => {
    const store = memoryStore();
    await setUp(store).ask('python:3.8', failure('not-found'));
    expect(await recall(store, 'python:3.8')).toBeUndefined();
    expect(await recall(store, 'python:3.9')).toBeUndefined();
  });

  it('keeps the last answer when the registry cannot be asked any more', async () => {
    const store = memoryStore();
    const { ask, wait } = setUp(store);
    await ask('python:3.8');
    wait(day);
    await ask('python:3.8', failure('unreachable'));
    expect(await recall(store, 'python:3.8', noon + day)).toEqual(fact());
  });

  it('leaves out what is from the future, as nobody could tell its age', async () => {
    const store = memoryStore();
    store.facts.set('docker.io/library/python:3.8', fact(noon + 1));
    expect(await recall(store, 'python:3.8')).toBeUndefined();
  });
});
