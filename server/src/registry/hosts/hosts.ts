import { dockerHub } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';

/** Where a registry's requests go. */
export interface Endpoint {
  /** Host and port on the wire. */
  readonly host: string;
  /** Addresses to try in this order, without a `/` at the end; a second one only for a loopback registry. */
  readonly bases: readonly string[];
  /** Under which key the user's credentials are kept, in the form that Docker's `config.json` uses. */
  readonly credentialsKey: string;
}

/** Base URLs to ask instead of a registry: `{ "docker.io": "https://mirror.example.com" }`. */
export type Mirrors = Readonly<Record<string, string>>;

const hubHost = 'registry-1.docker.io';
const hubCredentialsKey = 'https://index.docker.io/v1/';

/**
 * Finds where to ask a registry. Loopback registries may speak plain HTTP, as Docker allows them to;
 * every other one is asked by HTTPS alone. Fails with `refused` when there is no such address.
 */
export function endpointOf(registry: string, mirrors: Mirrors): Result<Endpoint, RegistryError> {
  const mirror = Object.hasOwn(mirrors, registry) ? mirrors[registry] : undefined;
  if (mirror !== undefined) return mirrorEndpoint(registry, mirror);

  if (registry === dockerHub)
    return ok({
      host: hubHost,
      bases: [`https://${hubHost}`],
      credentialsKey: hubCredentialsKey,
    });

  const url = parseUrl(`https://${registry}`);
  if (url === undefined || !isBareHost(url))
    return fail(registryError('refused', registry, { detail: 'not a valid host' }));
  const plain = isLoopback(url) ? [`http://${registry.toLowerCase()}`] : [];
  return ok({
    host: url.host,
    bases: [...plain.map((base) => new URL(base).origin), url.origin],
    credentialsKey: registry,
  });
}

/**
 * Whether a URL surely names this very machine, so that plain HTTP to it cannot be overheard: `localhost`,
 * 127.0.0.0/8 or ::1. Names below `localhost` are left out, as some systems ask the network for them.
 */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether a URL may name this machine, however it is spelled: loopback, the unspecified addresses, both of
 * them as IPv6 addresses that hold an IPv4 one (RFC 4291, 2.5.5), and all names in `localhost` (RFC 6761, 6.3).
 */
function mayBeThisMachine({ hostname }: URL): boolean {
  return (
    /^(?:.+\.)?localhost\.?$/.test(hostname) ||
    /^(?:0|127)(?:\.\d{1,3}){3}$/.test(hostname) ||
    /^\[::1?\]$/.test(hostname) ||
    /^\[::(?:ffff:)?(?:0|7f[\da-f]{2}):[\da-f]{1,4}\]$/.test(hostname)
  );
}

/** Why a server's wish to be asked elsewhere is not followed. */
export type UnsafeTarget = 'not-https' | 'userinfo' | 'loopback';

/**
 * Checks an address that a server named (a redirect or a token realm): never without TLS except between
 * loopback addresses, never with credentials in it, never from elsewhere into this machine. What a name
 * stands for in the DNS is not looked at.
 */
export function unsafeTarget(from: URL, to: URL): UnsafeTarget | undefined {
  if (to.username !== '' || to.password !== '') return 'userinfo';
  const isPlainLoopback = to.protocol === 'http:' && from.protocol === 'http:' && isLoopback(to);
  if (to.protocol !== 'https:' && !isPlainLoopback) return 'not-https';
  const isSameHost = to.hostname === from.hostname;
  return mayBeThisMachine(to) && !isLoopback(from) && !isSameHost ? 'loopback' : undefined;
}

/** Reads a URL; undefined when it is not one. */
export function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

function mirrorEndpoint(registry: string, mirror: string): Result<Endpoint, RegistryError> {
  const url = parseUrl(mirror);
  if (url === undefined) return refuseMirror(registry, 'not a URL');
  if (url.username !== '' || url.password !== '') return refuseMirror(url.host, 'userinfo');
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  if (!isSafe) return refuseMirror(url.host, 'not https');
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return ok({ host: url.host, bases: [base], credentialsKey: url.host });
}

function refuseMirror(host: string, reason: string): Result<Endpoint, RegistryError> {
  return fail(registryError('refused', host, { detail: `mirror: ${reason}` }));
}

function isBareHost(url: URL): boolean {
  return `${url.username}${url.password}${url.search}${url.hash}` === '' && url.pathname === '/';
}
