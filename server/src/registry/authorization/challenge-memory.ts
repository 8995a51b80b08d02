import { aDay } from '../../text/day.ts';
import type { FactKind, RevocableFactStore } from '../cache/fact-store.ts';
import { isLoopback } from '../hosts/hosts.ts';
import { isObject, objectIn } from '../json.ts';
import type { Challenge } from './challenge.ts';
import type { Pull } from './obtain.ts';
import { realmMayHaveCredentials, realmOf } from './realm.ts';
import { challengeFor } from './scope.ts';

/** What registries asked for when they were last met, in this process or another. */
export interface ChallengeMemory {
  /**
   * The challenge that a registry is likely to send for a repository; undefined when none is known, or none that
   * may be answered before it is sent. Never rejects.
   */
  recall(pull: Pull): Promise<Challenge | undefined>;
  /**
   * Keeps a challenge that was answered well. It must be the answer to a request without authorization: nothing that
   * a server has been shown can then stand in it.
   */
  keep(pull: Pull, challenge: Challenge): void;
  /** Takes back what is kept of a registry, because it did not fit any more. */
  forget(pull: Pull): void;
}

/** A challenge as a store keeps it, for whichever repository. */
export interface ChallengeFact {
  readonly scheme: 'basic' | 'bearer';
  readonly parameters: Readonly<Record<string, string>>;
  /** When the registry sent it, in milliseconds since 1970-01-01 UTC. */
  readonly seenAt: number;
}

/** What registries ask for, as a store keeps it. */
export const challengeFacts: FactKind<ChallengeFact> = {
  name: 'challenges',
  version: 1,
  maximalBytes: 2_048,
  parse,
};

/** The realm of Basic is a label for people. */
const keptParameters = { basic: [], bearer: ['realm', 'service', 'scope'] } as const;

/** In milliseconds, from the time that the registry sent the challenge; use does not prolong it. */
const lifetime = 30 * aDay;

/** Stands for the repository in a scope, and is no repository's name. */
const anyRepository = '*';

/** Keeps challenges by the registry's whole address, that is by scheme, host, port and path. */
export function challengesIn(
  store: RevocableFactStore<ChallengeFact>,
  /** Milliseconds since 1970-01-01 UTC. */
  now: () => number = Date.now,
): ChallengeMemory {
  return {
    async recall(pull) {
      const fact = await store.read(keyOf(pull));
      if (fact === undefined || !isYoung(fact, now())) return undefined;
      const parameters = new Map(Object.entries(fact.parameters));
      const general = { scheme: fact.scheme, parameters };
      const challenge = challengeFor(general, anyRepository, pull.repository);
      return challenge !== undefined && mayBeAnsweredUnasked(challenge, pull)
        ? challenge
        : undefined;
    },
    keep(pull, challenge) {
      const general = challengeFor(challenge, pull.repository, anyRepository);
      if (general === undefined || !mayBeAnsweredUnasked(challenge, pull)) return;
      const fact = factOf(general.scheme, Object.fromEntries(general.parameters), now());
      if (fact !== undefined) void store.write(keyOf(pull), fact);
    },
    forget(pull) {
      void store.remove(keyOf(pull));
    },
  };
}

/**
 * Whether a challenge may be answered before it is sent. Nobody on the way can have sent it in the registry's place,
 * as that is asked by TLS or is on this machine; and its token server is one that may have the user's credentials for
 * the registry now, so that no other server hears of us unless the registry names it anew. An address with a
 * query may have anything in it.
 */
function mayBeAnsweredUnasked(challenge: Challenge, { registry, authHost }: Pull): boolean {
  if (registry.protocol !== 'https:' && !isLoopback(registry)) return false;
  if (challenge.scheme === 'basic') return true;
  const realm = realmOf(challenge, registry);
  const hasMore = /[?#]/.test(challenge.parameters.get('realm') ?? '');
  return realm.ok && !hasMore && realmMayHaveCredentials(realm.value, registry, authHost);
}

function isYoung({ seenAt }: ChallengeFact, now: number): boolean {
  const age = now - seenAt;
  return age >= 0 && age < lifetime;
}

function keyOf({ registry }: Pull): string {
  return registry.href;
}

function parse(value: unknown): ChallengeFact | undefined {
  if (!isObject(value)) return undefined;
  return factOf(value['scheme'], objectIn(value, 'parameters'), value['seenAt']);
}

function factOf(
  scheme: unknown,
  parameters: Readonly<Record<string, unknown>>,
  seenAt: unknown,
): ChallengeFact | undefined {
  if (scheme !== 'basic' && scheme !== 'bearer') return undefined;
  if (typeof seenAt !== 'number' || !Number.isSafeInteger(seenAt)) return undefined;
  const kept: Record<string, string> = {};
  for (const name of keptParameters[scheme]) {
    const text = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (typeof text === 'string') kept[name] = text;
  }
  return { scheme, parameters: kept, seenAt };
}
