import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { cached } from './cache/cache.ts';
import { dockerKeychain } from './credentials/keychain.ts';
import type { DigestResolver } from './digest-resolver.ts';
import type { Mirrors } from './hosts/hosts.ts';
import { createRegistryClient } from './registry-client.ts';

export interface DefaultResolverOptions {
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  readonly mirrors: Mirrors;
  readonly userAgent: string;
  readonly log: (line: string) => void;
}

/** The resolver that editor and command line use: real network, Docker's own credentials, a short memory. */
export function createDefaultResolver({
  timeout,
  mirrors,
  userAgent,
  log,
}: DefaultResolverOptions): DigestResolver {
  const keychain = dockerKeychain({
    environment: process.env,
    homeDirectory: homedir(),
    readFile: (path) => readFile(path, 'utf8'),
    log,
  });
  const client = createRegistryClient({
    keychain,
    userAgent,
    mirrors,
    timeouts: { request: timeout },
    log,
  });
  return cached(client, { now: () => performance.now() });
}
