import { describe, expect, it } from 'vitest';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type {
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../server/src/registry/network/transport.ts';
import type { RegistryNotice } from '../../server/src/registry/notices.ts';
import { systemClock } from '../../server/src/registry/patience/clock.ts';
import { patient } from '../../server/src/registry/patience/patient.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { deferred } from '../support/deferred.ts';
import { testClock } from '../support/test-clock.ts';

const never = new AbortController().signal;

type Step = number | readonly [status: number, retryAfter: number] | RegistryErrorCode | 'reset';

/** A transport that goes through its steps, and stays at the last one. */
function scripted(steps: readonly Step[]): Transport & { readonly sent: readonly string[] } {
  const sent: string[] = [];
  const transport: Transport = ({ method, url }) => {
    sent.push(`${method} ${url.href}`);
    const step = steps[Math.min(sent.length, steps.length) - 1] ?? 200;
    return Promise.resolve(outcomeOf(step, url));
  };
  return Object.assign(transport, { sent });
}

function outcomeOf(step: Step, url: URL) {
  if (step === 'reset')
    return fail(registryError('unreachable', url.host, { detail: 'ECONNRESET' }));
  if (typeof step === 'string') return fail(registryError(step, url.host));
  const [status, retryAfter] = typeof step === 'number' ? [step, undefined] : step;
  const answer: HttpAnswer = {
    url,
    status,
    header: () => undefined,
    body: new Uint8Array(),
    retryAfter,
  };
  return ok(answer);
}

function request(url = 'https://registry.example.com/v2/', method: HttpRequest['method'] = 'GET') {
  return { method, url: new URL(url), headers: {}, maximalBody: 0 };
}

/** A patient transport over one that goes through steps, without time and chance. */
function patience(steps: readonly Step[], random = 0.5) {
  const clock = testClock();
  const transport = scripted(steps);
  const notices: RegistryNotice[] = [];
  const log: string[] = [];
  const send = patient(transport, {
    clock,
    random: () => random,
    onNotice: (notice) => notices.push(notice),
    log: (line) => log.push(line),
  });
  return { clock, sent: transport.sent, notices, log, send };
}

describe('a request', () => {
  const minute = 60_000;
  it.each<[string, Step[], number[], number | string]>([
    ['that is answered is sent once', [200], [], 200],
    ['is repeated after half a second, then after a second', [503, 503, 200], [500, 1000], 200],
    ['is sent three times at most', [503, 503, 503, 200], [500, 1000], 503],
    ['is repeated after 429', [429, 200], [500], 200],
    ['is repeated after 502', [502, 200], [500], 200],
    ['is repeated after 504', [504, 200], [500], 200],
    ['waits as long as the server wants', [[429, 2000], 200], [2000], 200],
    ['waits no shorter than it would anyway', [[429, 0], 200], [500], 200],
    ['waits for a server that is down as well', [[503, 3000], 200], [3000], 200],
    ['does not wait for longer than ten seconds', [[429, 10_001], 200], [], 429],
    ['does not wait for longer in all', [[429, 6000], [429, 6000], 200], [6000], 429],
    ['does not wait for minutes', [[503, minute], 200], [], 503],
    [
      'is not repeated after a broken connection to a host that never answered',
      ['reset', 200],
      [],
      'unreachable',
    ],
    ['is repeated at once when a known host hangs up', [503, 'reset', 200], [500, 0], 200],
    ['is repeated at once after a timeout', ['timeout', 200], [0], 200],
    ['is not repeated after a second one', ['timeout', 'timeout', 200], [0], 'timeout'],
    ['may meet one of each', ['timeout', 503, 200], [0, 1000], 200],
    ['is not repeated when nobody listens', ['unreachable', 200], [], 'unreachable'],
    ['is not repeated without trust', ['tls', 200], [], 'tls'],
    ['is not repeated when it is too large', ['too-large', 200], [], 'too-large'],
    [
      'is not repeated when it is not understood',
      ['invalid-response', 200],
      [],
      'invalid-response',
    ],
    ...[301, 400, 401, 403, 404, 405, 416, 500, 501].map(
      (status): [string, Step[], number[], number] => [
        `is not repeated after ${status}`,
        [status, 200],
        [],
        status,
      ],
    ),
  ])('%s', async (_, steps, waits, expected) => {
    const { send, clock, sent } = patience(steps);
    const outcome = await send(request(), never);
    expect(outcome.ok ? outcome.value.status : outcome.error.code).toBe(expected);
    expect(clock.waits).toEqual(waits);
    expect(sent).toHaveLength(waits.length + 1);
  });

  it.each<[number, number[]]>([
    [0, [375, 750]],
    [1, [625, 1250]],
  ])('waits a quarter shorter or longer by chance (%i)', async (random, waits) => {
    const { send, clock } = patience([503], random);
    await send(request(), never);
    expect(clock.waits).toEqual(waits);
  });

  it.each<Step>([429, 503, 'reset', 'timeout'])(
    'with POST is never repeated, as it may have been obeyed (%s)',
    async (step) => {
      const { send, sent } = patience([step, 200]);
      await send(request(undefined, 'POST'), never);
      expect(sent).toHaveLength(1);
    },
  );

  it('to a host that hangs up twice is given up', async () => {
    const { send, sent, clock } = patience([200, 'reset', 'reset', 200]);
    await send(request(), never);
    expect(await send(request(), never)).toMatchObject({ error: { code: 'unreachable' } });
    expect(sent).toHaveLength(3);
    expect(clock.waits).toEqual([0]);
  });

  it.each<Step>([503, 429, 'timeout'])(
    'without need is sent once, as there is another way: %s',
    async (step) => {
      const { send, sent } = patience([step, 200]);
      await send({ ...request(), isOptional: true }, never);
      expect(sent).toHaveLength(1);
    },
  );

  it('says in the log that it comes again', async () => {
    const { send, log } = patience([503, 200]);
    await send(request(), never);
    expect(log).toEqual(['registry.example.com: again in 500 ms']);
  });
});

describe('a host', () => {
  it('that three times does not answer in time is not asked for 30 seconds', async () => {
    const { send, sent, notices, log } = patience(['timeout']);
    expect(await send(request(), never)).toMatchObject({ error: { code: 'timeout' } });
    expect(sent).toHaveLength(2);
    expect(await send(request(), never)).toEqual({
      ok: false,
      error: { code: 'timeout', host: 'registry.example.com' },
    });
    expect(sent).toHaveLength(3);
    expect(await send(request(), never)).toEqual({
      ok: false,
      error: {
        code: 'timeout',
        host: 'registry.example.com',
        detail: 'paused',
        retryAfter: 30_000,
      },
    });
    expect(sent).toHaveLength(3);
    const paused = { kind: 'paused', host: 'registry.example.com', reason: 'timeout' };
    expect(notices).toEqual([{ ...paused, duration: 30_000 }]);
    expect(log).toContain('registry.example.com: not asked for 30 s (timeout)');
  });

  it('that refuses three requests, each tried three times, is not asked for 30 seconds', async () => {
    const { send, sent, notices } = patience([429]);
    for (let turn = 0; turn < 5; turn++) await send(request(), never);
    expect(sent).toHaveLength(9);
    expect(notices).toMatchObject([{ kind: 'paused', reason: 'rate-limited', duration: 30_000 }]);
  });

  it('that says when to come back is not asked before, whoever asks', async () => {
    const { send, sent, clock, notices } = patience([[429, 120_000], 200]);
    expect(await send(request(), never)).toMatchObject({ value: { status: 429 } });
    clock.advance(90_000);
    expect(await send(request(), never)).toMatchObject({
      error: { code: 'rate-limited', retryAfter: 30_000 },
    });
    clock.advance(30_000);
    expect(await send(request(), never)).toMatchObject({ value: { status: 200 } });
    expect(sent).toHaveLength(2);
    expect(notices).toMatchObject([{ kind: 'paused', reason: 'rate-limited', duration: 120_000 }]);
  });

  it('is tried with one request after the pause, and the others wait for its outcome', async () => {
    const clock = testClock();
    const probe = deferred<undefined>();
    const probing = deferred<undefined>();
    let isDown = true;
    let sent = 0;
    const send = patient(
      async ({ url }) => {
        sent++;
        if (isDown) return outcomeOf([429, 60_000], url);
        probing.resolve(undefined);
        await probe.promise;
        return outcomeOf(200, url);
      },
      { clock, random: Math.random, onNotice: () => undefined, log: () => undefined },
    );
    await send(request(), never);
    clock.advance(60_000);
    isDown = false;
    const outcomes = [1, 2, 3, 4, 5].map(() => send(request(), never));
    await probing.promise;
    expect(sent).toBe(2);
    probe.resolve(undefined);
    expect(await Promise.all(outcomes)).toMatchObject(outcomes.map(() => ({ ok: true })));
    expect(sent).toBe(6);
  });

  it('that fails after the pause is left alone for longer, and all who wait are told', async () => {
    const { send, sent, clock, notices } = patience(['timeout']);
    for (let turn = 0; turn < 2; turn++) await send(request(), never);
    clock.advance(30_000);
    const outcomes = await Promise.all([1, 2, 3].map(() => send(request(), never)));
    expect(outcomes).toMatchObject([
      { error: { code: 'timeout' } },
      { error: { code: 'timeout', retryAfter: 60_000 } },
      { error: { code: 'timeout', retryAfter: 60_000 } },
    ]);
    expect(sent).toHaveLength(4);
    expect(notices).toHaveLength(1);
  });

  it('is another one at another port', async () => {
    const { send, sent } = patience(['timeout']);
    for (let turn = 0; turn < 3; turn++) await send(request(), never);
    await send(request('https://registry.example.com:5000/v2/'), never);
    expect(sent.at(-1)).toBe('GET https://registry.example.com:5000/v2/');
  });

  it('that answers anything but 429 in between is asked on', async () => {
    const { send, sent } = patience([
      ...['timeout', 'timeout', 404, 'timeout', 'timeout', 500, 'timeout', 'timeout'],
    ] as Step[]);
    for (let turn = 0; turn < 5; turn++) await send(request(), never);
    expect(sent).toHaveLength(8);
  });

  it('is not left alone when nobody listens: that costs nothing, and may be over in a moment', async () => {
    const { send, sent } = patience(['unreachable']);
    for (let turn = 0; turn < 10; turn++) await send(request(), never);
    expect(sent).toHaveLength(10);
  });
});

describe('cancelling', () => {
  it('ends a wait at once', async () => {
    const controller = new AbortController();
    const transport = scripted([[429, 9000]]);
    const send = patient(transport, {
      clock: systemClock,
      random: Math.random,
      onNotice: () => undefined,
      log: () => {
        controller.abort();
      },
    });
    expect(await send(request(), controller.signal)).toMatchObject({
      error: { code: 'cancelled', host: 'registry.example.com' },
    });
    expect(transport.sent).toHaveLength(1);
  });
});

describe('the clock of the system', () => {
  it('waits, never goes back, and ends a wait when it is told to', async () => {
    const before = systemClock.now();
    expect(await systemClock.wait(1, never)).toBe(true);
    expect(systemClock.now()).toBeGreaterThan(before);
    expect(await systemClock.wait(60_000, AbortSignal.abort())).toBe(false);
  });
});
