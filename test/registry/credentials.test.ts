import { describe, expect, it } from 'vitest';
import { dockerKeychain } from '../../server/src/registry/credentials/keychain.ts';

const hub = 'https://index.docker.io/v1/';

interface Home {
  readonly config?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A keychain over a home that exists only here; notes what was read and logged. */
function keychainOf({ config, environment = {} }: Home) {
  const read: string[] = [];
  const logged: string[] = [];
  const keychain = dockerKeychain({
    environment,
    homeDirectory: '/home/alice',
    log: (line) => logged.push(line),
    readFile(path) {
      read.push(path);
      const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return config === undefined ? Promise.reject(missing) : Promise.resolve(config);
    },
  });
  return { keychain, read, logged };
}

async function find(config: object, key: string) {
  const { keychain } = keychainOf({ config: JSON.stringify(config) });
  const entry = await keychain.find(key);
  return entry === 'credential-helper' ? entry : entry?.credential;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('dockerKeychain', () => {
  it('reads ~/.docker/config.json, but not before it is asked', async () => {
    const config = JSON.stringify({ auths: { 'ghcr.io': { auth: base64('alice:s3cret') } } });
    const { keychain, read } = keychainOf({ config });
    expect(read).toEqual([]);
    expect(await keychain.find('ghcr.io')).toEqual({
      credential: { kind: 'password', username: 'alice', password: 's3cret' },
      source: '/home/alice/.docker/config.json',
    });
    expect(read).toEqual(['/home/alice/.docker/config.json']);
  });

  it('reads $DOCKER_CONFIG/config.json when that is set', async () => {
    const { keychain, read } = keychainOf({ environment: { DOCKER_CONFIG: '/etc/docker-user' } });
    await keychain.find('ghcr.io');
    expect(read).toEqual(['/etc/docker-user/config.json']);
  });

  it('splits user and password at the first colon and keeps UTF-8', async () => {
    const auths = { 'ghcr.io': { auth: base64('bob:pä:ss wörd') } };
    expect(await find({ auths }, 'ghcr.io')).toEqual({
      kind: 'password',
      username: 'bob',
      password: 'pä:ss wörd',
    });
  });

  it('takes user and password in fields of their own', async () => {
    const auths = { 'ghcr.io': { username: 'alice', password: 's3cret' } };
    expect(await find({ auths }, 'ghcr.io')).toMatchObject({ username: 'alice' });
  });

  it('prefers tokens to passwords', async () => {
    const auth = base64('<token>:');
    const identity = { auth, identitytoken: 'refresh' };
    expect(await find({ auths: { 'a.example': identity } }, 'a.example')).toEqual({
      kind: 'identity-token',
      token: 'refresh',
    });
    const registry = { ...identity, registrytoken: 'bearer' };
    expect(await find({ auths: { 'a.example': registry } }, 'a.example')).toEqual({
      kind: 'registry-token',
      token: 'bearer',
    });
  });

  it.each([
    [hub, hub, true],
    ['index.docker.io', hub, true],
    ['https://registry.example.com/v2/', 'registry.example.com', true],
    ['registry.example.com', 'REGISTRY.example.com', true],
    ['registry.example.com', 'registry.example.com:5000', false],
    ['example.com', 'registry.example.com', false],
    ['registry.example.com.evil.example', 'registry.example.com', false],
    ['docker.io', hub, false],
  ])('with an entry for %s, asked for %s: found is %s', async (entry, asked, isFound) => {
    const auths = { [entry]: { auth: base64('alice:s3cret') } };
    expect((await find({ auths }, asked)) !== undefined).toBe(isFound);
  });

  it.each([
    ['no file', undefined, 'ENOENT'],
    ['no JSON', '{"auths": s3cret', 'not JSON'],
    ['no object', '[]', 'not a JSON object'],
  ])('goes on anonymously with %s, and says so', async (_, config, reason) => {
    const { keychain, logged } = keychainOf(config === undefined ? {} : { config });
    expect(await keychain.find('ghcr.io')).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining(reason)]);
    expect(logged.join()).not.toContain('s3cret');
  });

  it.each([
    ['credsStore', { credsStore: 'desktop', auths: { 'ghcr.io': {} } }],
    ['credHelpers', { credHelpers: { 'ghcr.io': 'pass' } }],
  ])('tells when only %s has the credential', async (_, config) => {
    const { keychain, logged } = keychainOf({ config: JSON.stringify(config) });
    expect(await keychain.find('ghcr.io')).toBe('credential-helper');
    expect(logged).toEqual([expect.stringContaining('credential helper')]);
  });

  it.each([
    { auths: null },
    { auths: { 'ghcr.io': null } },
    { auths: { 'ghcr.io': { auth: 42 } } },
    { auths: { 'ghcr.io': { auth: '%%%' } } },
    { auths: { 'ghcr.io': { auth: base64('no colon') } } },
    {},
  ])('goes on anonymously with %j', async (config) => {
    expect(await find(config, 'ghcr.io')).toBeUndefined();
  });

  it('sees a login that was made in the meantime', async () => {
    let config = '{}';
    const keychain = dockerKeychain({
      environment: {},
      homeDirectory: '/home/alice',
      readFile: () => Promise.resolve(config),
    });
    expect(await keychain.find('ghcr.io')).toBeUndefined();
    config = JSON.stringify({ auths: { 'ghcr.io': { auth: base64('alice:s3cret') } } });
    expect(await keychain.find('ghcr.io')).toBeDefined();
  });
});
