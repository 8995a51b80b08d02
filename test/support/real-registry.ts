import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from './fake-registry.ts';
import { startProgram, type RunningProgram } from './programs.ts';
import { run } from './tools.ts';

/** CNCF Distribution's registry, as Debian packages it, on a free loopback port. */
export interface RealRegistry {
  /** Without a `/` at the end. */
  readonly url: string;
  /** Host and port, to be written into image references. */
  readonly host: string;
  /**
   * What it has answered so far after its own access log, one line each: `HEAD /v2/app/manifests/1 200`.
   * A line is written shortly after its answer.
   */
  requests(): readonly string[];
  close(): Promise<void>;
}

export interface RealRegistryOptions {
  readonly auth?: RegistryAuth;
  readonly tls?: RegistryTls;
  /** The base URL of a registry of which this one is a pull-through cache. */
  readonly upstream?: string;
  /** A folder to keep the content in, instead of memory. */
  readonly folder?: string;
  /** A base URL to which requests for blobs are redirected; what is below `folder` must be there. */
  readonly blobsAt?: string;
  /** Whether manifests and tags can be deleted. */
  readonly allowsDeletion?: boolean;
}

/** How the registry knows its users. */
export type RegistryAuth =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'token';
      readonly realm: string;
      readonly service: string;
      readonly issuer: string;
      /** PEM, of the key that signs the tokens. */
      readonly certificate: string;
    };

export interface RegistryTls {
  readonly identity: Identity;
  /** PEM, of the authority whose certificates clients must show. */
  readonly clientAuthority?: string;
}

const accessLine = /"(\w+) (\S+) HTTP\/[\d.]+" (\d+) /;

/** Starts `docker-registry`; rejects when it ends before it listens. */
export async function startRealRegistry(options: RealRegistryOptions = {}): Promise<RealRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'registry-'));
  const removeDirectory = () => rm(directory, { recursive: true });
  try {
    const registry = await startProcess(await configuration(options, directory), directory);
    const host = registry.ready[1] ?? '';
    return {
      url: `${options.tls === undefined ? 'http' : 'https'}://${host}`,
      host,
      requests: () => requestsIn(registry.lines),
      async close() {
        await registry.stop();
        await removeDirectory();
      },
    };
  } catch (cause) {
    await removeDirectory();
    throw cause;
  }
}

async function startProcess(configured: object, directory: string): Promise<RunningProgram> {
  const path = join(directory, 'config.yml');
  await writeFile(path, JSON.stringify(configured));
  return startProgram('docker-registry', ['serve', path], {
    ready: /listening on (127\.0\.0\.1:\d+)/,
  });
}

function requestsIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const [, method, url, status] = accessLine.exec(line) ?? [];
    return method === undefined ? [] : [`${method} ${url ?? ''} ${status ?? ''}`];
  });
}

/** Docker Registry 2, "Configuring a registry"; YAML takes JSON as it is. */
async function configuration(
  { auth, tls, upstream, folder, blobsAt, allowsDeletion = false }: RealRegistryOptions,
  directory: string,
): Promise<object> {
  const keep = folder === undefined ? { inmemory: {} } : { filesystem: { rootdirectory: folder } };
  const redirect = { name: 'redirect', options: { baseurl: blobsAt } };
  return {
    version: '0.1',
    log: { level: 'info', formatter: 'json' },
    storage: {
      ...keep,
      delete: { enabled: allowsDeletion },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: '127.0.0.1:0', ...(tls && { tls: await tlsConfiguration(tls, directory) }) },
    ...(auth && { auth: await authConfiguration(auth, directory) }),
    ...(upstream !== undefined && { proxy: { remoteurl: upstream } }),
    ...(blobsAt !== undefined && { middleware: { storage: [redirect] } }),
  };
}

async function tlsConfiguration(
  { identity, clientAuthority }: RegistryTls,
  directory: string,
): Promise<object> {
  const write = async (name: string, text: string): Promise<string> => {
    const path = join(directory, 'tls', name);
    await writeFile(path, text);
    return path;
  };
  await mkdir(join(directory, 'tls'));
  return {
    certificate: await write('server.crt', identity.certificate),
    key: await write('server.key', identity.key),
    ...(clientAuthority !== undefined && {
      clientcas: [await write('clients.crt', clientAuthority)],
    }),
  };
}

async function authConfiguration(auth: RegistryAuth, directory: string): Promise<object> {
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
