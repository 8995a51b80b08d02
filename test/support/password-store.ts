import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A user's password store, which `docker-credential-pass` reads: GnuPG and pass, in a folder of its own. */
export interface PasswordStore {
  /** With these variables the helper finds the store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Keeps a credential as `docker login` does, by the helper's own `store`. */
  keep(server: string, username: string, secret: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a key without a passphrase and an empty store, in about a second. */
export async function createPasswordStore(): Promise<PasswordStore> {
  // Sockets of GnuPG's agent stand in this folder, and their paths must be short.
  const directory = await mkdtemp(join(tmpdir(), 'pass-'));
  const environment = {
    GNUPGHOME: join(directory, 'gnupg'),
    PASSWORD_STORE_DIR: join(directory, 'store'),
  };
  const call = (program: string, parameters: readonly string[], input = ''): Promise<void> =>
    runWith(program, parameters, environment, input);
  await mkdir(environment.GNUPGHOME, { mode: 0o700 });
  const user = 'test@example.test';
  const newKey = ['--quick-gen-key', user, 'default', 'default', 'never'];
  await call('gpg', ['--batch', '--quiet', '--passphrase', '', ...newKey]);
  await call('pass', ['init', user]);
  return {
    environment,
    keep: (server, username, secret) =>
      call(
        'docker-credential-pass',
        ['store'],
        JSON.stringify({ ServerURL: server, Username: username, Secret: secret }),
      ),
    async close() {
      await call('gpgconf', ['--kill', 'all']);
      await rm(directory, { recursive: true, maxRetries: 5 });
    },
  };
}

async function runWith(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: string,
): Promise<void> {
  const child = spawn(program, parameters, {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] ?? '', HOME: environment['GNUPGHOME'], ...environment },
  });
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as readonly unknown[];
  if (code !== 0) throw new Error(`${program} ${parameters[0] ?? ''} ended with ${String(code)}`);
}
