import { setTimeout as after } from 'node:timers/promises';

/** Time as waiting needs it; tests bring one in which no time passes. */
export interface Clock {
  /** Milliseconds from any origin, never going back. */
  now(): number;
  /** Waits so many milliseconds; true at their end, false at once when the signal is aborted. */
  wait(duration: number, signal: AbortSignal): Promise<boolean>;
}

/** A wait holds up the end of the process, for somebody waits with it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (duration, signal) => after(duration, true, { signal }).catch(() => false),
};
