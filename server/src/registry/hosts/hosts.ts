/** Where a registry's requests go. */
export interface Endpoint {
  /** Host and port on the wire. */
  readonly host: string;
  /** Addresses to try in this order, without a `/` at the end; a second one where plain HTTP is allowed. */
  readonly bases: readonly string[];
  /** Under which key the user's credentials are kept, in the form that Docker's `config.json` uses. */
  readonly credentialsKey: string;
  /** The repository's name there; that of the reference when it is left out. */
  readonly repository?: string;
  /** Which images may be asked for there: those with a tag, those with a digest, or both. */
  readonly takes?: 'tags' | 'digests';
  /** Host, with its port if it has one, of the token server that may see the credentials for it. */
  readonly authHost?: string;
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
  const isSameHost = to.hostname === from.hostname;
  const isPlainAlready = from.protocol === 'http:' && (isLoopback(to) || isSameHost);
  const isHttp = to.protocol === 'http:' && isPlainAlready;
  if (to.protocol !== 'https:' && !isHttp) return 'not-https';
  return mayBeThisMachine(to) && !isLoopback(from) && !isSameHost ? 'loopback' : undefined;
}

/** Reads a URL; undefined when it is not one. */
export function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}
