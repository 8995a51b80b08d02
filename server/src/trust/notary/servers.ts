import { isLoopback, parseUrl } from '../../registry/hosts/hosts.ts';
import { parseGoBoolean } from '../../text/go-boolean.ts';

/**
 * The Notary server that the person has set for a registry, whose name is the same in capitals; else `otherwise`. Undefined
 * when there is none.
 */
export function serverFor(
  registry: string,
  servers: Readonly<Record<string, string>>,
  otherwise?: string,
): string | undefined {
  const name = registry.toLowerCase();
  return Object.entries(servers).find(([key]) => key.toLowerCase() === name)?.[1] ?? otherwise;
}

/**
 * The server that Docker itself would ask for every registry: that of `DOCKER_CONTENT_TRUST_SERVER`, where
 * `DOCKER_CONTENT_TRUST` turns content trust on.
 */
export function dockerTrustServer(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const isOn = parseGoBoolean(environment['DOCKER_CONTENT_TRUST'] ?? '') === true;
  const server = environment['DOCKER_CONTENT_TRUST_SERVER'] ?? '';
  return isOn && server !== '' ? server : undefined;
}

/**
 * The address of a server as it was set, without a `/` at the end: https, or plain HTTP to this machine, and nothing in it
 * but a host and a path. Undefined when it is none.
 */
export function serverAddress(written: string): URL | undefined {
  const url = parseUrl(written);
  if (url === undefined) return undefined;
  const { protocol, username, password, search, hash } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(url));
  if (!isSafe || `${username}${password}${search}${hash}` !== '') return undefined;
  return new URL(url.href.replace(/\/+$/, ''));
}
