import { createFlights } from '../cache/flights.ts';
import { nothingFound, type Keychain, type KeychainAnswer } from './keychain.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

const source = 'the editor';

/**
 * What the user gave to the editor itself ("Sign in to a registry"). `ask` gets a registry as references name
 * it and may ask another process; all who wait for the same registry wait for one answer.
 */
export function editorKeychain(
  ask: (registry: string) => Promise<Login | null | undefined>,
): Keychain {
  const flights = createFlights<KeychainAnswer>();

  async function answerOf(registry: string): Promise<KeychainAnswer> {
    const looked = [source];
    try {
      const login = await ask(registry);
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
