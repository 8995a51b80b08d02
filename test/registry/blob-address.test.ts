import { describe, expect, it } from 'vitest';
import type { RegistryClientOptions } from '../../server/src/registry/registry-client.ts';
import {
  sendChallenge,
  sendJson,
  sendStatus,
  sha256,
  type FakeRegistry,
  type ReceivedRequest,
} from '../support/fake-registry.ts';
import type { ServerResponse } from 'node:http';
import { alice, client, fakeRegistry, keychainWith, linesOf, never, reference } from './setup.ts';

const digest = sha256('layer');
const blobPath = `/v2/team/app/blobs/${digest}`;

function addressOf({ host }: FakeRegistry, options: Partial<RegistryClientOptions> = {}) {
  return client(options).blobAddress(reference(`${host}/team/app:1`), digest, never);
}

/** A registry with a token server that gives nobody's token `anonymous`, and Alice's what `own` says. */
function tokenRegistry(accepted: readonly string[], own = 'own-token') {
  return ({ path, headers, origin }: ReceivedRequest, response: ServerResponse): void => {
    if (path === '/token')
      sendJson(response, { token: headers.authorization === undefined ? 'anonymous' : own });
    else if (accepted.some((token) => headers.authorization === `Bearer ${token}`))
      sendStatus(response, 200);
    else
      sendChallenge(
        response,
        `Bearer realm="${origin}/token",service="registry",scope="repository:team/app:pull,push registry:catalog:*"`,
      );
  };
}

describe('the address of a blob', () => {
  it('needs no token where anybody may pull', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 200);
    });
    expect(await addressOf(registry)).toEqual({
      ok: true,
      value: { url: `${registry.url}${blobPath}`, token: undefined },
    });
    expect(linesOf(registry)).toEqual([`HEAD ${blobPath}`]);
  });

  it('is the registry’s own also where it keeps its bytes elsewhere', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 307, { Location: 'https://storage.example/signed' });
    });
    expect(await addressOf(registry)).toMatchObject({
      value: { url: `${registry.url}${blobPath}`, token: undefined },
    });
  });

  it('comes with nobody’s token where that does, and the person’s credentials stay here', async () => {
    const registry = await fakeRegistry(tokenRegistry(['anonymous', 'own-token']));
    const keychain = keychainWith(registry.host, alice);
    expect(await addressOf(registry, { keychain })).toMatchObject({
      value: { token: 'anonymous' },
    });
    expect(keychain.asked).toEqual([]);
  });

  it('comes with a token of the person’s that can pull this repository and do nothing else', async () => {
    const registry = await fakeRegistry(tokenRegistry(['own-token']));
    const keychain = keychainWith(registry.host, alice);
    expect(await addressOf(registry, { keychain })).toMatchObject({
      value: { token: 'own-token' },
    });
    const scopes = registry.requests
      .filter(({ path }) => path === '/token')
      .map(({ query }) => query.getAll('scope'));
    expect(scopes).toEqual([['repository:team/app:pull'], ['repository:team/app:pull']]);
  });

  it.each([
    ['the password', alice.password],
    ['the password in Base64', Buffer.from(`x:${alice.password}`).toString('base64')],
  ])('is not told with a token that holds %s', async (_, own) => {
    const registry = await fakeRegistry(tokenRegistry([own], own));
    const outcome = await addressOf(registry, { keychain: keychainWith(registry.host, alice) });
    expect(outcome).toMatchObject({ error: { code: 'refused' } });
    expect(JSON.stringify(outcome)).not.toContain(alice.password);
  });

  it('is not told with a token that the person has for everything', async () => {
    const registry = await fakeRegistry(tokenRegistry(['everything']));
    const keychain = keychainWith(registry.host, { kind: 'registry-token', token: 'everything' });
    expect(await addressOf(registry, { keychain })).toMatchObject({ error: { code: 'refused' } });
  });

  it('is not told where the registry takes passwords alone', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendChallenge(response, 'Basic realm="registry"');
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await addressOf(registry, { keychain })).toMatchObject({
      error: { code: 'refused', detail: 'takes passwords alone' },
    });
    expect(keychain.asked).toEqual([]);
    expect(registry.requests.every(({ headers }) => headers.authorization === undefined)).toBe(
      true,
    );
  });

  it('keeps the person’s credentials from a token server that is not the registry’s', async () => {
    const stranger = await fakeRegistry((_, response) => {
      sendJson(response, { token: 'useless' });
    });
    const registry = await fakeRegistry((_, response) => {
      sendChallenge(response, `Bearer realm="${stranger.url}/token"`);
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await addressOf(registry, { keychain })).toMatchObject({
      error: { code: 'unauthorized', withheld: 'other-host' },
    });
    expect(stranger.requests.every(({ headers }) => headers.authorization === undefined)).toBe(
      true,
    );
  });

  it.each([
    [404, 'not-found'],
    [403, 'denied'],
    [500, 'server-error'],
  ])('is not known where the registry answers %d', async (status, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await addressOf(registry)).toMatchObject({ error: { code, status } });
  });

  it('is asked for once for all layers of an image', async () => {
    const registry = await fakeRegistry(tokenRegistry(['anonymous']));
    const asking = client();
    const image = reference(`${registry.host}/team/app`);
    await asking.blobAddress(image, digest, never);
    const sent = registry.requests.length;
    const other = sha256('another layer');
    expect(await asking.blobAddress(image, other, never)).toMatchObject({
      value: { url: `${registry.url}/v2/team/app/blobs/${other}`, token: 'anonymous' },
    });
    expect(registry.requests).toHaveLength(sent);
  });
});
