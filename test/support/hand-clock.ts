import { deferred, type Deferred } from './deferred.ts';

/** A rest that somebody takes. */
export interface Rest {
  /** Milliseconds. */
  readonly duration: number;
  /** Lets that time pass. */
  readonly end: () => void;
}

/** A clock on which time passes when the test says so. */
export interface HandClock {
  readonly now: () => number;
  readonly wait: (duration: number, signal: AbortSignal) => Promise<boolean>;
  /** The next rest that is taken, or was and has not been looked at. */
  rest(): Promise<Rest>;
  advance(duration: number): void;
}

export function handClock(start: number): HandClock {
  let time = start;
  const rests: Rest[] = [];
  const waiting: Deferred<Rest>[] = [];
  return {
    now: () => time,
    wait(duration, signal) {
      const over = deferred<boolean>();
      const rest = {
        duration,
        end: () => {
          time += duration;
          over.resolve(true);
        },
      };
      signal.addEventListener('abort', () => {
        over.resolve(false);
      });
      const next = waiting.shift();
      if (next === undefined) rests.push(rest);
      else next.resolve(rest);
      return signal.aborted ? Promise.resolve(false) : over.promise;
    },
    rest() {
      const known = rests.shift();
      if (known !== undefined) return Promise.resolve(known);
      const next = deferred<Rest>();
      waiting.push(next);
      return next.promise;
    },
    advance(duration) {
      time += duration;
    },
  };
}
