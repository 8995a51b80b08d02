import { hubCredentialsKey, hubHost } from '../../reference/docker-hub.ts';
import { dockerHub } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { isLoopback, parseUrl, type Endpoint } from './hosts.ts';
import { locationsOf, type Location, type RegistriesConf } from './registries-conf.ts';
import { entryOf, type RegistryEntry, type RegistryTable } from './registry-table.ts';

/**
 * Finds where a repository may be asked for, the first to ask in front:
 * 1. in place of everything else, the mirror that the person has set for the registry in the table;
 * 2. the mirrors that podman's `registries.conf` has for it, then what that says its location is;
 * 3. the registry itself.
 *
 * Loopback registries may speak plain HTTP, as Docker allows them to, and so may those that table or file
 * allow it; every other one is asked by HTTPS alone. A mirror that the table says is never asked is left out. Fails
 * with `skipped` when table or file say that the registry or its location is not to be asked, or when a file that
 * may say so cannot be read, and with `refused` when there is no such address.
 */
export function endpointsOf(
  registry: string,
  repository: string,
  table: RegistryTable,
  registriesConf: RegistriesConf,
): Result<readonly Endpoint[], RegistryError> {
  const entry = entryOf(table, registry);
  const isSkipped = (host: string) => entryOf(table, host)?.skip === true;
  const skip = (detail: string, host = registry) =>
    fail(registryError('skipped', host, { detail }));
  if (entry?.skip === true) return skip('settings');
  if (entry?.mirror !== undefined) {
    const isPlain = entry.plainHttp === true;
    const mirror = mirrorEndpoint(registry, repository, entry.mirror, isPlain);
    if (!mirror.ok) return mirror;
    const { host } = mirror.value;
    return isSkipped(host)
      ? skip('settings', host)
      : ok([{ ...mirror.value, ...authHostOf(entryOf(table, host) ?? entry) }]);
  }

  const { brokenFile } = registriesConf;
  if (brokenFile !== undefined) return skip(`${brokenFile} cannot be read`);
  const found = locationsOf(registriesConf, registry, repository);
  if (found === 'blocked') return skip('registries.conf');
  const endpoints: Endpoint[] = [];
  for (const location of found) {
    if (isSkipped(location.registry)) {
      if (location.isMirror) continue;
      return skip('settings', location.registry);
    }
    const endpoint = endpointAt(location, table, entry);
    if (!endpoint.ok) return endpoint;
    endpoints.push(endpoint.value);
  }
  return ok(endpoints);
}

function endpointAt(
  { registry, repository, isInsecure, takes }: Location,
  table: RegistryTable,
  ofRegistry: RegistryEntry | undefined,
): Result<Endpoint, RegistryError> {
  const entry = entryOf(table, registry);
  const facts = { ...(takes !== undefined && { takes }), ...authHostOf(entry ?? ofRegistry) };
  if (registry === dockerHub)
    return ok({
      host: hubHost,
      bases: [`https://${hubHost}`],
      credentialsKey: hubCredentialsKey,
      repository,
      ...facts,
    });

  const url = parseUrl(`https://${registry}`);
  if (url === undefined || !isBareHost(url))
    return fail(registryError('refused', registry, { detail: 'not a valid host' }));
  const isPlain = isInsecure || entry?.plainHttp === true;
  const { host } = url;
  return ok({ host, bases: basesOf(url, isPlain), credentialsKey: registry, repository, ...facts });
}

function authHostOf(entry: RegistryEntry | undefined): Pick<Endpoint, 'authHost'> {
  return entry?.authHost === undefined ? {} : { authHost: entry.authHost };
}

/** On this machine plain HTTP comes first, as it is the rule there; elsewhere it is what remains. */
function basesOf(url: URL, mayBePlain: boolean): readonly string[] {
  const plain = new URL(url.href.replace(/^https:/, 'http:')).origin;
  if (isLoopback(url)) return [plain, url.origin];
  return mayBePlain ? [url.origin, plain] : [url.origin];
}

function mirrorEndpoint(
  registry: string,
  repository: string,
  mirror: string,
  mayBePlain: boolean,
): Result<Endpoint, RegistryError> {
  const refuse = (host: string, reason: string) =>
    fail(registryError('refused', host, { detail: `mirror: ${reason}` }));
  const url = parseUrl(mirror);
  if (url === undefined) return refuse(registry, 'not a URL');
  const { host, protocol, origin, pathname } = url;
  if (url.username !== '' || url.password !== '') return refuse(host, 'userinfo');
  const isPlain = protocol === 'http:' && (mayBePlain || isLoopback(url));
  if (protocol !== 'https:' && !isPlain) return refuse(host, 'not https');
  const base = `${origin}${pathname}`.replace(/\/+$/, '');
  return ok({ host, bases: [base], credentialsKey: host, repository });
}

function isBareHost(url: URL): boolean {
  return `${url.username}${url.password}${url.search}${url.hash}` === '' && url.pathname === '/';
}
