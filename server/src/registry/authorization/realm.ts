import { hubHost, hubTokenServer } from '../../reference/docker-hub.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { parseUrl, unsafeTarget, type UnsafeTarget } from '../hosts/hosts.ts';
import type { Challenge } from './challenge.ts';

/**
 * Token servers on another host that may see a registry's credentials, by registry host. They are pairs: with
 * a list of servers alone, any registry could have credentials sent to, and tokens asked of, each of them.
 */
const tokenServers: ReadonlyMap<string, string> = new Map([
  [hubHost, hubTokenServer],
  ['registry.gitlab.com', 'gitlab.com'],
]);

/**
 * Checks where a challenge sends us for a token. The file that is looked at chooses the registry, so the
 * realm is a stranger's word: it must be an absolute https URL without credentials in it. Plain HTTP is for
 * registries that are asked in it themselves: the same host, or both of them on this machine.
 */
export function realmOf(challenge: Challenge, registry: URL): Result<URL, RegistryError> {
  const refuse = (reason: string) =>
    fail(registryError('refused', registry.host, { detail: `token realm: ${reason}` }));
  const realm = parseUrl(challenge.parameters.get('realm') ?? '');
  if (realm === undefined) return refuse('not an absolute URL');
  const unsafe = unsafeRealm(registry, realm);
  if (unsafe !== undefined) return refuse(unsafe);
  realm.hash = '';
  return ok(realm);
}

function unsafeRealm(registry: URL, realm: URL): UnsafeTarget | undefined {
  const hasUserinfo = realm.username !== '' || realm.password !== '';
  const isSamePlainHost =
    registry.protocol === 'http:' &&
    realm.protocol === 'http:' &&
    registry.hostname === realm.hostname;
  return isSamePlainHost && !hasUserinfo ? undefined : unsafeTarget(registry, realm);
}

/**
 * Whether the user's credentials for the registry may be sent to the realm: to the registry's own origin, to
 * the token server that is known to belong to it, and by TLS to the host that the user has set for it.
 */
export function realmMayHaveCredentials(realm: URL, registry: URL, authHost?: string): boolean {
  if (realm.origin === registry.origin) return true;
  if (realm.protocol !== 'https:') return false;
  const isKnown = registry.protocol === 'https:' && tokenServers.get(registry.host) === realm.host;
  return isKnown || (authHost !== undefined && hostOf(authHost) === realm.host);
}

/** A host as a URL has it: in lower case, without the usual port; undefined when it is more than a host. */
function hostOf(written: string): string | undefined {
  const url = parseUrl(`https://${written}`);
  return url?.href === `https://${url?.host ?? ''}/` ? url.host : undefined;
}
