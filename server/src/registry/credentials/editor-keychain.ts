import { createFlights } from '../cache/flights.ts';
import { nothingFound, type Keychain, type KeychainAnswer } from './keychain.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

const source = 'the editor';

/** Milliseconds; longer than it takes to unlock a keyring, and not for ever. */
const defaultTimeout = 30_000;

/**
 * What the user gave to the editor itself ("Sign in to a registry"). `ask` gets a registry as references name
 * it and may ask another process; all who wait for the same registry wait for one answer.
 */
export function editorKeychain(
  ask: (registry: string) => Promise<Login | null | undefined>,
  timeout = defaultTimeout,
): Keychain {
  const flights = createFlights<KeychainAnswer>();

  async function answerOf(registry: string): Promise<KeychainAnswer> {
    const looked = [source];
    try {
      const login = await inTime(ask(registry), timeout);
      if (login === null || login === undefined) return { problems: [], looked };
      const { username, password } = login;
      const found = { credential: { kind: 'password', username, password }, source } as const;
      return { found, problems: [], looked };
    } catch {
      // What the editor says of its failure may quote what it keeps.
      return { problems: [{ kind: 'unreadable', source, reason: 'no answer' }], looked };
    }
  }

  return {
    async find({ registry }, signal) {
      const answer = await flights.join(registry, signal, () => answerOf(registry));
      return answer ?? nothingFound;
    },
    forget: () => undefined,
    knownHosts: () => Promise.resolve(new Set<string>()),
  };
}

/** The promise's outcome; rejects when there is none in time. */
async function inTime<T>(promise: Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('no answer in time'));
    }, timeout);
  });
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
  });
}
