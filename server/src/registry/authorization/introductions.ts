/** Lets the first who asks a registry find out for all others what it wants to know. */
export interface Introductions {
  /**
   * Whether the caller is the first, who must call `end` later on. All others wait until it does, for three
   * seconds at most, or until their signal is aborted.
   */
  isFirst(registry: string, signal: AbortSignal): Promise<boolean>;
  end(registry: string): void;
}

/** Milliseconds: knowing what a registry wants saves a request, which is not worth a longer wait. */
const patience = 3_000;

export function createIntroductions(): Introductions {
  const waiting = new Map<string, Set<() => void>>();

  function waitAmong(others: Set<() => void>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        others.delete(leave);
        resolve();
      };
      const timer = setTimeout(leave, patience);
      signal.addEventListener('abort', leave, { once: true });
      others.add(leave);
      if (signal.aborted) leave();
    });
  }

  return {
    async isFirst(registry, signal) {
      const others = waiting.get(registry);
      if (others === undefined) waiting.set(registry, new Set());
      else await waitAmong(others, signal);
      return others === undefined;
    },
    end(registry) {
      const others = waiting.get(registry) ?? new Set();
      waiting.delete(registry);
      for (const leave of others) leave();
    },
  };
}
