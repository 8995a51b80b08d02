import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../server/src/registry/authorization/challenge.ts';
import { realmMayHaveCredentials, realmOf } from '../../server/src/registry/authorization/realm.ts';

function check(realm: string, registry: string) {
  const [challenge] = parseChallenges(`Bearer realm="${realm}"`);
  if (challenge === undefined) throw new RangeError(realm);
  const checked = realmOf(challenge, new URL(registry));
  return checked.ok ? checked.value.href : checked.error.detail;
}

describe('a realm', () => {
  it.each([
    ['https://auth.docker.io/token', 'https://registry-1.docker.io'],
    ['https://ghcr.io/token', 'https://ghcr.io'],
    ['https://10.0.0.5:8443/token?tenant=1', 'https://10.0.0.5:5000'],
    ['https://auth.example/token', 'http://registry.example'],
    ['http://registry.example/token', 'http://registry.example'],
    ['http://registry.example:8080/token', 'http://registry.example:5000'],
    ['http://127.0.0.1:5001/token', 'http://localhost:5000'],
  ])('%s is asked for %s', (realm, registry) => {
    expect(check(realm, registry)).toBe(realm);
  });

  it.each([
    ['', 'not an absolute URL'],
    ['/token', 'not an absolute URL'],
    ['//auth.example/token', 'not an absolute URL'],
    ['registry.example', 'not an absolute URL'],
    ['http://registry.example/token', 'not-https'],
    ['http://127.0.0.1/token', 'not-https'],
    ['ftp://registry.example/token', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['https://me:pass@registry.example/token', 'userinfo'],
    ['https://registry.example@evil.example/token', 'userinfo'],
    ['https://127.0.0.1/token', 'loopback'],
    ['https://2130706433/token', 'loopback'],
    ['https://0x7f.1/token', 'loopback'],
    ['https://localhost/token', 'loopback'],
    ['https://[::ffff:127.0.0.1]/token', 'loopback'],
    ['https://0.0.0.0/token', 'loopback'],
  ])('%s of a registry on the network is refused: %s', (realm, reason) => {
    expect(check(realm, 'https://registry.example')).toBe(`token realm: ${reason}`);
  });

  it.each([
    ['http://auth.example/token', 'not-https'],
    ['http://127.0.0.1/token', 'loopback'],
    ['http://registry.example.evil.example/token', 'not-https'],
    ['http://me@registry.example/token', 'userinfo'],
  ])('%s of a registry in plain HTTP is refused: %s', (realm, reason) => {
    expect(check(realm, 'http://registry.example')).toBe(`token realm: ${reason}`);
  });

  it('loses its fragment', () => {
    expect(check('https://ghcr.io/token#x', 'https://ghcr.io')).toBe('https://ghcr.io/token');
  });
});

describe('credentials', () => {
  it.each([
    ['https://ghcr.io/token', 'https://ghcr.io', true],
    ['https://ghcr.io:443/token', 'https://ghcr.io', true],
    ['https://auth.docker.io/token', 'https://registry-1.docker.io', true],
    ['https://gitlab.com/jwt/auth', 'https://registry.gitlab.com', true],
    ['https://auth.docker.io/token', 'https://ghcr.io', false],
    ['https://gitlab.com/jwt/auth', 'https://registry-1.docker.io', false],
    ['https://auth.docker.io:444/token', 'https://registry-1.docker.io', false],
    ['https://auth.docker.io/token', 'http://registry-1.docker.io', false],
    ['https://auth.docker.io.evil.example/token', 'https://registry-1.docker.io', false],
    ['https://auth.ghcr.io/token', 'https://ghcr.io', false],
    ['https://ghcr.io:8443/token', 'https://ghcr.io', false],
    ['http://ghcr.io/token', 'https://ghcr.io', false],
    ['https://ghcr.io/token', 'http://ghcr.io', false],
  ])('may go to %s for %s: %s', (realm, registry, expected) => {
    expect(realmMayHaveCredentials(new URL(realm), new URL(registry))).toBe(expected);
  });

  it.each([
    ['auth.example', 'https://auth.example/token', true],
    ['AUTH.example:443', 'https://auth.example/token', true],
    ['auth.example:8443', 'https://auth.example:8443/token', true],
    ['auth.example', 'https://auth.example:8443/token', false],
    ['auth.example', 'http://auth.example/token', false],
    ['auth.example', 'https://sub.auth.example/token', false],
    ['auth.example', 'https://auth.example.evil.example/token', false],
    ['me@auth.example', 'https://auth.example/token', false],
    ['auth.example/path', 'https://auth.example/token', false],
    ['', 'https://auth.example/token', false],
    ['*', 'https://auth.example/token', false],
  ])('may go to the user’s authHost %s at %s: %s', (authHost, realm, expected) => {
    const registry = new URL('https://registry.example');
    expect(realmMayHaveCredentials(new URL(realm), registry, authHost)).toBe(expected);
  });
});
