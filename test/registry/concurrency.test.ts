import { getEventListeners, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../server/src/registry/patience/clock.ts';
import { patient } from '../../server/src/registry/patience/patient.ts';
import { createSlots } from '../../server/src/registry/patience/slots.ts';
import { ok } from '../../server/src/text/result.ts';
import { sendIndex, sendStatus } from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const sound = {
  status: 200,
  header: () => undefined,
  body: new Uint8Array(),
  retryAfter: undefined,
};

function request(url = 'https://registry.example.com/v2/') {
  return { method: 'GET' as const, url: new URL(url), headers: {}, maximalBody: 0 };
}

describe('at most four requests', () => {
  /** A transport whose requests are answered one by one when the test says so. */
  function held() {
    const open: (() => void)[] = [];
    const sent: string[] = [];
    const send = patient(
      ({ url }) =>
        new Promise((resolve) => {
          sent.push(url.href);
          open.push(() => {
            resolve(ok({ ...sound, url }));
          });
        }),
      { clock: testClock(), random: Math.random, onNotice: () => undefined, log: () => undefined },
    );
    return { open, sent, send };
  }

  it('are open to a host at the same time', async () => {
    const { open, sent, send } = held();
    const outcomes = Array.from({ length: 10 }, () => send(request(), never));
    for (let answered = 0; answered < 10; answered++) {
      await new Promise(setImmediate);
      expect(sent).toHaveLength(Math.min(10, answered + 4));
      open[answered]?.();
    }
    expect(await Promise.all(outcomes)).toHaveLength(10);
  });

  it('do not hold up another host', async () => {
    const { sent, send } = held();
    for (let turn = 0; turn < 6; turn++) void send(request(), never);
    void send(request('https://other.example.com/v2/'), never);
    await new Promise(setImmediate);
    expect(sent).toHaveLength(5);
    expect(sent.at(-1)).toBe('https://other.example.com/v2/');
  });

  it('leave the queue when they are cancelled', async () => {
    const { open, sent, send } = held();
    const controller = new AbortController();
    for (let turn = 0; turn < 4; turn++) void send(request(), never);
    const queued = send(request(), controller.signal);
    const last = send(request('https://registry.example.com/last'), never);
    controller.abort();
    expect(await queued).toEqual({
      ok: false,
      error: { code: 'cancelled', host: 'registry.example.com' },
    });
    open[0]?.();
    await new Promise(setImmediate);
    open[4]?.();
    expect(await last).toMatchObject({ ok: true });
    expect(sent).toHaveLength(5);
  });
});

describe('slots', () => {
  it('let in as many as the limit says, and then one for each that leaves, in their order', async () => {
    const slots = createSlots(() => 2);
    const inside: number[] = [];
    const enter = (who: number) => slots.enter(never).then(() => inside.push(who));
    const all = [1, 2, 3, 4].map(enter);
    await Promise.all(all.slice(0, 2));
    expect(inside).toEqual([1, 2]);
    slots.leave();
    await all[2];
    expect(inside).toEqual([1, 2, 3]);
    slots.leave();
    await all[3];
    expect(inside).toEqual([1, 2, 3, 4]);
  });

  it('are not taken by those who give up', async () => {
    const slots = createSlots(() => 1);
    await slots.enter(never);
    const controller = new AbortController();
    const impatient = slots.enter(controller.signal);
    const next = slots.enter(never);
    controller.abort();
    expect(await impatient).toBe(false);
    slots.leave();
    expect(await next).toBe(true);
    expect(await slots.enter(AbortSignal.abort())).toBe(false);
  });

  it('let more in at once when the limit has grown', async () => {
    let limit = 1;
    const slots = createSlots(() => limit);
    await slots.enter(never);
    const waiting = [slots.enter(never), slots.enter(never), slots.enter(never)];
    limit = 3;
    slots.leave();
    expect(await Promise.all(waiting)).toEqual([true, true, true]);
  });
});

describe('nothing is left behind on a signal', () => {
  it('by those who queued, were let in and waited', async () => {
    const { signal } = new AbortController();
    const slots = createSlots(() => 2);
    const entered = [1, 2, 3, 4].map(() => slots.enter(signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(2);
    slots.leave();
    slots.leave();
    await Promise.all(entered);
    await systemClock.wait(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('cancelling', () => {
  const cancelled = { ok: false, error: { code: 'cancelled' } };

  it('closes the connections of all requests that are open, and sends none of those that wait', async () => {
    const controller = new AbortController();
    const disconnected: Promise<unknown>[] = [];
    const registry = await fakeRegistry(({ path }, response) => {
      if (path.endsWith('/first')) {
        sendIndex(response);
        return;
      }
      disconnected.push(once(response, 'close'));
      if (disconnected.length === 4) controller.abort();
    });
    const asking = client();
    const resolve = (tag: string) =>
      asking.resolve(reference(`${registry.host}/app:${tag}`), controller.signal);
    await resolve('first');
    const outcomes = await Promise.all(['1', '2', '3', '4', '5', '6'].map(resolve));
    expect(outcomes).toMatchObject(outcomes.map(() => cancelled));
    await Promise.all(disconnected);
    expect(registry.requests).toHaveLength(5);
  });

  it('between two tries sends no further one', async () => {
    const controller = new AbortController();
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 429, { 'Retry-After': '9' });
    });
    const asking = client({
      clock: systemClock,
      log: (line) => {
        if (line.endsWith('again in 9000 ms')) controller.abort();
      },
    });
    const image = reference(`${registry.host}/app:1`);
    expect(await asking.resolve(image, controller.signal)).toMatchObject(cancelled);
    expect(linesOf(registry)).toEqual(['HEAD /v2/app/manifests/1']);
  });
});
