import type { UserAccount } from './credentials/user-keychain.ts';
import { currentAccount } from './current-account.ts';
import { parseUrl } from './hosts/hosts.ts';
import { createConnections } from './network/connections.ts';
import type { Resolve } from './network/guarded-lookup.ts';
import { createProxyChooser, type EditorProxySettings } from './network/proxy.ts';
import { createTransport, type Transport } from './network/transport.ts';
import { createTrust } from './network/trust.ts';

export interface DefaultWebOptions {
  /** Addresses of servers that the person has set; their hosts count as known. */
  readonly servers: readonly string[];
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  /** What an editor says of proxies; without it the environment decides. */
  readonly proxy?: EditorProxySettings;
  readonly userAgent: string;
  /** Gets a line for each request, never a secret. */
  readonly log: (line: string) => void;
  /** Whose configuration counts; that of the user who runs this, if it is left out. */
  readonly account?: UserAccount;
  /** Asks the DNS; for tests. */
  readonly resolve?: Resolve;
}

/**
 * How servers are reached that are no registries and that the person has set: through the person's proxies, with the
 * person's certificates. As those servers may name others (redirects, token servers), only their own hosts may be at
 * addresses that are not for everyone.
 */
export function createDefaultWeb({
  servers,
  timeout,
  proxy,
  userAgent,
  log,
  account = currentAccount(),
  resolve,
}: DefaultWebOptions): Transport {
  const known = new Set(servers.map((server) => parseUrl(server)?.host));
  const connections = createConnections({
    chooseProxy: createProxyChooser({
      environment: account.environment,
      ...(proxy !== undefined && { editor: proxy }),
    }),
    trust: createTrust({ ...account, log }),
    isKnownHost: (host) => known.has(host),
    ...(resolve !== undefined && { resolve }),
    log,
  });
  return createTransport({ connections, timeout, userAgent, now: Date.now, log });
}
