/** So many may be inside at the same time; the others wait in the order in which they came. */
export interface Slots {
  /** True once inside, and then `leave` must follow; false at once when the signal is aborted. */
  enter(signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

/** The limit may change; it is looked at whenever somebody comes or leaves. */
export function createSlots(limit: () => number): Slots {
  const waiting = new Set<() => void>();
  let inside = 0;

  function admit(): void {
    for (const enter of waiting) {
      if (inside >= limit()) return;
      waiting.delete(enter);
      inside++;
      enter();
    }
  }

  return {
    async enter(signal) {
      if (signal.aborted) return false;
      return new Promise((resolve) => {
        const enter = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(true);
        };
        const giveUp = (): void => {
          waiting.delete(enter);
          resolve(false);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(enter);
        admit();
      });
    },
    leave() {
      inside--;
      admit();
    },
  };
}
