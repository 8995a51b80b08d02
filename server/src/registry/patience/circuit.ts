/** Why a host is left alone: it refuses because it is asked too much, or it does not answer in time. */
export type PauseReason = 'rate-limited' | 'timeout';

export interface Pause {
  readonly reason: PauseReason;
  /** Milliseconds from now. */
  readonly duration: number;
}

/**
 * Leaves a host alone that does not answer, for longer each time. It is
 * - closed: the host is asked;
 * - open, after three failures in a row or for as long as the host itself wants: `pause` is set;
 * - on probation when the pause is over: one request at a time, and the first failure opens it again.
 */
export interface Circuit {
  /** What is left of the pause. */
  readonly pause: Pause | undefined;
  readonly isOnProbation: boolean;
  /** The host has answered, whatever it said. */
  close(): void;
  /** The host has failed, and wants to be asked again in `retryAfter` milliseconds. Gives the pause that begins, if one does. */
  fail(reason: PauseReason, retryAfter?: number): BegunPause | undefined;
}

export interface BegunPause extends Pause {
  /** Whether a person should hear of it: it is not short, and none was news since the circuit was closed. */
  readonly isNews: boolean;
}

export interface CircuitLimits {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** Milliseconds of the first pause; each further one is twice as long. */
  readonly firstPause: number;
  /** Milliseconds that no pause exceeds, whatever the host wants. */
  readonly longestPause: number;
  /** Milliseconds from which on a pause is news. */
  readonly longPause: number;
}

export const circuitLimits: CircuitLimits = {
  failures: 3,
  firstPause: 30_000,
  longestPause: 5 * 60_000,
  longPause: 10_000,
};

/** `now` gives milliseconds from any origin and never goes back. */
export function createCircuit(
  now: () => number,
  { failures, firstPause, longestPause, longPause }: CircuitLimits = circuitLimits,
): Circuit {
  let inARow = 0;
  let pauses = 0;
  let wasNews = false;
  let reason: PauseReason = 'timeout';
  let end = -Infinity;

  const isOpen = (): boolean => now() < end;

  /** The pause that a failure is worth; those of requests that were sent before a pause make it no longer. */
  function worthOf(retryAfter: number): number {
    const isRepeated = !isOpen() && (pauses > 0 || inARow >= failures);
    const grown = isRepeated ? firstPause * 2 ** pauses : 0;
    return Math.min(longestPause, Math.max(grown, retryAfter));
  }

  return {
    get pause() {
      return isOpen() ? { reason, duration: end - now() } : undefined;
    },
    get isOnProbation() {
      return pauses > 0 && !isOpen();
    },
    close() {
      // Who was asked before the pause may answer in it; that the host wanted it still holds.
      if (isOpen()) return;
      inARow = 0;
      pauses = 0;
      wasNews = false;
    },
    fail(cause, retryAfter = 0) {
      inARow++;
      const wasOpen = isOpen();
      const duration = worthOf(retryAfter);
      if (now() + duration <= Math.max(end, now())) return undefined;
      reason = cause;
      end = now() + duration;
      if (wasOpen) return undefined;
      pauses++;
      const isNews = !wasNews && duration >= longPause;
      wasNews ||= isNews;
      return { reason, duration, isNews };
    },
  };
}
