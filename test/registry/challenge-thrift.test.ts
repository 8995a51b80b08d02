import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDefaultClient } from '../../server/src/registry/default-registry.ts';
import { makeFolder } from '../support/command-line.ts';
import {
  sendChallenge,
  sendIndex,
  sendJson,
  sendStatus,
  type Script,
} from '../support/fake-registry.ts';
import { bearerRegistry, type BearerRegistry } from './bearer-registry.ts';
import { found, manifest, token, worldWith } from './challenge-processes.ts';
import {
  alice,
  basicAlice,
  fakeRegistry,
  keychainWith,
  linesOf,
  never,
  reference,
} from './setup.ts';

const basicRegistry: Script = ({ headers }, response) => {
  if (headers.authorization === basicAlice) sendIndex(response);
  else sendChallenge(response, 'Basic realm="fake"');
};

describe('the first request of a process, after another process has asked the registry', () => {
  it('needs two requests for anonymous tokens', async () => {
    const { expectFound } = await worldWith(bearerRegistry());
    await expectFound([manifest, token, manifest]);
    await expectFound([token, manifest]);
    await expectFound([token, manifest]);
  });

  it('needs two for tokens with a password, which the token server alone gets', async () => {
    const { registry, expectFound } = await worldWith(bearerRegistry());
    const keychain = keychainWith(registry.host, alice);
    await expectFound([manifest, token, manifest], { keychain });
    await expectFound([token, manifest], { keychain });
    expect(registry.requests.slice(3).map(({ headers }) => headers.authorization)).toEqual([
      basicAlice,
      'Bearer t0ken',
    ]);
  });

  it('asks for a token in the same words', async () => {
    const { registry, expectFound } = await worldWith(bearerRegistry());
    await expectFound([manifest, token, manifest]);
    await expectFound([token, manifest]);
    const words = [1, 3].map((index) => [...(registry.requests[index]?.query ?? [])]);
    expect(words[1]).toEqual(words[0]);
  });

  it('needs one for a password', async () => {
    const { registry, expectFound } = await worldWith(basicRegistry);
    const keychain = keychainWith(registry.host, alice);
    await expectFound([manifest, manifest], { keychain });
    await expectFound([manifest], { keychain });
  });

  it('needs one for a registry token', async () => {
    const { registry, expectFound } = await worldWith(bearerRegistry());
    const keychain = keychainWith(registry.host, { kind: 'registry-token', token: 't0ken' });
    await expectFound([manifest, manifest], { keychain });
    await expectFound([manifest], { keychain });
  });

  it('needs two for the tags of another repository', async () => {
    const { run, registry, expectFound } = await worldWith((request, response) => {
      const isList =
        request.headers.authorization === 'Bearer t0ken' && request.path.endsWith('/list');
      if (isList) sendJson(response, { name: 'team/other', tags: ['1', '2'] });
      else bearerRegistry()(request, response);
    });
    await expectFound([manifest, token, manifest]);
    const image = reference(`${registry.host}/team/other`);
    const list = await run((asking) => asking.listTags(image, never));
    expect(list).toMatchObject({ ok: true, value: { tags: [{ tag: '1' }, { tag: '2' }] } });
    expect(linesOf(registry).slice(3)).toEqual([token, 'GET /v2/team/other/tags/list']);
    expect(registry.requests[3]?.query.getAll('scope')).toEqual(['repository:team/other:pull']);
  });

  it('needs no more than ever for an open registry, of which nothing is kept', async () => {
    const { expectFound, files } = await worldWith((_, response) => {
      sendIndex(response);
    });
    await expectFound([manifest]);
    await expectFound([manifest]);
    expect(await files()).toEqual([]);
  });

  it.each([403, 404, 500])('needs all three where the other got %i', async (status) => {
    const { ask, files } = await worldWith((request, response) => {
      if (request.headers.authorization === 'Bearer t0ken') sendStatus(response, status);
      else bearerRegistry()(request, response);
    });
    await ask();
    expect(await files()).toEqual([]);
    expect((await ask()).lines.slice(0, 3)).toEqual([manifest, token, manifest]);
  });

  it('needs two also with all that a user’s client is made of', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const { path: homeDirectory } = await makeFolder({});
    const file = join(homeDirectory, '.cache/seaworthy/challenges-1', fileOf(registry.url));
    const resolve = () =>
      createDefaultClient({
        timeout: 5_000,
        registries: {},
        userAgent: 'test/1',
        log: () => undefined,
        onNotice: () => undefined,
        account: { environment: {}, homeDirectory, platform: 'linux' },
      }).resolve(reference(`${registry.host}/team/app:1.0`), never);
    expect(await resolve()).toMatchObject(found);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"bearer"');
    expect(await resolve()).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, token, manifest, token, manifest]);
  });
});

describe('processes at the same time', () => {
  it('keep what both of them learn', async () => {
    const { ask, registry, expectFound, files } = await worldWith(bearerRegistry());
    await Promise.all([ask(), ask(), ask()]);
    expect(registry.requests).toHaveLength(9);
    expect(await files()).toHaveLength(1);
    await expectFound([token, manifest]);
  });

  it('do not disturb each other where one of them takes back what the other uses', async () => {
    let realm = '/token';
    const { ask, expectFound } = await worldWith(movable(() => realm));
    await expectFound([manifest, token, manifest]);
    realm = '/new';
    const outcomes = await Promise.all([ask(), ask(), ask()]);
    for (const { outcome } of outcomes) expect(outcome).toMatchObject(found);
    await expectFound(['GET /new', manifest]);
  });
});

describe('the file of a challenge', () => {
  it('has nothing in it but the challenge', async () => {
    const { folder, registry, expectFound } = await worldWith(bearerRegistry());
    const keychain = keychainWith(registry.host, alice);
    await expectFound([manifest, token, manifest], { keychain });
    const text = await readFile(join(folder, fileOf(registry.url)), 'utf8');
    expect(JSON.parse(text)).toEqual({
      key: `${registry.url}/`,
      value: {
        scheme: 'bearer',
        parameters: {
          realm: `${registry.url}/token`,
          service: 'fake',
          scope: 'repository:*:pull',
        },
        seenAt: expect.any(Number) as unknown,
      },
    });
  });

  const other = 'https://thief.example/token';
  const entry = (url: string, value: object): string =>
    JSON.stringify({
      key: `${url}/`,
      value: {
        scheme: 'bearer',
        parameters: { realm: `${url}/token` },
        seenAt: Date.now(),
        ...value,
      },
    });

  it.each<[string, (url: string) => string]>([
    ['is empty', () => ''],
    ['is truncated', (url) => entry(url, {}).slice(0, 60)],
    ['is no JSON', () => '\0\0\0'],
    ['is of another registry', () => entry('http://127.0.0.1:1', {})],
    ['is too long', (url) => entry(url, { padding: 'x'.repeat(2_048) })],
    ['has no scheme', (url) => entry(url, { scheme: null })],
    ['has another scheme', (url) => entry(url, { scheme: 'digest' })],
    ['is from the future', (url) => entry(url, { seenAt: Date.now() + 86_400_000 })],
    ['is 31 days old', (url) => entry(url, { seenAt: Date.now() - 31 * 86_400_000 })],
    ['names another token server', (url) => entry(url, { parameters: { realm: other } })],
    ['has no realm', (url) => entry(url, { parameters: {} })],
    ['has a realm that is no text', (url) => entry(url, { parameters: { realm: [other] } })],
  ])('that %s is as if absent', async (_, text) => {
    const { folder, registry, expectFound } = await worldWith(bearerRegistry());
    const keychain = keychainWith(registry.host, alice);
    await expectFound([manifest, token, manifest], { keychain });
    await writeFile(join(folder, fileOf(registry.url)), text(registry.url));
    await expectFound([manifest, token, manifest], { keychain });
    await expectFound([token, manifest], { keychain });
  });

  it('that others may write is as if absent', async () => {
    const { folder, registry, expectFound } = await worldWith(bearerRegistry());
    await expectFound([manifest, token, manifest]);
    await chmod(join(folder, fileOf(registry.url)), 0o666);
    await expectFound([manifest, token, manifest]);
  });
});

/** A registry whose token server is at a path that changes; at others there is nothing. */
function movable(path: () => string, parts: Partial<BearerRegistry> = {}): Script {
  return (request, response) => {
    if (request.path === path()) sendJson(response, { token: 't0ken' });
    else if (!request.path.startsWith('/v2/')) sendStatus(response, 404);
    else bearerRegistry({ realm: (origin) => origin + path(), ...parts })(request, response);
  };
}

function fileOf(url: string): string {
  return `${createHash('sha256').update(`${url}/`).digest('hex')}.json`;
}
