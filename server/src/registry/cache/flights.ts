import { setMaxListeners } from 'node:events';

/** Work that is under way, shared by all who want it. */
export interface Flights<T> {
  /**
   * Joins the work under `key`, or starts it. Gives `undefined` as soon as the caller's signal is aborted;
   * the work itself is aborted only when its last waiter has left.
   */
  join(
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>;
}

interface Flight<T> {
  readonly landing: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();

  function depart(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const landing = start(controller.signal).finally(() => {
      remove(key, flight);
    });
    const flight: Flight<T> = { landing, controller, waiters: 0 };
    flights.set(key, flight);
    return flight;
  }

  // A flight that nobody waits for is not joined again, so another may be under way under its key.
  function remove(key: string, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return {
    async join(key, signal, start) {
      if (signal.aborted) return undefined;
      // One person's work may wait for hundreds of things at a time, which is no leak.
      setMaxListeners(0, signal);
      const flight = flights.get(key) ?? depart(key, start);
      flight.waiters++;
      try {
        return await unlessAborted(flight.landing, signal);
      } finally {
        flight.waiters--;
        if (flight.waiters === 0) {
          remove(key, flight);
          flight.controller.abort();
        }
      }
    },
  };
}

/** The promise's outcome, or `undefined` as soon as the signal is aborted. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return undefined;
  }
  let leave = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    leave = () => {
      resolve(undefined);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
