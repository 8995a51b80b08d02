import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createFlights } from '../../server/src/registry/cache/flights.ts';
import { deferred } from '../support/deferred.ts';
import { never } from './setup.ts';

/** Flights whose one piece of work the test lands, and a count of its starts. */
function setUp() {
  const flights = createFlights<string>();
  const work = deferred<string>();
  const started: AbortSignal[] = [];
  const join = (signal: AbortSignal, key = 'key') =>
    flights.join(key, signal, (shared) => {
      started.push(shared);
      return work.promise;
    });
  return { flights, work, started, join };
}

describe('flights', () => {
  it('start the work once for all who join while it is under way', async () => {
    const { work, started, join } = setUp();
    const waiters = [join(never), join(never), join(never)];
    work.resolve('landed');
    expect(await Promise.all(waiters)).toEqual(['landed', 'landed', 'landed']);
    expect(started).toHaveLength(1);
  });

  it('start anew when the work has landed, and apart for another key', async () => {
    const { work, started, join } = setUp();
    work.resolve('landed');
    await join(never);
    await join(never);
    await join(never, 'other');
    expect(started).toHaveLength(3);
  });

  it('let one leave while the others stay, and end the work when the last leaves', async () => {
    const { started, join } = setUp();
    const leaving = [new AbortController(), new AbortController()];
    const waiters = leaving.map(({ signal }) => join(signal));
    leaving[0]?.abort();
    expect(await waiters[0]).toBeUndefined();
    expect(started[0]?.aborted).toBe(false);
    leaving[1]?.abort();
    expect(await waiters[1]).toBeUndefined();
    expect(started[0]?.aborted).toBe(true);
  });

  it('hand a failure to all, and forget it', async () => {
    const flights = createFlights<string>();
    const fails = () => flights.join('key', never, () => Promise.reject(new Error('no')));
    const outcomes = await Promise.allSettled([fails(), fails()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('key', never, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('leave no listener behind on a signal that lives long', async () => {
    const { signal } = new AbortController();
    const flights = createFlights<string>();
    for (let flight = 0; flight < 20; flight++)
      await flights.join('key', signal, () => Promise.resolve('landed'));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
