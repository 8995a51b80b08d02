import { describe, expect, it } from 'vitest';
import type { Credential } from '../../server/src/registry/credentials/keychain.ts';
import { indexDigest, sendChallenge, sendIndex, type Script } from '../support/fake-registry.ts';
import {
  alice,
  basicAlice,
  client,
  fakeRegistry,
  keychainWith,
  linesOf,
  never,
  reference,
  resolve,
} from './setup.ts';

const found = { ok: true, value: { digest: indexDigest } };
const manifest = 'HEAD /v2/team/app/manifests/1.0';

const basicRegistry: Script = ({ headers }, response) => {
  if (headers.authorization === basicAlice) sendIndex(response);
  else sendChallenge(response, 'Basic realm="fake"');
};

const bob: Credential = { kind: 'password', username: 'bob', password: 'wrong' };

describe('a registry with Basic authentication', () => {
  it('gets the user’s password, and no second challenge is needed for the next tag', async () => {
    const registry = await fakeRegistry(basicRegistry);
    const asking = client({ keychain: keychainWith(registry.host, alice) });
    for (const tag of ['1.0', '1.1'])
      expect(
        await asking.resolve(reference(`${registry.host}/team/app:${tag}`), never),
      ).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, manifest, 'HEAD /v2/team/app/manifests/1.1']);
  });

  it('names itself as the one to sign in to, also where it is a mirror', async () => {
    const registry = await fakeRegistry(basicRegistry);
    const registries = { 'docker.io': { mirror: registry.url } };
    for (const asking of [client(), client({ keychain: keychainWith(registry.host, bob) })])
      expect(await asking.resolve(reference(`${registry.host}/app`), never)).toMatchObject({
        error: { code: 'unauthorized', signInTo: registry.host },
      });
    expect(await client({ registries }).resolve(reference('app'), never)).toMatchObject({
      error: { code: 'unauthorized', signInTo: registry.host },
    });
  });

  it('is unauthorized without a password', async () => {
    const registry = await fakeRegistry(basicRegistry);
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'unauthorized', host: registry.host, status: 401, hadCredentials: false },
    });
    expect(linesOf(registry)).toEqual([manifest]);
  });

  it('is unauthorized with a wrong password, after one try', async () => {
    const registry = await fakeRegistry(basicRegistry);
    const keychain = keychainWith(registry.host, {
      kind: 'password',
      username: 'alice',
      password: 'wrong',
    });
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', hadCredentials: true },
    });
    expect(linesOf(registry)).toEqual([manifest, manifest]);
  });

  it('does not get a password twice that it no longer accepts', async () => {
    let isChanged = false;
    const registry = await fakeRegistry((request, response) => {
      if (isChanged) sendChallenge(response, 'Basic realm="fake"');
      else basicRegistry(request, response);
    });
    const asking = client({ keychain: keychainWith(registry.host, alice) });
    const ask = () => asking.resolve(reference(`${registry.host}/team/app:1.0`), never);
    await ask();
    isChanged = true;
    expect(await ask()).toMatchObject({ error: { code: 'unauthorized', hadCredentials: true } });
    expect(linesOf(registry)).toEqual([manifest, manifest, manifest]);
  });

  it('does not get a password that belongs to another port', async () => {
    const registry = await fakeRegistry(basicRegistry);
    const keychain = keychainWith('127.0.0.1:1', alice);
    await resolve(`${registry.host}/team/app:1.0`, { keychain });
    expect(keychain.asked).toEqual([registry.host]);
    expect(registry.requests[0]?.headers.authorization).toBeUndefined();
  });
});
