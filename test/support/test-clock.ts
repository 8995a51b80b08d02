import type { Clock } from '../../server/src/registry/patience/clock.ts';

/** A clock on which waiting takes no time: it jumps to the end of each wait. */
export interface TestClock extends Clock {
  /** All waits so far, in milliseconds. */
  readonly waits: readonly number[];
  advance(duration: number): void;
}

export function testClock(): TestClock {
  const waits: number[] = [];
  let time = 1_000_000;
  return {
    waits,
    now: () => time,
    advance(duration) {
      time += duration;
    },
    wait(duration, signal) {
      if (signal.aborted) return Promise.resolve(false);
      waits.push(duration);
      time += duration;
      return Promise.resolve(true);
    },
  };
}
