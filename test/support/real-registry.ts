import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from './tools.ts';

/** CNCF Distribution's registry, as Debian packages it, on a free loopback port and in memory. */
export interface RealRegistry {
  /** Without a `/` at the end. */
  readonly url: string;
  /** Host and port, to be written into image references. */
  readonly host: string;
  close(): Promise<void>;
}

/** How the registry knows its users. */
export type RegistryAuth =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'token';
      readonly realm: string;
      readonly service: string;
      readonly issuer: string;
      /** PEM, of the key that signs the tokens. */
      readonly certificate: string;
    };

/** Starts `docker-registry`; rejects when it ends before it listens. */
export async function startRealRegistry(
  auth: RegistryAuth = { kind: 'anonymous' },
): Promise<RealRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'registry-'));
  const removeDirectory = () => rm(directory, { recursive: true });
  try {
    const registry = await startProcess(await configuration(auth, directory), directory);
    const host = await listeningHost(registry);
    return {
      url: `http://${host}`,
      host,
      async close() {
        const ended = once(registry, 'exit');
        registry.kill();
        await ended;
        await removeDirectory();
      },
    };
  } catch (cause) {
    await removeDirectory();
    throw cause;
  }
}

async function startProcess(configured: object, directory: string): Promise<ChildProcess> {
  const path = join(directory, 'config.yml');
  await writeFile(path, JSON.stringify(configured));
  const registry = spawn('docker-registry', ['serve', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  await once(registry, 'spawn');
  return registry;
}

/** Docker Registry 2, "Configuring a registry"; YAML takes JSON as it is. */
async function configuration(auth: RegistryAuth, directory: string): Promise<object> {
  return {
    version: '0.1',
    log: { level: 'info', formatter: 'json' },
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0' },
    ...(auth.kind !== 'anonymous' && { auth: await authConfiguration(auth, directory) }),
  };
}

async function authConfiguration(
  auth: Exclude<RegistryAuth, { kind: 'anonymous' }>,
  directory: string,
): Promise<object> {
  if (auth.kind === 'password') {
    const path = join(directory, 'htpasswd');
    await writeFile(path, await run('htpasswd', ['-Bbn', auth.username, auth.password]));
    return { htpasswd: { realm: 'test', path } };
  }
  const { realm, service, issuer, certificate } = auth;
  const rootcertbundle = join(directory, 'token.crt');
  await writeFile(rootcertbundle, certificate);
  return { token: { realm, service, issuer, rootcertbundle } };
}

/** Reads the log up to the line that tells which port the registry was given. */
async function listeningHost(registry: ChildProcess): Promise<string> {
  const { stderr } = registry;
  if (stderr === null) throw new TypeError('the log is not piped');
  const read: string[] = [];
  for await (const line of createInterface({ input: stderr })) {
    read.push(line);
    const host = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (host === undefined) continue;
    stderr.resume();
    return host;
  }
  throw new Error(`docker-registry did not start:\n${read.join('\n')}`);
}
