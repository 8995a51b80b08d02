import { describe, expect, it } from 'vitest';
import {
  sendChallenge,
  sendIndex,
  sendJson,
  sendStatus,
  type Script,
} from '../support/fake-registry.ts';
import { createOutside, gotSecret, isRefusal, resolveTag, secret, see } from './outside.ts';
import { keychainWith } from './setup.ts';

const image = 'evil.example.test/team/app:1';

/** A registry that wants a token from this realm for everything. */
function wantsToken(parameters: string): Script {
  return ({ headers }, response) => {
    if (headers.authorization?.startsWith('Bearer ') === true) sendIndex(response);
    else sendChallenge(response, `Bearer ${parameters}`);
  };
}

/** A server that should never hear of us, and would give anything if it did. */
const generous: Script = (_, response) => {
  sendJson(response, { token: 'harvested' });
};

describe('a token server on another host', () => {
  it('does not get the password', async () => {
    const outside = await createOutside();
    const victim = await outside.serve('other.example.test', ({ headers }, response) => {
      sendStatus(response, headers.authorization === undefined ? 403 : 200);
    });
    await outside.serve(
      'evil.example.test',
      wantsToken('realm="https://other.example.test/token",service="s"'),
    );
    const { result, sentence, everything } = await see(outside, image, resolveTag);
    expect(victim.requests).toHaveLength(1);
    expect(gotSecret(victim)).toBe(false);
    expect(result).toMatchObject({ error: { hadCredentials: false, withheld: 'other-host' } });
    expect(sentence).toContain('your credentials were not sent');
    expect(sentence).toContain('other.example.test');
    expect(everything).not.toContain(secret);
  });

  it('does not get it on another port, nor by another name of the same domain', async () => {
    for (const name of ['evil.example.test:8443', 'auth.evil.example.test']) {
      const outside = await createOutside();
      const victim = await outside.serve(name, generous);
      await outside.serve('evil.example.test', wantsToken(`realm="https://${name}/token"`));
      await see(outside, image, resolveTag);
      expect(victim.requests).toHaveLength(1);
      expect(gotSecret(victim)).toBe(false);
    }
  });

  it('that belongs to Docker Hub is not sent what the person has for Docker Hub', async () => {
    const outside = await createOutside();
    const hub = await outside.serve('auth.docker.io', generous);
    await outside.serve(
      'evil.example.test',
      wantsToken(
        'realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:alice/private:pull"',
      ),
    );
    const credential = { kind: 'password', username: 'alice', password: secret } as const;
    const keychain = keychainWith('https://index.docker.io/v1/', credential);
    await see(outside, image, resolveTag, { keychain });
    expect(keychain.asked).toEqual(['evil.example.test']);
    expect(gotSecret(hub)).toBe(false);
  });

  it('is not followed to where it redirects', async () => {
    const outside = await createOutside();
    const victim = await outside.serve('other.example.test', generous);
    const evil = await outside.serve('evil.example.test', (request, response) => {
      if (request.path === '/token')
        sendStatus(response, 307, { Location: 'https://other.example.test/token' });
      else wantsToken('realm="https://evil.example.test/token"')(request, response);
    });
    const { sentence } = await see(outside, image, resolveTag);
    expect(evil.requests.map(({ path }) => path)).toContain('/token');
    expect(victim.requests).toEqual([]);
    expect(sentence).toContain('did not answer like a container registry');
  });
});

describe('a token realm', () => {
  it.each([
    ['by plain HTTP', 'http://other.example.test/token'],
    ['by plain HTTP at the registry itself', 'http://evil.example.test/token'],
    ['with a user in it', 'https://alice:pw@evil.example.test/token'],
    ['that looks like another host', 'https://evil.example.test@other.example.test/token'],
    ['that is a file', 'file:///etc/passwd'],
    ['that is no address', '/token'],
    ['where clouds keep their secrets', 'https://169.254.169.254/latest/meta-data/'],
    ['where clouds keep their secrets, in IPv6', 'https://[fd00:ec2::254]/latest/meta-data/'],
    ['there, written as IPv6', 'https://[::ffff:169.254.169.254]/'],
    ['there, written as a number', 'https://2852039166/'],
    ['there, written in hexadecimal', 'https://0xa9.0xfe.0xa9.0xfe/'],
    ['on this machine', 'https://127.0.0.1:8080/token'],
    ['on this machine, by its name', 'https://localhost:8080/token'],
    ['on this machine, abbreviated', 'https://127.1:8080/token'],
    ['on this machine, in IPv6', 'https://[::1]:8080/token'],
    ['on any address of this machine', 'https://0.0.0.0:8080/token'],
    ['in a private network', 'https://10.0.0.1/token'],
    ['in a private network in IPv6', 'https://[fd12:3456::1]/token'],
  ])('%s is not asked', async (_, realm) => {
    const outside = await createOutside();
    await outside.serve('evil.example.test', wantsToken(`realm="${realm}"`));
    const { result, sentence, everything } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({ error: { code: 'refused' } });
    expect(sentence).toMatch(isRefusal);
    expect(new Set(outside.wanted)).toEqual(new Set(['evil.example.test:443']));
    expect(everything).not.toContain(secret);
  });

  it('gets its parameters encoded, so that they cannot become others', async () => {
    const outside = await createOutside();
    const service = 'x&scope=repository:other:push&client_id=%26#';
    const evil = await outside.serve('evil.example.test', (request, response) => {
      if (request.path === '/token') sendJson(response, { token: 'good' });
      else
        wantsToken(`realm="https://evil.example.test/token?account=a",service="${service}"`)(
          request,
          response,
        );
    });
    await see(outside, image, resolveTag);
    const asked = evil.requests.find(({ path }) => path === '/token');
    expect(asked?.query.get('service')).toBe(service);
    expect(asked?.query.getAll('scope')).toEqual(['repository:team/app:pull']);
  });

  it('is never asked for the right to write', async () => {
    const outside = await createOutside();
    const evil = await outside.serve('evil.example.test', (request, response) => {
      if (request.path === '/token') sendJson(response, { token: 'good' });
      else
        wantsToken(
          'realm="https://evil.example.test/token",scope="repository:team/app:pull,push,delete repository:other:* registry:catalog:*"',
        )(request, response);
    });
    await see(outside, image, resolveTag);
    const asked = evil.requests.find(({ path }) => path === '/token');
    expect(asked?.query.getAll('scope').join(' ')).not.toMatch(/push|delete|\*/);
  });

  it('whose token would break out of its header gets none accepted', async () => {
    const outside = await createOutside();
    const evil = await outside.serve('evil.example.test', (request, response) => {
      if (request.path === '/token') sendJson(response, { token: 'a\r\nX-Injected: yes' });
      else wantsToken('realm="https://evil.example.test/token"')(request, response);
    });
    const { result } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({ error: { code: 'invalid-response' } });
    expect(evil.requests.some(({ headers }) => 'x-injected' in headers)).toBe(false);
  });
});
