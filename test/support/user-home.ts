import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPasswordStore } from './password-store.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A registry that is asked through another one, after podman's registries.conf. */
export interface MirroredRegistry {
  readonly registry: string;
  /** Host, with its port. */
  readonly mirror: string;
  readonly insecure: boolean;
}

/** A user with a home folder of their own, which has what users of Docker and podman have there. */
export interface User {
  /** All that a program of this user should have in its environment beside PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a file by its path below the home folder, and gives its whole path. */
  write(path: string, text: string): Promise<string>;
  /** Keeps the account for these registries as `docker login` does: in config.json. */
  signIn(registries: readonly string[], account: Account): Promise<void>;
  /** Keeps the account in the password store, where `docker-credential-pass` finds it. */
  signInWithHelper(registry: string, account: Account): Promise<void>;
  /** Puts files, by their names, where Docker looks for the certificates of a registry. */
  addCertificates(registry: string, files: Readonly<Record<string, string>>): Promise<void>;
  /** The folder in which they are. */
  certificatesOf(registry: string): string;
  setMirrors(mirrored: readonly MirroredRegistry[]): Promise<void>;
  close(): Promise<void>;
}

export async function createUser(): Promise<User> {
  const home = await mkdtemp(join(tmpdir(), 'user-'));
  const store = await createPasswordStore();
  const auths: Record<string, object> = {};
  const credHelpers: Record<string, string> = {};
  const certificatesOf = (registry: string): string => join(home, '.docker/certs.d', registry);

  async function write(path: string, text: string): Promise<string> {
    const whole = join(home, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, text);
    return whole;
  }
  async function writeConfig(): Promise<void> {
    await write('.docker/config.json', JSON.stringify({ auths, credHelpers }));
  }

  return {
    environment: {
      HOME: home,
      DOCKER_CONFIG: join(home, '.docker'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_CONFIG_HOME: join(home, '.config'),
      ...store.environment,
    },
    write,
    async signIn(registries, { username, password }) {
      const auth = Buffer.from(`${username}:${password}`).toString('base64');
      for (const registry of registries) auths[registry] = { auth };
      await writeConfig();
    },
    async signInWithHelper(registry, { username, password }) {
      await store.keep(registry, username, password);
      credHelpers[registry] = 'pass';
      await writeConfig();
    },
    async addCertificates(registry, files) {
      for (const [name, text] of Object.entries(files))
        await write(join('.docker/certs.d', registry, name), text);
    },
    certificatesOf,
    async setMirrors(mirrored) {
      await write('.config/containers/registries.conf', mirrored.map(registryTable).join('\n'));
    },
    async close() {
      await store.close();
      await rm(home, { recursive: true, maxRetries: 5 });
    },
  };
}

/** A `[[registry]]` table: containers-registries.conf(5), version 2. */
function registryTable({ registry, mirror, insecure }: MirroredRegistry): string {
  return [
    '[[registry]]',
    `prefix = "${registry}"`,
    `location = "${registry}"`,
    '[[registry.mirror]]',
    `location = "${mirror}"`,
    `insecure = ${String(insecure)}`,
    '',
  ].join('\n');
}
