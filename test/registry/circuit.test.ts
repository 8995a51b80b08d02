import { describe, expect, it } from 'vitest';
import { createCircuit } from '../../server/src/registry/patience/circuit.ts';
import { testClock } from '../support/test-clock.ts';

function circuit() {
  const clock = testClock();
  return { clock, circuit: createCircuit(() => clock.now()) };
}

const second = 1000;

describe('a circuit', () => {
  it('opens for 30 seconds at the third failure in a row', () => {
    const { circuit: host } = circuit();
    expect(host.fail('timeout')).toBeUndefined();
    expect(host.fail('rate-limited')).toBeUndefined();
    expect(host.pause).toBeUndefined();
    const pause = { reason: 'timeout', duration: 30 * second };
    expect(host.fail('timeout')).toEqual({ ...pause, isNews: true });
    expect(host.pause).toEqual(pause);
  });

  it('stays closed when the host answers in between', () => {
    const { circuit: host } = circuit();
    for (let turn = 0; turn < 5; turn++) {
      host.fail('timeout');
      host.fail('timeout');
      host.close();
    }
    expect(host.pause).toBeUndefined();
    expect(host.isOnProbation).toBe(false);
  });

  it('tells how much of the pause is left, and is on probation after it', () => {
    const { clock, circuit: host } = circuit();
    for (let failure = 0; failure < 3; failure++) host.fail('timeout');
    clock.advance(10 * second);
    expect(host.pause).toEqual({ reason: 'timeout', duration: 20 * second });
    expect(host.isOnProbation).toBe(false);
    clock.advance(20 * second);
    expect(host.pause).toBeUndefined();
    expect(host.isOnProbation).toBe(true);
  });

  it('opens for twice as long each time, but never for more than five minutes, and that is no news', () => {
    const { clock, circuit: host } = circuit();
    host.fail('timeout');
    host.fail('timeout');
    const begun = Array.from({ length: 6 }, () => {
      const pause = host.fail('timeout');
      clock.advance(pause?.duration ?? 0);
      return [(pause?.duration ?? 0) / second, pause?.isNews];
    });
    expect(begun).toEqual([
      [30, true],
      [60, false],
      [120, false],
      [240, false],
      [300, false],
      [300, false],
    ]);
  });

  it('begins anew once the host has answered on probation', () => {
    const { clock, circuit: host } = circuit();
    for (let failure = 0; failure < 3; failure++) host.fail('timeout');
    clock.advance(30 * second);
    host.close();
    expect(host.isOnProbation).toBe(false);
    expect(host.fail('timeout')).toBeUndefined();
    expect(host.fail('timeout')).toBeUndefined();
    expect(host.fail('timeout')).toMatchObject({ duration: 30 * second, isNews: true });
  });

  it('is not closed or lengthened by those who were sent before the pause', () => {
    const { clock, circuit: host } = circuit();
    for (let failure = 0; failure < 3; failure++) host.fail('timeout');
    clock.advance(second);
    expect(host.fail('timeout')).toBeUndefined();
    host.close();
    expect(host.pause).toEqual({ reason: 'timeout', duration: 29 * second });
    clock.advance(29 * second);
    expect(host.isOnProbation).toBe(true);
  });

  it.each([
    ['the first time', 60 * second, 60 * second, true],
    ['even for a moment, which is no news', second, second, false],
    ['but not for longer than five minutes', 24 * 3600 * second, 300 * second, true],
    ['unless it wants none', 0, undefined, undefined],
  ])('opens when the host says when to come back, %s', (_, retryAfter, duration, isNews) => {
    const { circuit: host } = circuit();
    expect(host.fail('rate-limited', retryAfter)).toEqual(
      duration === undefined ? undefined : { reason: 'rate-limited', duration, isNews },
    );
  });

  it('takes the latest time of several that the host wants', () => {
    const { circuit: host } = circuit();
    host.fail('rate-limited', 20 * second);
    expect(host.fail('rate-limited', 40 * second)).toBeUndefined();
    host.fail('rate-limited', 5 * second);
    expect(host.pause?.duration).toBe(40 * second);
  });

  it('makes a long pause news, though a short one went before', () => {
    const { clock, circuit: host } = circuit();
    host.fail('rate-limited', second);
    clock.advance(second);
    expect(host.fail('rate-limited', second)).toMatchObject({
      duration: 60 * second,
      isNews: true,
    });
  });
});
