import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../server/src/registry/authorization/challenge.ts';
import type { Credential } from '../../server/src/registry/credentials/keychain.ts';
import { realmMayHaveCredentials, requestToken } from '../../server/src/registry/authorization/token.ts';
import type { HttpRequest, Transport } from '../../server/src/registry/network/transport.ts';
import { ok } from '../../server/src/text/result.ts';
import { alice, basicAlice, never } from './setup.ts';

/** Requests a token of a server that answers with the given fields, and shows what was sent. */
async function exchange(
  registry: string,
  field: string,
  credential?: Credential,
  answer: object = { token: 't' },
) {
  const sent: HttpRequest[] = [];
  const transport: Transport = (request) => {
    sent.push(request);
    const body = Buffer.from(JSON.stringify(answer));
    const header = () => undefined;
    const { url } = request;
    return Promise.resolve(ok({ url, status: 200, header, body, retryAfter: undefined }));
  };
  const [challenge] = parseChallenges(field);
  if (challenge === undefined) throw new RangeError(field);
  const defaultScope = 'repository:library/python:pull';
  const entry = credential && { credential, source: 'the test' };
  const request = { registry: new URL(registry), challenge, defaultScope, entry };
  return { token: await requestToken(transport, request, never), sent: sent[0] };
}

const hub = 'https://registry-1.docker.io';
const hubChallenge = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';

describe('requestToken', () => {
  it('shows the credentials for Docker Hub to its token server', async () => {
    const { sent } = await exchange(hub, hubChallenge, alice);
    expect(sent?.url.href).toBe(
      'https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Alibrary%2Fpython%3Apull',
    );
    expect(sent?.headers).toEqual({ Authorization: basicAlice });
  });

  it('does not show those for another registry to it', async () => {
    const { sent, token } = await exchange('https://evil.example', hubChallenge, alice);
    expect(sent?.headers).toEqual({});
    expect(token).toMatchObject({
      value: { use: { hadCredentials: false, withheld: 'other-host' } },
    });
  });

  it('does not send an identity token to another host', async () => {
    const identity: Credential = { kind: 'identity-token', token: 'refresh' };
    const { sent } = await exchange('https://evil.example', hubChallenge, identity);
    expect(sent).toMatchObject({ method: 'GET', headers: {} });
    expect(sent?.form).toBeUndefined();
  });

  it('keeps the realm’s own query and cannot be made to send other parameters', async () => {
    const field =
      'Bearer realm="https://a.example/token?tenant=1",service="s&account=x",scope="aws  other"';
    const { sent } = await exchange('https://a.example', field);
    expect([...(sent?.url.searchParams ?? [])]).toEqual([
      ['tenant', '1'],
      ['service', 's&account=x'],
      ['scope', 'aws'],
      ['scope', 'other'],
    ]);
  });

  it('refuses to be sent from the network into this machine', async () => {
    const { token, sent } = await exchange(hub, 'Bearer realm="https://127.0.0.1/token"');
    expect(token).toMatchObject({ error: { code: 'refused', detail: 'token realm: loopback' } });
    expect(sent).toBeUndefined();
  });

  it.each([
    ['the default of a minute', {}, 50_000],
    ['its own lifetime', { expires_in: 300 }, 290_000],
    ['nothing, when it is too short', { expires_in: 5 }, 0],
    ['the default when it is no number', { expires_in: '300' }, 50_000],
    ['the default when it is negative', { expires_in: -120 }, 50_000],
    ['a day at most', { expires_in: 1e12 }, 24 * 60 * 60_000 - 10_000],
  ])('lets a token live for %s', async (_, fields, lifetime) => {
    const { token } = await exchange(hub, hubChallenge, undefined, { token: 't', ...fields });
    expect(token).toMatchObject({ ok: true, value: { lifetime } });
  });

  it('prefers `token` and takes `access_token`', async () => {
    const both = { access_token: 'a', token: 't' };
    expect((await exchange(hub, hubChallenge, undefined, both)).token).toMatchObject({
      value: { token: 't' },
    });
    const oauth = { access_token: 'a' };
    expect((await exchange(hub, hubChallenge, undefined, oauth)).token).toMatchObject({
      value: { token: 'a' },
    });
  });
});

describe('realmMayHaveCredentials', () => {
  it.each([
    ['https://ghcr.io/token', 'https://ghcr.io', true],
    ['https://auth.docker.io/token', 'https://registry-1.docker.io', true],
    ['https://gitlab.com/jwt/auth', 'https://registry.gitlab.com', true],
    ['https://auth.docker.io/token', 'https://ghcr.io', false],
    ['https://gitlab.com/jwt/auth', 'https://registry-1.docker.io', false],
    ['https://auth.docker.io:444/token', 'https://registry-1.docker.io', false],
    ['https://auth.ghcr.io/token', 'https://ghcr.io', false],
    ['https://ghcr.io:8443/token', 'https://ghcr.io', false],
    ['http://ghcr.io/token', 'https://ghcr.io', false],
  ])('%s for %s: %s', (realm, registry, expected) => {
    expect(realmMayHaveCredentials(new URL(realm), new URL(registry))).toBe(expected);
  });
});
