import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createAuthority } from './certificate.ts';
import { closedHost } from './fake-registry.ts';
import { startProgram } from './programs.ts';

/** Notary's server, as Debian packages it, on a free loopback port, with its memory for a store. */
export interface RealNotaryServer {
  /** Without a `/` at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Somebody who uses the `notary` client, with keys and metadata of their own. */
export interface NotaryUser {
  /** Runs a command; rejects with what it says when it fails. */
  run(...words: readonly string[]): Promise<void>;
  /** Signs a tag, by the role `targets` or others, and publishes. */
  sign(name: string, tag: string, digest: string, roles?: string): Promise<void>;
  /** Lets a new key of this user sign for these roles, as `docker trust signer add` does. */
  delegate(name: string, ...roles: readonly string[]): Promise<void>;
  rotateRoot(name: string): Promise<void>;
  /** What the client says of a tag: its digest, or why there is none, in its own words. */
  lookUp(name: string, tag: string, server?: string): Promise<string>;
}

const passphrases = {
  NOTARY_ROOT_PASSPHRASE: 'correct horse',
  NOTARY_TARGETS_PASSPHRASE: 'battery staple',
  NOTARY_SNAPSHOT_PASSPHRASE: 'correct battery',
  NOTARY_DELEGATION_PASSPHRASE: 'horse staple',
};

export async function startNotaryServer(): Promise<RealNotaryServer> {
  const directory = await mkdtemp(join(tmpdir(), 'notary-server-'));
  const host = await closedHost();
  const path = join(directory, 'server.json');
  const configuration = {
    server: { http_addr: host },
    trust_service: { type: 'local' },
    storage: { backend: 'memory' },
    logging: { level: 'info' },
  };
  await writeFile(path, JSON.stringify(configuration));
  const removeDirectory = () => rm(directory, { recursive: true });
  try {
    const server = await startProgram('notary-server', ['-config', path], { ready: /Starting on/ });
    return {
      url: `http://${host}`,
      async close() {
        await server.stop();
        await removeDirectory();
      },
    };
  } catch (cause) {
    await removeDirectory();
    throw cause;
  }
}

/** A user whose client keeps everything below a folder. */
export function notaryUser(url: string, folder: string): NotaryUser {
  async function attempt(server: string, words: readonly string[]) {
    const client = spawn('notary', ['-s', server, '-d', join(folder, 'trust'), ...words], {
      timeout: 30_000,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...passphrases },
    });
    const exited = once(client, 'exit');
    // It asks whether a root is really to be rotated.
    client.stdin.end('yes\n');
    const [output, problem] = await Promise.all([text(client.stdout), text(client.stderr)]);
    await exited;
    // What went wrong is told in either of them.
    return { isDone: client.exitCode === 0, said: `${output}${problem}`.trim() };
  }
  async function run(...words: readonly string[]): Promise<void> {
    const { isDone, said } = await attempt(url, words);
    if (!isDone) throw new Error(`notary ${words.join(' ')}: ${said}`);
  }

  return {
    run,
    sign: (name, tag, digest, roles = 'targets') => {
      const hash = digest.replace(/^sha256:/, '');
      return run('addhash', name, tag, '1317', '--sha256', hash, '--roles', roles, '-p');
    },
    async delegate(name, ...roles) {
      const { key, certificate } = createAuthority().issue(['alice']);
      await writeFile(join(folder, 'alice.key'), key, { mode: 0o600 });
      await writeFile(join(folder, 'alice.crt'), certificate);
      await run('key', 'rotate', name, 'snapshot', '-r');
      await run('key', 'import', join(folder, 'alice.key'));
      for (const role of roles)
        await run('delegation', 'add', name, role, join(folder, 'alice.crt'), '--all-paths', '-p');
    },
    rotateRoot: (name) => run('key', 'rotate', name, 'root'),
    async lookUp(name, tag, server = url) {
      const { said } = await attempt(server, ['lookup', name, tag]);
      return /sha256:[0-9a-f]{64}/.exec(said)?.[0] ?? said.replace('* fatal: ', '');
    },
  };
}
