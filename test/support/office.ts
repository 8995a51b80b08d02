import { createAuthority, createLoopbackIdentity } from './certificate.ts';
import type { Identity } from './fake-registry.ts';
import { startNameGateway } from './name-gateway.ts';
import { startRealRegistry, type RealRegistry, type RealRegistryOptions } from './real-registry.ts';
import { startTinyproxy, type Tinyproxy } from './tinyproxy.ts';
import { startTokenServer, type TokenServer } from './token-server.ts';

/** A registry with tokens, and the server before it that gives them. */
export interface TokenRegistry {
  readonly front: TokenServer;
  readonly registry: RealRegistry;
}

/**
 * The registries of an office, in every mode. Those that speak TLS have certificates of the office's own
 * authority; they stand on loopback, and under names in `example.test` that only the proxy knows.
 */
export interface Office {
  readonly open: RealRegistry;
  readonly password: RealRegistry;
  readonly tokens: TokenRegistry;
  /** A pull-through cache of `open`. */
  readonly mirror: RealRegistry;
  readonly secure: RealRegistry;
  readonly securePassword: RealRegistry;
  readonly secureTokens: TokenRegistry;
  readonly secureMirror: RealRegistry;
  /** Wants a certificate of its clients. */
  readonly badge: RealRegistry;
  readonly proxy: Tinyproxy;
  /** The address of the proxy with its user and password. */
  readonly proxyUrl: string;
  /** PEM, of the authority. */
  readonly authority: string;
  /** What an employee shows to `badge`. */
  readonly employee: Identity;
  close(): Promise<void>;
}

export const domain = 'example.test';
export const alice = { username: 'alice', password: 's3cret' } as const;
export const proxyUser = { username: 'office', password: 'pr0xy-s3cret' } as const;

interface Closeable {
  close(): Promise<void>;
}
type Keep = <T extends Closeable>(server: T) => T;

/** Starts everything, in about a second; what was started is stopped again when something does not start. */
export async function openOffice(): Promise<Office> {
  const open: Closeable[] = [];
  const keep: Keep = (server) => {
    open.push(server);
    return server;
  };
  const close = async (): Promise<void> => {
    for (const server of open.toReversed()) await server.close();
  };
  try {
    return { ...(await startAll(keep)), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function startAll(keep: Keep): Promise<Omit<Office, 'close'>> {
  const authority = createAuthority('Example Office');
  const names = ['open', 'password', 'tokens', 'mirror', 'badge'];
  const wholeNames = names.map((name) => `${name}.${domain}`);
  const identity = authority.issue(['localhost', '127.0.0.1', ...wholeNames]);
  const tls = { identity };
  const auth = { kind: 'password', ...alice } as const;
  const start = async (options?: RealRegistryOptions) => keep(await startRealRegistry(options));

  const open = await start();
  const secure = await start({ tls });
  const securePassword = await start({ auth, tls });
  const secureTokens = await startTokens(keep, { identity, name: `tokens.${domain}` });
  const secureMirror = await start({ upstream: open.url, tls });
  const badge = await start({ tls: { identity, clientAuthority: authority.certificate } });

  const gateway = keep(await startNameGateway());
  const hosts = [secure, securePassword, secureTokens.front, secureMirror, badge];
  for (const [index, { host }] of hosts.entries()) gateway.add(wholeNames[index] ?? '', host);
  const onward = { host: gateway.host, domain };
  const proxy = keep(await startTinyproxy({ user: proxyUser, onward }));

  return {
    open,
    password: await start({ auth }),
    tokens: await startTokens(keep),
    mirror: await start({ upstream: open.url }),
    secure,
    securePassword,
    secureTokens,
    secureMirror,
    badge,
    proxy,
    proxyUrl: `http://${proxyUser.username}:${proxyUser.password}@${proxy.host}`,
    authority: authority.certificate,
    employee: authority.issue(['alice']),
  };
}

async function startTokens(
  keep: Keep,
  tls?: { readonly identity: Identity; readonly name: string },
): Promise<TokenRegistry> {
  const keys = createLoopbackIdentity();
  const names = { service: 'test-registry', issuer: 'test-issuer' };
  const front = keep(await startTokenServer({ keys, ...names, ...alice, ...(tls && { tls }) }));
  const { realm } = front;
  const { certificate } = keys;
  const registry = keep(
    await startRealRegistry({ auth: { kind: 'token', realm, ...names, certificate } }),
  );
  front.stand(registry);
  return { front, registry };
}
