import { describe, expect, it } from 'vitest';
import { followRedirects } from '../../server/src/registry/network/redirect.ts';
import { sendChallenge, sendIndex, sendStatus, type Script } from '../support/fake-registry.ts';
import { getRequest, transport } from './connections-setup.ts';
import { alice, basicAlice, fakeRegistry, keychainWith, linesOf, never, resolve } from './setup.ts';

/** A registry that wants a password and then sends every manifest request elsewhere. */
function redirecting(location: (origin: string) => string | undefined, status = 307): Script {
  return ({ path, headers, origin }, response) => {
    if (!path.startsWith('/v2/')) sendIndex(response);
    else if (headers.authorization === undefined) sendChallenge(response, 'Basic realm="x"');
    else sendStatus(response, status, { Location: location(origin) });
  };
}

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    '(%i) within the host keeps the authorization',
    async (status) => {
      const registry = await fakeRegistry(redirecting(() => '/elsewhere', status));
      const keychain = keychainWith(registry.host, alice);
      expect(await resolve(`${registry.host}/app:1`, { keychain })).toMatchObject({ ok: true });
      expect(linesOf(registry).at(-1)).toBe('HEAD /elsewhere');
      expect(registry.requests.at(-1)?.headers.authorization).toBe(basicAlice);
    },
  );

  it('to another port loses the authorization, and does not get it back there', async () => {
    const registry = await fakeRegistry(redirecting(() => `${other.url}/first`));
    const other = await fakeRegistry(({ path }, response) => {
      if (path === '/first') sendStatus(response, 307, { Location: '/second' });
      else sendIndex(response);
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/app:1`, { keychain })).toMatchObject({ ok: true });
    expect(linesOf(other)).toEqual(['HEAD /first', 'HEAD /second']);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('to another name of the same machine loses the authorization', async () => {
    const registry = await fakeRegistry(
      redirecting((origin) => `${origin.replace('127.0.0.1', 'localhost')}/elsewhere`),
    );
    const keychain = keychainWith(registry.host, alice);
    await resolve(`${registry.host}/app:1`, { keychain });
    expect(registry.requests.at(-1)?.headers.host).toContain('localhost');
    expect(registry.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('to a host that wants credentials gets none, and nor does the registry for its sake', async () => {
    const other = await fakeRegistry((_, response) => {
      sendChallenge(response, 'Basic realm="x"');
    });
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 307, { Location: `${other.url}/` });
    });
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(`${registry.host}/app:1`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', host: other.host, hadCredentials: false },
    });
    expect([...linesOf(registry), ...linesOf(other)]).toEqual([
      'HEAD /v2/app/manifests/1',
      'HEAD /',
    ]);
  });

  it.each(['Authorization', 'authorization', 'AUTHORIZATION', 'Cookie'])(
    'to another origin loses %s, however it is written',
    async (name) => {
      const other = await fakeRegistry((_, response) => {
        sendIndex(response);
      });
      const registry = await fakeRegistry((_, response) => {
        sendStatus(response, 307, { Location: `${other.url}/there` });
      });
      const request = getRequest(`${registry.url}/`, { [name]: 'secret', Accept: 'x/y' });
      const answer = await followRedirects(transport(), request, never);
      expect(answer).toMatchObject({ value: { status: 200, url: new URL(`${other.url}/there`) } });
      expect(registry.requests[0]?.headers[name.toLowerCase()]).toBe('secret');
      expect(other.requests[0]?.headers).toMatchObject({ accept: 'x/y' });
      expect(other.requests[0]?.headers[name.toLowerCase()]).toBeUndefined();
    },
  );

  it('to another origin is refused where none is expected, and not asked', async () => {
    const other = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    const registry = await fakeRegistry(({ path }, response) => {
      if (path === '/home') sendIndex(response);
      else sendStatus(response, 307, { Location: path === '/away' ? other.url : '/home' });
    });
    const staying = (path: string) => {
      const request = getRequest(`${registry.url}${path}`);
      return followRedirects(transport(), { ...request, mayLeaveOrigin: false }, never);
    };
    expect(await staying('/')).toMatchObject({ ok: true });
    expect(await staying('/away')).toMatchObject({
      error: { code: 'refused', host: registry.host, detail: 'redirect: other-origin' },
    });
    expect(other.requests).toEqual([]);
  });

  it('is followed three times, and a fourth time not', async () => {
    const counting =
      (last: number): Script =>
      ({ path }, response) => {
        const step = Number(path.slice(1)) || 0;
        if (step === last) sendIndex(response);
        else sendStatus(response, 302, { Location: `/${step + 1}` });
      };
    const three = await fakeRegistry(counting(3));
    expect(await resolve(`${three.host}/app:1`)).toMatchObject({ ok: true });
    const four = await fakeRegistry(counting(4));
    expect(await resolve(`${four.host}/app:1`)).toMatchObject({
      error: { code: 'invalid-response', host: four.host, detail: 'too many redirects' },
    });
    expect(four.requests).toHaveLength(4);
  });

  it('in a circle ends', async () => {
    const registry = await fakeRegistry(({ path }, response) => {
      sendStatus(response, 302, { Location: path });
    });
    expect(await resolve(`${registry.host}/app:1`)).toMatchObject({
      error: { code: 'invalid-response', detail: 'too many redirects' },
    });
  });

  it.each([
    ['http://registry.example.com/', 'refused', 'redirect: not-https'],
    ['file:///etc/passwd', 'refused', 'redirect: not-https'],
    ['https://me:pass@registry.example.com/', 'refused', 'redirect: userinfo'],
    ['http://', 'invalid-response', 'redirect without location'],
    [undefined, 'invalid-response', 'redirect without location'],
  ])('to %s is not followed', async (location, code, detail) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 302, { Location: location });
    });
    expect(await resolve(`${registry.host}/app:1`)).toMatchObject({
      error: { code, host: registry.host, status: 302, detail },
    });
    expect(registry.requests).toHaveLength(1);
  });
});
