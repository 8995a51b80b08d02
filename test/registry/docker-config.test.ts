import { describe, expect, it } from 'vitest';
import { dockerConfigPath } from '../../server/src/registry/credentials/user-keychain.ts';
import { never } from './setup.ts';
import { dockerConfig, entryOf, homeWith, hubKey, target, type Home } from './imagined-home.ts';

const alice = { kind: 'password', username: 'alice', password: 's3cret' };

/** What is found with this `config.json`. */
async function find(config: object | string, key: string, rest: Home = {}) {
  const { keychain } = homeWith({ files: { [dockerConfig]: config }, ...rest });
  const { found } = await keychain.find(target(key), never);
  return found?.credential;
}

describe("Docker's config.json", () => {
  it('is read from the home directory, but not before somebody asks', async () => {
    const config = { auths: { 'ghcr.io': entryOf('alice', 's3cret') } };
    const { keychain, read } = homeWith({ files: { [dockerConfig]: config } });
    expect(read).toEqual([]);
    expect(await keychain.find(target('ghcr.io'), never)).toEqual({
      found: { credential: alice, source: dockerConfig },
      problems: [],
      looked: [dockerConfig],
    });
    expect(read).toEqual([dockerConfig]);
  });

  it.each([
    ['an absolute $DOCKER_CONFIG', { DOCKER_CONFIG: '/etc/docker-user' }, '/etc/docker-user'],
    ['an empty one', { DOCKER_CONFIG: '' }, '/home/alice/.docker'],
    ['one that depends on where we are', { DOCKER_CONFIG: '.docker' }, '/home/alice/.docker'],
  ])('is looked for with %s', (_, environment, directory) => {
    const account = { environment, homeDirectory: '/home/alice', platform: 'linux' } as const;
    expect(dockerConfigPath(account)).toBe(`${directory}/config.json`);
  });

  it('splits user and password at the first colon and keeps UTF-8', async () => {
    const auths = { 'ghcr.io': entryOf('bob', 'pä:ss wörd') };
    expect(await find({ auths }, 'ghcr.io')).toEqual({
      kind: 'password',
      username: 'bob',
      password: 'pä:ss wörd',
    });
  });

  it('loses the zeros that old versions put behind passwords', async () => {
    const auths = { 'ghcr.io': entryOf('alice', 's3cret\0\0') };
    expect(await find({ auths }, 'ghcr.io')).toEqual(alice);
  });

  it('may have user and password in fields of their own', async () => {
    const auths = { 'ghcr.io': { username: 'alice', password: 's3cret' } };
    expect(await find({ auths }, 'ghcr.io')).toEqual(alice);
  });

  it('has tokens that go before passwords', async () => {
    const identity = { ...entryOf('<token>', ''), identitytoken: 'refresh' };
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

  it('cannot put anything but a token into a header field', async () => {
    const entry = { ...entryOf('alice', 's3cret'), registrytoken: 'a\r\nHost: evil.example' };
    expect(await find({ auths: { 'a.example': entry } }, 'a.example')).toEqual(alice);
  });

  it.each([
    [hubKey, hubKey, true],
    ['index.docker.io', hubKey, true],
    ['https://registry.example.com/v2/', 'registry.example.com', true],
    ['http://registry.example.com', 'registry.example.com', true],
    ['registry.example.com', 'REGISTRY.example.com', true],
    ['registry.example.com', 'registry.example.com:5000', false],
    ['example.com', 'registry.example.com', false],
    ['registry.example.com.evil.example', 'registry.example.com', false],
    ['docker.io', hubKey, false],
  ])('with an entry for %s, asked for %s: found is %s', async (entry, asked, isFound) => {
    const auths = { [entry]: entryOf('alice', 's3cret') };
    expect((await find({ auths }, asked)) !== undefined).toBe(isFound);
  });

  it.each([
    { auths: null },
    { auths: { 'ghcr.io': null } },
    { auths: { 'ghcr.io': { auth: 42 } } },
    { auths: { 'ghcr.io': { auth: '%%%' } } },
    { auths: { 'ghcr.io': entryOf('no colon', '').auth } },
    { auths: { 'ghcr.io': {} }, credsStore: 42, credHelpers: ['pass'] },
    {},
  ])('has nothing in %j', async (config) => {
    expect(await find(config, 'ghcr.io')).toBeUndefined();
  });

  it('shows a login that was made in the meantime', async () => {
    const files: Record<string, object> = {};
    const { keychain } = homeWith({ files });
    expect((await keychain.find(target('ghcr.io'), never)).found).toBeUndefined();
    files[dockerConfig] = { auths: { 'ghcr.io': entryOf('alice', 's3cret') } };
    expect((await keychain.find(target('ghcr.io'), never)).found).toBeDefined();
  });

  it.each([
    ['{"auths": s3cret', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['EACCES', 'EACCES'],
  ])('that is %j is a problem, told without its content', async (config, reason) => {
    const { keychain } = homeWith({ files: { [dockerConfig]: config } });
    const answer = await keychain.find(target('ghcr.io'), never);
    expect(answer.problems).toEqual([{ kind: 'unreadable', source: dockerConfig, reason }]);
    expect(answer.looked[0]).toBe(`${dockerConfig} (${reason})`);
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  it('that is missing is none', async () => {
    const answer = await homeWith({}).keychain.find(target('ghcr.io'), never);
    expect(answer.problems).toEqual([]);
    expect(answer.looked[0]).toBe(`${dockerConfig} (no such file)`);
  });
});

describe('DOCKER_AUTH_CONFIG', () => {
  const config = { auths: { 'ghcr.io': entryOf('alice', 'from the file') } };

  it('goes before the file', async () => {
    const auths = { 'ghcr.io': entryOf('alice', 's3cret') };
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) };
    expect(await find(config, 'ghcr.io', { environment })).toEqual(alice);
  });

  it('leaves other registries to the file', async () => {
    const auths = { 'quay.io': entryOf('alice', 's3cret') };
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) };
    expect(await find(config, 'ghcr.io', { environment })).toMatchObject({
      password: 'from the file',
    });
  });

  it('cannot name a program to run', async () => {
    const named = { credsStore: 'evil', credHelpers: { 'ghcr.io': 'evil' } };
    const environment = { DOCKER_AUTH_CONFIG: JSON.stringify(named) };
    const { keychain, ran } = homeWith({ environment });
    await keychain.find(target('ghcr.io'), never);
    expect(ran).toEqual([]);
  });

  it('that is no JSON is a problem, and the file counts', async () => {
    const environment = { DOCKER_AUTH_CONFIG: '{"auths": s3cret' };
    const { keychain } = homeWith({ environment, files: { [dockerConfig]: config } });
    const answer = await keychain.find(target('ghcr.io'), never);
    expect(answer.found?.source).toBe(dockerConfig);
    expect(answer.problems).toEqual([
      { kind: 'unreadable', source: 'DOCKER_AUTH_CONFIG', reason: 'not JSON' },
    ]);
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });
});

describe('the helper that config.json names', () => {
  const helper = () =>
    Promise.resolve({
      kind: 'found',
      credential: { kind: 'password', username: 'alice', password: 's3cret' },
    } as const);

  it.each([
    ['its own', { credHelpers: { 'ghcr.io': 'pass' } }, 'ghcr.io', ['pass ghcr.io']],
    ['the one for all', { credsStore: 'desktop' }, 'ghcr.io', ['desktop ghcr.io']],
    [
      'its own before the one for all',
      { credHelpers: { 'ghcr.io': 'pass' }, credsStore: 'desktop' },
      'ghcr.io',
      ['pass ghcr.io'],
    ],
    [
      'the one for all by Docker Hub’s key',
      { credsStore: 'desktop' },
      hubKey,
      [`desktop ${hubKey}`],
    ],
    [
      'its own, though the key is written as a URL',
      { credHelpers: { 'https://ghcr.io': 'pass' } },
      'ghcr.io',
      ['pass ghcr.io'],
    ],
    [
      'none, when its own is empty',
      { credHelpers: { 'ghcr.io': '' }, credsStore: 'desktop' },
      'ghcr.io',
      [],
    ],
    ['none for another registry', { credHelpers: { 'quay.io': 'pass' } }, 'ghcr.io', []],
  ])('is %s', async (_, config, key, expected) => {
    const { keychain, ran } = homeWith({ files: { [dockerConfig]: config }, helper });
    const { found } = await keychain.find(target(key), never);
    expect(ran).toEqual(expected);
    expect(found !== undefined).toBe(expected.length > 0);
  });

  it('goes before an entry in the file', async () => {
    const config = { credsStore: 'pass', auths: { 'ghcr.io': entryOf('alice', 'old') } };
    const { keychain } = homeWith({ files: { [dockerConfig]: config }, helper });
    expect((await keychain.find(target('ghcr.io'), never)).found).toEqual({
      credential: alice,
      source: `docker-credential-pass, named in ${dockerConfig}`,
    });
  });

  it.each(['missing', 'failed', 'timed-out'] as const)(
    'that is %s is a problem, and an entry in the file counts',
    async (reason) => {
      const config = { credsStore: 'pass', auths: { 'ghcr.io': entryOf('alice', 's3cret') } };
      const { keychain } = homeWith({
        files: { [dockerConfig]: config },
        helper: () => Promise.resolve({ kind: 'problem', reason }),
      });
      const answer = await keychain.find(target('ghcr.io'), never);
      expect(answer.problems).toEqual([
        { kind: 'helper', program: 'docker-credential-pass', reason },
      ]);
      expect(answer.found?.credential).toEqual(alice);
      expect(answer.looked).toEqual([`docker-credential-pass (${reason})`, dockerConfig]);
    },
  );

  it('that has nothing is no problem', async () => {
    const { keychain } = homeWith({ files: { [dockerConfig]: { credsStore: 'pass' } } });
    const answer = await keychain.find(target('ghcr.io'), never);
    expect(answer).toMatchObject({ problems: [] });
    expect(answer.looked[0]).toBe('docker-credential-pass (has nothing)');
  });
});
