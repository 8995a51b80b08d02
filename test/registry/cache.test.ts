import { describe, expect, it } from 'vitest';
import { cached } from '../../server/src/registry/cache/cache.ts';
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

const found = ok({ digest: indexDigest, mediaType: indexType });

function failure(code: RegistryErrorCode): Resolution {
  return fail({ code, host: 'ghcr.io' });
}

/** A cache with a clock to turn, over a resolver that a test answers by hand. */
function setUp() {
  const calls: Call[] = [];
  const clock = { now: 0 };
  const resolver: DigestResolver = {
    resolve: ({ written }, signal) =>
      new Promise((answer) => {
        calls.push({ written, signal, answer });
      }),
  };
  const cache = cached(resolver, { now: () => clock.now });

  /** Asks, answers the request if there is one, and tells whether there was. */
  async function ask(image: string, resolution: Resolution = found) {
    const before = calls.length;
    const pending = cache.resolve(reference(image), never);
    const asked = calls.length > before;
    if (asked) calls.at(-1)?.answer(resolution);
    return { asked, resolution: await pending };
  }

  return { cache, calls, clock, ask };
}

describe('cached', () => {
  it('keeps a digest for a minute', async () => {
    const { ask, clock } = setUp();
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: found });
    clock.now = 59_999;
    expect(await ask('python:3.8')).toEqual({ asked: false, resolution: found });
    clock.now = 60_000;
    expect(await ask('python:3.8')).toMatchObject({ asked: true });
  });

  it.each(['not-found', 'unauthorized', 'denied'] as const)('keeps %s for 10 s', async (code) => {
    const { ask, clock } = setUp();
    await ask('python:3.8', failure(code));
    clock.now = 9_999;
    expect(await ask('python:3.8')).toEqual({ asked: false, resolution: failure(code) });
    clock.now = 10_000;
    expect(await ask('python:3.8')).toEqual({ asked: true, resolution: found });
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

  it('holds 500 answers and drops the oldest', async () => {
    const { ask } = setUp();
    for (let tag = 0; tag <= 500; tag++) await ask(`python:${tag}`);
    expect(await ask('python:1')).toMatchObject({ asked: false });
    expect(await ask('python:0')).toMatchObject({ asked: true });
  });
});
