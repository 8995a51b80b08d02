import { describe, expect, it } from 'vitest';
import { podmanPaths } from '../../server/src/registry/credentials/user-keychain.ts';
import { never } from './setup.ts';
import { entryOf, homeWith, hubKey, podmanConfig, target } from './imagined-home.ts';

/** The password that is found for a repository, in an `auth.json` with entries under these keys. */
async function passwordFor(keys: readonly string[], key: string, repository: string) {
  const auths = Object.fromEntries(keys.map((name) => [name, entryOf('alice', `for ${name}`)]));
  const { keychain } = homeWith({ files: { [podmanConfig]: { auths } } });
  const { found } = await keychain.find(target(key, repository), never);
  return found?.credential.kind === 'password' ? found.credential.password : undefined;
}

describe("podman's auth.json", () => {
  const host = 'quay.io';
  const keys = ['quay.io', 'quay.io/team', 'quay.io/team/app'];

  it.each([
    ['team/app', 'for quay.io/team/app'],
    ['team/app/part', 'for quay.io/team/app'],
    ['team/other', 'for quay.io/team'],
    ['team', 'for quay.io/team'],
    ['teamwork/app', 'for quay.io'],
    ['other/team', 'for quay.io'],
  ])('has for %s the entry %s', async (repository, user) => {
    expect(await passwordFor(keys, host, repository)).toBe(user);
  });

  it('does not use the entry of one namespace for another', async () => {
    expect(await passwordFor(['quay.io/team'], host, 'other/app')).toBeUndefined();
    expect(await passwordFor(['quay.io/team'], 'quay.io:8443', 'team/app')).toBeUndefined();
  });

  it.each(['docker.io', 'index.docker.io', hubKey, 'registry-1.docker.io'])(
    'knows Docker Hub as %s',
    async (name) => {
      expect(await passwordFor([name], hubKey, 'library/python')).toBe(`for ${name}`);
    },
  );

  it('has namespaces of Docker Hub', async () => {
    const names = ['docker.io', 'docker.io/team'];
    expect(await passwordFor(names, hubKey, 'team/app')).toBe('for docker.io/team');
    expect(await passwordFor(names, hubKey, 'library/python')).toBe('for docker.io');
  });

  it('takes old keys, which are URLs, by their host', async () => {
    expect(await passwordFor(['https://quay.io/v1/'], host, 'team/app')).toBe(
      'for https://quay.io/v1/',
    );
  });

  it('names helpers for single registries, but none for all', async () => {
    const config = { credHelpers: { 'docker.io': 'pass' }, credsStore: 'desktop' };
    const { keychain, ran } = homeWith({ files: { [podmanConfig]: config } });
    await keychain.find(target(hubKey), never);
    await keychain.find(target('quay.io'), never);
    expect(ran).toEqual(['pass docker.io']);
  });

  it.each([
    ['on Linux', 'linux', {}, [podmanConfig]],
    [
      'on Linux with a session',
      'linux',
      { XDG_RUNTIME_DIR: '/run/user/1000' },
      ['/run/user/1000/containers/auth.json', podmanConfig],
    ],
    [
      'with a file of the user’s choice',
      'linux',
      { XDG_RUNTIME_DIR: '/run/user/1000', REGISTRY_AUTH_FILE: '/etc/mine.json' },
      ['/etc/mine.json', podmanConfig],
    ],
    [
      'with another place for configuration',
      'linux',
      { XDG_CONFIG_HOME: '/home/alice/conf' },
      [podmanConfig, '/home/alice/conf/containers/auth.json'],
    ],
    ['on macOS', 'darwin', { XDG_RUNTIME_DIR: '/tmp/xdg' }, [podmanConfig]],
    [
      'with paths that depend on where we are',
      'linux',
      { REGISTRY_AUTH_FILE: 'auth.json', XDG_RUNTIME_DIR: '.', XDG_CONFIG_HOME: 'config' },
      [podmanConfig],
    ],
  ] as const)('is looked for %s', (_, platform, environment, expected) => {
    const account = { environment, homeDirectory: '/home/alice', platform };
    expect(podmanPaths(account)).toEqual(expected);
  });

  it('is looked for on Windows', () => {
    const account = {
      environment: {},
      homeDirectory: String.raw`C:\Users\alice`,
      platform: 'win32',
    } as const;
    expect(podmanPaths(account)).toEqual([String.raw`C:\Users\alice\.config\containers\auth.json`]);
  });
});
