/** What a user proves to be allowed with. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token for the registry's token server. */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: 'registry-token'; readonly token: string };

export interface FoundCredential {
  readonly credential: Credential;
  /** Where it was found, for the log and for people; neither a secret nor a user's name. */
  readonly source: string;
}

/** Who asks for credentials, and for what. */
export interface CredentialTarget {
  /** As references name it: `docker.io`, `host:5000`; for a mirror, the mirror's own host. */
  readonly registry: string;
  readonly repository: string;
  /** The registry as Docker's `config.json` names it: `https://index.docker.io/v1/`, `host:5000`. */
  readonly credentialsKey: string;
}

/** A place that may have had a credential, but could not tell. */
export type KeychainProblem =
  | {
      readonly kind: 'helper';
      /** `docker-credential-pass`. */
      readonly program: string;
      /** Not on the PATH; ended with an error or without sense; or did not end in time. */
      readonly reason: 'missing' | 'failed' | 'timed-out';
    }
  | {
      readonly kind: 'unreadable';
      readonly source: string;
      /** `EACCES`, `not JSON`. */
      readonly reason: string;
    };

export interface KeychainAnswer {
  /** Without it we go on anonymously. */
  readonly found?: FoundCredential;
  readonly problems: readonly KeychainProblem[];
  /** Where was looked, in this order, for the log. */
  readonly looked: readonly string[];
}

/** A place where the user's credentials are kept. It is asked only for a registry that wants to know who asks, or lately did. */
export interface Keychain {
  /** What there is for a registry and repository; nothing once the signal is aborted. Never rejects. */
  find(target: CredentialTarget, signal: AbortSignal): Promise<KeychainAnswer>;
  /** The registry did not accept what was found, so it is not to be given again from memory. */
  forget(target: CredentialTarget): void;
  /**
   * Hosts, with their ports if they have one, for which files name credentials; these hosts the user knows.
   * Runs no program and asks nobody. Never rejects.
   */
  knownHosts(): Promise<ReadonlySet<string>>;
}

export const nothingFound: KeychainAnswer = { problems: [], looked: [] };

export const anonymousKeychain: Keychain = {
  find: () => Promise.resolve(nothingFound),
  forget: () => undefined,
  knownHosts: () => Promise.resolve(new Set<string>()),
};

/** Asks one keychain after the other until one has something; the problems of all that were asked are kept. */
export function chainKeychains(keychains: readonly Keychain[]): Keychain {
  return {
    async find(target, signal) {
      let soFar = nothingFound;
      for (const keychain of keychains) {
        if (signal.aborted) return soFar;
        const answer = await keychain.find(target, signal);
        soFar = {
          ...answer,
          problems: [...soFar.problems, ...answer.problems],
          looked: [...soFar.looked, ...answer.looked],
        };
        if (answer.found !== undefined) return soFar;
      }
      return soFar;
    },
    forget(target) {
      for (const keychain of keychains) keychain.forget(target);
    },
    async knownHosts() {
      const hosts = await Promise.all(keychains.map((keychain) => keychain.knownHosts()));
      return new Set(hosts.flatMap((some) => [...some]));
    },
  };
}
