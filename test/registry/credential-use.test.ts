import { describe, expect, it } from 'vitest';
import {
  anonymousKeychain,
  type Keychain,
  type KeychainProblem,
} from '../../server/src/registry/credentials/keychain.ts';
import {
  indexDigest,
  sendChallenge,
  sendIndex,
  sendJson,
  sendStatus,
  type Script,
} from '../support/fake-registry.ts';
import { bearerRegistry } from './bearer-registry.ts';
import { alice, basicAlice, fakeRegistry, keychainWith, linesOf, resolve } from './setup.ts';

const found = { ok: true, value: { digest: indexDigest } };
const manifest = 'HEAD /v2/team/app/manifests/1.0';
const token = 'GET /token';

describe('several challenges', () => {
  const basic = 'Basic realm="fake, or not"';
  const bearer = (origin: string) =>
    `Bearer realm="${origin}/token",scope="repository:team/app:pull"`;

  it.each([
    ['in one field', (origin: string) => `${basic}, ${bearer(origin)}`],
    ['in two fields', (origin: string) => [basic, bearer(origin)]],
    ['in two fields, the other way round', (origin: string) => [bearer(origin), basic]],
    [
      'in odd writing',
      (origin: string) => `NEGOTIATE abc== ,bEaReR  Realm = "${origin}/token" , ${basic}`,
    ],
  ])('%s: Bearer is answered', async (_, challengesOf) => {
    const registry = await fakeRegistry((request, response) => {
      if (request.path === '/token') sendJson(response, { token: 't0ken' });
      else if (request.headers.authorization === 'Bearer t0ken') sendIndex(response);
      else {
        response.setHeader('WWW-Authenticate', challengesOf(request.origin));
        sendStatus(response, 401);
      }
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, token, manifest]);
  });

  it('of which Bearer does not say where: Basic is answered', async () => {
    const registry = await fakeRegistry(({ headers }, response) => {
      if (headers.authorization === basicAlice) sendIndex(response);
      else sendChallenge(response, `Bearer service="x", ${basic}`);
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
  });
});

describe('a keychain that failed', () => {
  const missing = { kind: 'helper', program: 'docker-credential-pass', reason: 'missing' } as const;
  const unreadable = { kind: 'unreadable', source: '/auth.json', reason: 'EACCES' } as const;

  function failing(...problems: readonly KeychainProblem[]): Keychain {
    return { ...anonymousKeychain, find: () => Promise.resolve({ problems, looked: [] }) };
  }

  it('is no error when the image is public', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const image = `${registry.host}/team/app:1.0`;
    expect(await resolve(image, { keychain: failing(missing) })).toMatchObject(found);
  });

  it.each([
    ['helper-failed', [missing], missing],
    ['file-unreadable', [unreadable], unreadable],
    ['helper-failed', [unreadable, missing], missing],
  ] as const)('is told as %s when the token server refuses', async (withheld, problems, told) => {
    const giveToken: Script = (_, response) => {
      sendStatus(response, 403);
    };
    const registry = await fakeRegistry(bearerRegistry({ giveToken }));
    const keychain = failing(...problems);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'denied', hadCredentials: false, withheld, keychainProblem: told },
    });
  });

  it('is told when the registry refuses an anonymous token', async () => {
    const registry = await fakeRegistry(bearerRegistry({ accepts: () => false }));
    const keychain = failing(missing);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', withheld: 'helper-failed', keychainProblem: missing },
    });
  });

  it('is told when a password is needed', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendChallenge(response, 'Basic realm="fake"');
    });
    const keychain = failing(missing);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', withheld: 'helper-failed', keychainProblem: missing },
    });
  });
});

describe('a keychain whose credential is refused', () => {
  it.each([
    ['by the registry', bearerRegistry({ accepts: () => false })],
    [
      'by the token server',
      bearerRegistry({
        giveToken: (_, response) => {
          sendStatus(response, 401);
        },
      }),
    ],
  ])('%s is told to forget it', async (_, script) => {
    const registry = await fakeRegistry(script);
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { hadCredentials: true, credentialSource: 'the test' },
    });
    expect(keychain.forgotten).toEqual([registry.host]);
  });
});

describe('the log', () => {
  it('tells where credentials come from, and no secret', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const lines: string[] = [];
    await resolve(`${registry.host}/team/app:1.0`, {
      keychain: keychainWith(registry.host, alice),
      log: (line) => lines.push(line),
    });
    expect(lines).toContain(`credentials for ${registry.host}: the test`);
    expect(lines.join('\n')).not.toMatch(/s3cret|YWxpY2U|t0ken|scope=/);
  });

  it('tells where was looked for them', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const lines: string[] = [];
    const looked = ['the editor', '/auth.json (EACCES)'];
    await resolve(`${registry.host}/team/app:1.0`, {
      keychain: { ...anonymousKeychain, find: () => Promise.resolve({ problems: [], looked }) },
      log: (line) => lines.push(line),
    });
    expect(lines).toContain(
      `credentials for ${registry.host}: looked in the editor, /auth.json (EACCES)`,
    );
  });

  it('says so when none were sent', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const lines: string[] = [];
    await resolve(`${registry.host}/team/app:1.0`, { log: (line) => lines.push(line) });
    expect(lines).toContain(`credentials for ${registry.host}: none`);
  });
});
