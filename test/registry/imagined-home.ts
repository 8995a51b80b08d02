import type { CredentialHelper } from '../../server/src/registry/credentials/credential-helper.ts';
import type { Login } from '../../server/src/registry/credentials/editor-keychain.ts';
import type { CredentialTarget, Keychain } from '../../server/src/registry/credentials/keychain.ts';
import { userKeychain } from '../../server/src/registry/credentials/user-keychain.ts';

/** What a user's account on a machine has; it exists only in the test. */
export interface Home {
  /** File contents by path; an error's code instead of a content makes the file unreadable. */
  readonly files?: Readonly<Record<string, object | string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly platform?: NodeJS.Platform;
  readonly askEditor?: (registry: string) => Promise<Login | null>;
  /** Answers in place of every helper program. */
  readonly helper?: CredentialHelper;
  readonly now?: () => number;
}

export interface UserHome {
  readonly keychain: Keychain;
  /** Paths of files that were read, in order. */
  readonly read: readonly string[];
  /** Helpers that were run, as `suffix key`. */
  readonly ran: readonly string[];
}

export const homeDirectory = '/home/alice';
export const dockerConfig = '/home/alice/.docker/config.json';
export const podmanConfig = '/home/alice/.config/containers/auth.json';
export const hubKey = 'https://index.docker.io/v1/';

export function homeWith({
  files = {},
  environment = {},
  platform = 'linux',
  askEditor,
  helper = () => Promise.resolve({ kind: 'none' }),
  now = () => 0,
}: Home): UserHome {
  const read: string[] = [];
  const ran: string[] = [];
  const keychain = userKeychain({
    environment,
    homeDirectory: platform === 'win32' ? String.raw`C:\Users\alice` : homeDirectory,
    platform,
    askEditor,
    now,
    helper: (suffix, key, signal) => {
      ran.push(`${suffix} ${key}`);
      return helper(suffix, key, signal);
    },
    readFile(path) {
      read.push(path);
      const file = files[path] ?? 'ENOENT';
      if (typeof file === 'object') return Promise.resolve(JSON.stringify(file));
      const isCode = /^E[A-Z]+$/.test(file);
      return isCode
        ? Promise.reject(Object.assign(new Error('cannot read'), { code: file }))
        : Promise.resolve(file);
    },
  });
  return { keychain, read, ran };
}

/** A target as the authorizer makes it, from a key and a repository. */
export function target(credentialsKey: string, repository = 'team/app'): CredentialTarget {
  const registry = credentialsKey === hubKey ? 'docker.io' : credentialsKey;
  return { registry, repository, credentialsKey };
}

/** An entry of `auths`, as `docker login` writes it. */
export function entryOf(username: string, password: string): { readonly auth: string } {
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}
