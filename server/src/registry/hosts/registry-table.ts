import { hubHost, hubTokenServer, registryOfHost } from '../../reference/docker-hub.ts';
import { dockerHub } from '../../reference/reference.ts';
import { parseUrl } from './hosts.ts';

const hubHosts: readonly string[] = [hubHost, hubTokenServer];

/** What the person says of single registries, by registry as references name it: `docker.io`, `host:5000`. */
export type RegistryTable = Readonly<Record<string, RegistryEntry>>;

/** Being in the table at all means that the person knows the host: it may be at a private address. */
export interface RegistryEntry {
  /** A base URL that is asked in its place. */
  readonly mirror?: string;
  /** Whether it may be asked by plain HTTP. */
  readonly plainHttp?: boolean;
  /** Whether it is never asked and its images are never pinned. */
  readonly skip?: boolean;
  /** Host, with its port if it has one, of the token server that may see its credentials. */
  readonly authHost?: string;
}

/** What the table has for a registry, whose name is the same in capitals. */
export function entryOf(table: RegistryTable, registry: string): RegistryEntry | undefined {
  const name = registry.toLowerCase();
  return Object.entries(table).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** All hosts that the table names, as in `URL.host`: registries, their mirrors and their token servers. */
export function hostsOfTable(table: RegistryTable): ReadonlySet<string> {
  const hosts = Object.entries(table).flatMap(([registry, { mirror, authHost }]) => [
    ...hostsOfRegistry(registry),
    ...(authHost === undefined ? [] : hostsOfName(authHost)),
    ...(mirror === undefined ? [] : hostsOfUrl(mirror)),
  ]);
  return new Set(hosts);
}

/** The hosts that are asked for a registry's images, which are known with its name. */
export function hostsOfRegistry(registry: string): readonly string[] {
  const isHub = registryOfHost(registry.toLowerCase()) === dockerHub;
  return isHub ? hubHosts : hostsOfName(registry);
}

/** Whether a host is one of Docker Hub's. */
export function isHubHost(host: string): boolean {
  return hubHosts.includes(host);
}

/** A host as URLs have it, for either scheme: each leaves out its own port. */
function hostsOfName(name: string): readonly string[] {
  return ['https', 'http'].flatMap((scheme) => hostsOfUrl(`${scheme}://${name}`));
}

function hostsOfUrl(text: string): readonly string[] {
  const url = parseUrl(text);
  return url === undefined || url.host === '' ? [] : [url.host];
}
