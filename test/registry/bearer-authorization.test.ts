import { describe, expect, it } from 'vitest';
import { indexDigest, sendJson, sendStatus } from '../support/fake-registry.ts';
import { bearerRegistry } from './bearer-registry.ts';
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
const token = 'GET /token';

describe('a registry with Bearer tokens', () => {
  it('is asked anonymously when the user has no credentials', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, token, manifest]);
    expect(Object.fromEntries(registry.requests[1]?.query ?? [])).toEqual({
      service: 'fake',
      scope: 'repository:team/app:pull',
    });
    expect(registry.requests[1]?.headers.authorization).toBeUndefined();
  });

  it('has the user’s password shown to its token server when that is the same host', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
    expect(registry.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      basicAlice,
      'Bearer t0ken',
    ]);
  });

  it('never has it shown to a token server on another host', async () => {
    const other = await fakeRegistry((_, response) => {
      sendJson(response, { token: 't0ken' });
    });
    const registry = await fakeRegistry(bearerRegistry({ realm: () => `${other.url}/token` }));
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
    expect(linesOf(other)).toEqual([token]);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('says that credentials were withheld from a token server on another host', async () => {
    const other = await fakeRegistry((_, response) => {
      sendStatus(response, 401);
    });
    const registry = await fakeRegistry(bearerRegistry({ realm: () => `${other.url}/token` }));
    const keychain = keychainWith(registry.host, alice);
    const error = { code: 'unauthorized', host: registry.host, withheld: 'other-host' };
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({ error });
  });

  it('says that credentials were sent to a token server that broke the connection', async () => {
    const lines: string[] = [];
    const registry = await fakeRegistry(
      bearerRegistry({
        giveToken: (_, response) => {
          response.socket?.destroy();
        },
      }),
    );
    const keychain = keychainWith(registry.host, alice);
    const log = (line: string): number => lines.push(line);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain, log })).toMatchObject({
      ok: false,
      error: { hadCredentials: true, credentialSource: 'the test' },
    });
    expect(lines).toContain(`credentials for ${registry.host}: the test`);
    expect(linesOf(registry).filter((line) => line !== token)).toEqual([manifest]);
  });

  it('gets an identity token exchanged by POST', async () => {
    const registry = await fakeRegistry(
      bearerRegistry({
        giveToken: (_, response) => {
          sendJson(response, { access_token: 't0ken' });
        },
      }),
    );
    const keychain = keychainWith(registry.host, { kind: 'identity-token', token: 'refresh' });
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, 'POST /token', manifest]);
    expect(Object.fromEntries(new URLSearchParams(registry.requests[1]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      client_id: 'seaworthy',
      service: 'fake',
      scope: 'repository:team/app:pull',
    });
  });

  it('gets a registry token as it is', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const keychain = keychainWith(registry.host, { kind: 'registry-token', token: 't0ken' });
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, manifest]);
  });

  it('is sent the same token again for the same repository', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const asking = client();
    for (const tag of ['1.0', '1.1'])
      await asking.resolve(reference(`${registry.host}/team/app:${tag}`), never);
    expect(linesOf(registry)).toEqual([
      manifest,
      token,
      manifest,
      'HEAD /v2/team/app/manifests/1.1',
    ]);
  });

  it('gives one token to all who wait for one', async () => {
    const registry = await fakeRegistry(bearerRegistry());
    const asking = client();
    const tags = ['1', '2', '3', '4'].map((tag) => reference(`${registry.host}/team/app:${tag}`));
    const results = await Promise.all(tags.map((tag) => asking.resolve(tag, never)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(linesOf(registry).filter((line) => line === token)).toHaveLength(1);
  });

  it('is asked for a new token some time before the old one expires', async () => {
    const registry = await fakeRegistry(
      bearerRegistry({
        giveToken: (_, response) => {
          sendJson(response, { token: 't0ken', expires_in: 300 });
        },
      }),
    );
    const clock = { now: 0 };
    const asking = client({ now: () => clock.now });
    const tokensAfter = async (now: number) => {
      clock.now = now;
      await asking.resolve(reference(`${registry.host}/team/app:1.0`), never);
      return linesOf(registry).filter((line) => line === token).length;
    };
    expect(await tokensAfter(0)).toBe(1);
    expect(await tokensAfter(289_999)).toBe(1);
    expect(await tokensAfter(290_000)).toBe(2);
  });

  it('gets a new token when it no longer accepts the one from before', async () => {
    let valid = 0;
    const registry = await fakeRegistry(
      bearerRegistry({
        accepts: (field) => field === `Bearer t${valid}`,
        giveToken: (_, response) => {
          sendJson(response, { token: `t${valid}` });
        },
      }),
    );
    const asking = client();
    const ask = () => asking.resolve(reference(`${registry.host}/team/app:1.0`), never);
    await ask();
    valid = 1;
    expect(await ask()).toMatchObject(found);
    expect(linesOf(registry)).toEqual([manifest, token, manifest, manifest, token, manifest]);
  });

  it('gets one more token when it calls a new one invalid, and no third', async () => {
    let given = 0;
    const registry = await fakeRegistry(
      bearerRegistry({
        parameters: ',error="invalid_token"',
        accepts: () => false,
        giveToken: (_, response) => {
          given++;
          sendJson(response, { token: `t${given}` });
        },
      }),
    );
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'unauthorized', status: 401, hadCredentials: false },
    });
    expect(linesOf(registry)).toEqual([manifest, token, manifest, token, manifest]);
  });

  it('that does not accept its own token is not asked again', async () => {
    const registry = await fakeRegistry(bearerRegistry({ accepts: () => false }));
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', host: registry.host, hadCredentials: true },
    });
    expect(linesOf(registry)).toEqual([manifest, token, manifest]);
  });

  it('denies what the token has no right to', async () => {
    const parameters = ',scope="repository:team/app:pull",error="insufficient_scope"';
    const registry = await fakeRegistry(bearerRegistry({ parameters, accepts: () => false }));
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'denied', status: 401, hadCredentials: false },
    });
  });

  it.each([
    [401, 'unauthorized'],
    [400, 'unauthorized'],
    [403, 'denied'],
    [404, 'invalid-response'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [302, 'invalid-response'],
  ])('whose token server answers %i is %s', async (status, code) => {
    const registry = await fakeRegistry(
      bearerRegistry({
        giveToken: ({ origin }, response) => {
          sendStatus(response, status, { Location: `${origin}/elsewhere` });
        },
      }),
    );
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code, status, detail: 'token server', hadCredentials: true },
    });
    expect(linesOf(registry).filter((line) => line !== token)).toEqual([manifest]);
  });

  it.each(['', 'null', '[]', '{"token":42}', '{"token":"a\\nb"}', '{"token":""}', '<html>'])(
    'whose token server answers %j is invalid',
    async (body) => {
      const registry = await fakeRegistry(
        bearerRegistry({
          giveToken: (_, response) => {
            sendStatus(response, 200, {}, body);
          },
        }),
      );
      expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
        error: { code: 'invalid-response', detail: 'no token in the answer' },
      });
    },
  );

  it('must not give a token of more than 64 KiB', async () => {
    const registry = await fakeRegistry(
      bearerRegistry({
        giveToken: (_, response) => {
          sendJson(response, { token: 'x'.repeat(64 * 1024) });
        },
      }),
    );
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'too-large' },
    });
  });
});

describe('a challenge that cannot be answered', () => {
  it.each([undefined, 'Negotiate', 'Digest realm="x",nonce="y"'])('%s', async (challenge) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 401, { 'WWW-Authenticate': challenge });
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', hadCredentials: false },
    });
    expect(linesOf(registry)).toEqual([manifest]);
  });

  it.each([
    ['/token', 'token realm: not an absolute URL'],
    ['', 'token realm: not an absolute URL'],
    ['http://registry.example.com/token', 'token realm: not-https'],
    ['file:///etc/passwd', 'token realm: not-https'],
    ['https://me:pass@registry.example.com/token', 'token realm: userinfo'],
  ])('realm %j', async (realm, detail) => {
    const registry = await fakeRegistry(bearerRegistry({ realm: () => realm }));
    expect(await resolve(`${registry.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'refused', host: registry.host, detail },
    });
    expect(linesOf(registry)).toEqual([manifest]);
  });
});
