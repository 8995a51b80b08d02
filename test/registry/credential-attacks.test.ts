import { describe, expect, it } from 'vitest';
import type { Credential } from '../../server/src/registry/credentials/keychain.ts';
import type { HttpRequest } from '../../server/src/registry/network/transport.ts';
import { challenge, imaginedNetwork, type Reply } from './authorizer.ts';
import { alice, keychainWith } from './setup.ts';

const refresh: Credential = { kind: 'identity-token', token: 'refresh-me' };
const bearer: Credential = { kind: 'registry-token', token: 'registry-bearer' };
const secrets = /s3cret|YWxpY2U6|refresh-me|registry-bearer/;

/** All that was sent to a host, as text. */
function sentTo(host: string, sent: readonly HttpRequest[]): string {
  return sent
    .filter(({ url }) => url.host === host)
    .map(
      ({ url, headers, form }) =>
        `${url.href} ${JSON.stringify(headers)} ${form?.toString() ?? ''}`,
    )
    .join('\n');
}

/** A registry that sends everybody to this realm, where everybody gets a token. */
function hostile(realm: string, scope?: string) {
  return ({ url }: HttpRequest): Reply =>
    url.pathname.startsWith('/v2/') ? challenge(realm, scope) : { body: { token: 'given' } };
}

describe('a hostile registry', () => {
  it.each([
    ['a password', alice],
    ['an identity token', refresh],
  ])('does not get %s by naming a token server of its own', async (_, credential) => {
    const keychain = keychainWith('registry.example', credential);
    const { ask, sent } = imaginedNetwork(hostile('https://thief.example/token'), { keychain });
    await ask('team/app');
    expect(sentTo('thief.example', sent)).toContain('https://thief.example/token');
    expect(sentTo('thief.example', sent)).not.toMatch(secrets);
  });

  it('does not get Docker Hub’s token server to see its credentials', async () => {
    const keychain = keychainWith('registry.example', alice);
    const { ask, sent } = imaginedNetwork(hostile('https://auth.docker.io/token'), { keychain });
    expect(await ask('team/app')).toMatchObject({
      error: { withheld: 'other-host', tokenServer: 'auth.docker.io', hadCredentials: false },
    });
    expect(sentTo('auth.docker.io', sent)).not.toMatch(secrets);
  });

  it.each([
    'http://registry.example/token',
    'https://registry.example@thief.example/token',
    'http://169.254.169.254/token',
    'https://127.0.0.1/token',
    '//thief.example/token',
  ])('has nobody asked at the realm %s, and no credentials looked for', async (realm) => {
    const keychain = keychainWith('registry.example', alice);
    const { ask, sent } = imaginedNetwork(hostile(realm), { keychain });
    expect(await ask('team/app')).toMatchObject({ error: { code: 'refused' } });
    expect(sent).toHaveLength(1);
    expect(keychain.asked).toEqual([]);
  });

  it('has no redirect of a token server followed', async () => {
    const keychain = keychainWith('registry.example', alice);
    const { ask, sent } = imaginedNetwork(
      ({ url }) =>
        url.pathname === '/token'
          ? { status: 307, headers: { location: 'https://thief.example/token' } }
          : challenge('https://registry.example/token'),
      { keychain },
    );
    expect(await ask('team/app')).toMatchObject({ error: { code: 'invalid-response' } });
    expect(sentTo('thief.example', sent)).toBe('');
  });

  it('cannot answer for a host that it redirects to, nor that host for it', async () => {
    const keychain = keychainWith('registry.example', alice);
    const { ask, sent } = imaginedNetwork(
      ({ url }) =>
        url.host === 'registry.example'
          ? { status: 307, headers: { location: `https://thief.example${url.pathname}` } }
          : {
              status: 401,
              headers: {
                'www-authenticate':
                  'Basic realm="x", Bearer realm="https://registry.example/token"',
              },
            },
      { keychain },
    );
    expect(await ask('team/app')).toMatchObject({ error: { code: 'unauthorized' } });
    expect(keychain.asked).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  it('loses the authorization where it redirects to another host', async () => {
    const keychain = keychainWith('registry.example', bearer);
    const { ask, sent } = imaginedNetwork(
      ({ url, headers }) => {
        if (url.host === 'thief.example') return {};
        return headers['Authorization'] === undefined
          ? challenge('https://registry.example/token')
          : { status: 307, headers: { location: 'https://thief.example/' } };
      },
      { keychain },
    );
    await ask('team/app');
    expect(sentTo('registry.example', sent)).toContain('registry-bearer');
    expect(sentTo('thief.example', sent)).not.toMatch(secrets);
  });

  it('does not get tokens for other repositories from a token server that others share', async () => {
    const keychain = keychainWith('registry.example', alice);
    const scope =
      'repository:secret/plans:pull,push registry:catalog:* repository:team/app:pull,push';
    const answer = hostile('https://auth.example/token', scope);
    const { ask, sent } = imaginedNetwork(answer, { keychain });
    await ask('team/app', { authHost: 'auth.example' });
    const [request] = sent.filter(({ url }) => url.host === 'auth.example');
    expect(request?.headers['Authorization']).toBeDefined();
    expect(request?.url.searchParams.getAll('scope')).toEqual(['repository:team/app:pull']);
  });

  it('does not get the right to write, even to itself', async () => {
    const scope = 'repository:team/app:pull,push,delete';
    const { ask, sent } = imaginedNetwork(hostile('https://registry.example/token', scope));
    await ask('team/app');
    expect(sent[1]?.url.searchParams.getAll('scope')).toEqual(['repository:team/app:pull']);
  });

  it('cannot have parameters smuggled into the request for a token', async () => {
    const field = 'Bearer realm="https://registry.example/token",service="s&account=root&scope=x#"';
    const { ask, sent } = imaginedNetwork(({ url }) =>
      url.pathname === '/token'
        ? { body: { token: 'given' } }
        : { status: 401, headers: { 'www-authenticate': field } },
    );
    await ask('team/app');
    expect(sent[1]?.url.hash).toBe('');
    expect([...(sent[1]?.url.searchParams ?? [])]).toEqual([
      ['service', 's&account=root&scope=x#'],
      ['scope', 'repository:team/app:pull'],
    ]);
  });

  it('is not asked without end', async () => {
    let given = 0;
    const { ask, sent } = imaginedNetwork(({ url }) => {
      given++;
      if (url.pathname.startsWith('/token')) return { body: { token: `t${given}` } };
      const realm = `https://registry.example/token/${given}`;
      return {
        status: 401,
        headers: { 'www-authenticate': `Bearer realm="${realm}",error="invalid_token"` },
      };
    });
    expect(await ask('team/app')).toMatchObject({ error: { code: 'unauthorized' } });
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  it('does not get the token of another registry by sending that one’s challenge', async () => {
    const keychain = keychainWith('registry.example', alice);
    const given: string[] = [];
    const { ask, sent } = imaginedNetwork(
      ({ url, headers }) => {
        if (url.pathname.startsWith('/v2/'))
          return headers['Authorization'] === undefined
            ? challenge('https://auth.example/token', 'repository:team/app:pull')
            : {};
        const user = headers['Authorization'] === undefined ? 'anonymous' : 'alice';
        given.push(user);
        return { body: { token: `token-of-${user}`, expires_in: 3_600 } };
      },
      { keychain },
    );
    await ask('team/app', { authHost: 'auth.example' });
    await ask('team/app', { registry: new URL('https://evil.example') });
    await ask('team/app', { registry: new URL('http://registry.example') });
    expect(given).toEqual(['alice', 'anonymous', 'anonymous']);
    expect(sentTo('registry.example', sent)).toContain('token-of-alice');
    expect(sentTo('evil.example', sent)).not.toContain('token-of-alice');
  });

  it('gets nothing that belongs to another registry', async () => {
    const keychain = keychainWith('registry.example', alice);
    const answer = hostile('https://evil.example/token');
    const { ask, sent } = imaginedNetwork(answer, { keychain });
    await ask('team/app', { registry: new URL('https://evil.example') });
    expect(keychain.asked).toEqual(['evil.example']);
    expect(sentTo('evil.example', sent)).not.toMatch(secrets);
  });
});

describe('the user’s word', () => {
  it('lets the token server of a registry see its credentials', async () => {
    const keychain = keychainWith('registry.example', refresh);
    const answer = hostile('https://auth.example:8443/token');
    const { ask, sent } = imaginedNetwork(answer, { keychain });
    await ask('team/app', { authHost: 'auth.example:8443' });
    expect(sentTo('auth.example:8443', sent)).toContain('refresh_token=refresh-me');
  });

  it('is not for other ports of that host', async () => {
    const keychain = keychainWith('registry.example', refresh);
    const answer = hostile('https://auth.example:9443/token');
    const { ask, sent } = imaginedNetwork(answer, { keychain });
    await ask('team/app', { authHost: 'auth.example:8443' });
    expect(sentTo('auth.example:9443', sent)).not.toMatch(secrets);
  });
});
