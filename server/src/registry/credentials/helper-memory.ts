import { createRecent } from '../recent.ts';
import { createFlights } from '../cache/flights.ts';
import type { CredentialHelper, HelperOutcome } from './credential-helper.ts';

/** Helpers that are run seldom: some ask the user to unlock something each time. */
export interface RememberedHelpers {
  readonly get: CredentialHelper;
  /** What was said about this key is not to be given again from memory. */
  forget(credentialsKey: string): void;
}

interface Memory {
  readonly outcome: HelperOutcome;
  /** In the time of `now`. */
  readonly since: number;
  /** Milliseconds. */
  readonly lifetime: number;
}

const maximalRemembered = 100;
const lifetimeOfFound = 5 * 60_000;

/** Short, as the user may just be signing in; long enough for all images of a file. */
const lifetimeOfOther = 30_000;

/**
 * Runs a helper once at a time for a key, and remembers in this process alone what it said: a credential for
 * five minutes, all else for half a minute. A credential that was refused is run for again as soon as it is
 * half a minute old, so that many images with a wrong password do not run the helper as often.
 */
export function rememberHelpers(
  helper: CredentialHelper,
  /** Milliseconds, from any origin, never going back. */
  now: () => number,
): RememberedHelpers {
  const remembered = createRecent<Memory>(maximalRemembered);
  const refused = createRecent<number>(maximalRemembered);
  const flights = createFlights<HelperOutcome>();

  function recall(key: string, credentialsKey: string): HelperOutcome | undefined {
    const memory = remembered.get(key);
    if (memory === undefined) return undefined;
    const wasRefused = (refused.get(credentialsKey) ?? -Infinity) >= memory.since;
    const lifetime = wasRefused ? lifetimeOfOther : memory.lifetime;
    return now() < memory.since + lifetime ? memory.outcome : undefined;
  }

  return {
    async get(suffix, credentialsKey, signal) {
      const key = `${suffix} ${credentialsKey}`;
      const known = recall(key, credentialsKey);
      if (known !== undefined) return known;
      const outcome = await flights.join(key, signal, async (shared) => {
        const fresh = await helper(suffix, credentialsKey, shared);
        const lifetime = fresh.kind === 'found' ? lifetimeOfFound : lifetimeOfOther;
        if (!shared.aborted) remembered.set(key, { outcome: fresh, since: now(), lifetime });
        return fresh;
      });
      return outcome ?? { kind: 'none' };
    },
    forget(credentialsKey) {
      refused.set(credentialsKey, now());
    },
  };
}
