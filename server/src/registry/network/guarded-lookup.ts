import { lookup as askSystem } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import {
  isLocalName,
  kindOfAddress,
  kindOfLiteral,
  requirementOf,
  type AddressKind,
} from './addresses.ts';
import { ConnectionFailure } from './failures.ts';

/** Finds all addresses of a name; rejects with Node's error codes. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** What is known of a host, by host and port as in `URL.host`. */
export type HostTest = (host: string) => boolean | Promise<boolean>;

/** Which hosts may have addresses that are not for everyone. */
export interface AddressRules {
  /** Hosts that a person has named, in settings or by signing in. */
  readonly isKnownHost: HostTest;
  /** Hosts that a person has named in the table of registries. */
  readonly isListedHost: HostTest;
}

export const resolveBySystem: Resolve = (hostname) =>
  askSystem(hostname, { all: true, verbatim: true });

/**
 * Whether the host of a URL may be reached at an address of this kind:
 * - names of this machine (`localhost`) at loopback addresses, and nowhere else
 * - everything else at public addresses, and at the others as `requirementOf` says
 */
export async function mayBeReached(
  url: URL,
  kind: AddressKind,
  rules: AddressRules,
): Promise<boolean> {
  if (isLocalName(url)) return kind === 'loopback';
  switch (requirementOf(kind)) {
    case 'nothing':
      return true;
    case 'known':
      return (await rules.isKnownHost(url.host)) || rules.isListedHost(url.host);
    case 'listed':
      return rules.isListedHost(url.host);
  }
}

/**
 * Checks the address that stands in a URL in place of a name, which no lookup will see. A loopback one is
 * allowed: it says itself what it is. Rejects with a `ConnectionFailure`.
 */
export async function checkLiteral(url: URL, rules: AddressRules): Promise<void> {
  const kind = kindOfLiteral(url);
  if (kind === undefined || kind === 'loopback') return;
  if (!(await mayBeReached(url, kind, rules))) throw ConnectionFailure.forbiddenAddress(kind);
}

/**
 * A lookup for the sockets to a URL's host. Every address that the name has is checked, and the socket gets
 * only those that may be reached: as it asks no second time, an answer that changes (DNS rebinding) is of no use.
 */
export function createGuardedLookup(
  url: URL,
  rules: AddressRules,
  resolve: Resolve,
): LookupFunction {
  async function find(hostname: string): Promise<LookupAddress[]> {
    const found = await resolve(hostname);
    const judged = await Promise.all(
      found.map(async (address) => {
        const kind = kindOfAddress(address.address);
        return { address, kind, isAllowed: await mayBeReached(url, kind, rules) };
      }),
    );
    const allowed = judged.filter(({ isAllowed }) => isAllowed).map(({ address }) => address);
    if (allowed.length === 0)
      throw ConnectionFailure.forbiddenAddress(judged[0]?.kind ?? 'reserved');
    return allowed;
  }

  return (hostname, { all }, callback) => {
    find(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all === true || first === undefined) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (cause: unknown) => {
        callback(cause instanceof Error ? cause : new Error('lookup failed'), []);
      },
    );
  };
}
