import { describe, expect, it } from 'vitest';
import { endpointOf, isLoopback, unsafeTarget } from '../../server/src/registry/hosts/hosts.ts';

describe('endpointOf', () => {
  it('asks Docker Hub at its registry host, with the credentials of its old index', () => {
    expect(endpointOf('docker.io', {})).toEqual({
      ok: true,
      value: {
        host: 'registry-1.docker.io',
        bases: ['https://registry-1.docker.io'],
        credentialsKey: 'https://index.docker.io/v1/',
      },
    });
  });

  it.each([
    ['ghcr.io', ['https://ghcr.io']],
    ['registry.example.com:5000', ['https://registry.example.com:5000']],
    ['10.0.0.1:5000', ['https://10.0.0.1:5000']],
    ['[2001:db8::1]:5000', ['https://[2001:db8::1]:5000']],
    ['localhost.example.com', ['https://localhost.example.com']],
    ['localhost', ['http://localhost', 'https://localhost']],
    ['LOCALHOST:5000', ['http://localhost:5000', 'https://localhost:5000']],
    ['registry.localhost:5000', ['https://registry.localhost:5000']],
    ['127.0.0.1:5000', ['http://127.0.0.1:5000', 'https://127.0.0.1:5000']],
    ['[::1]:5000', ['http://[::1]:5000', 'https://[::1]:5000']],
  ])('asks %s at %j', (registry, bases) => {
    expect(endpointOf(registry, {})).toMatchObject({ ok: true, value: { bases } });
  });

  it.each(['host.example:99999', 'user@host.example', 'host.example?x', 'host.example/path', ''])(
    'refuses %j, which is not a host',
    (registry) => {
      expect(endpointOf(registry, {})).toMatchObject({
        ok: false,
        error: { code: 'refused', detail: 'not a valid host' },
      });
    },
  );

  it('asks a mirror instead, with the credentials of the mirror', () => {
    const mirrors = { 'docker.io': 'https://mirror.example.com/hub/' };
    expect(endpointOf('docker.io', mirrors)).toEqual({
      ok: true,
      value: {
        host: 'mirror.example.com',
        bases: ['https://mirror.example.com/hub'],
        credentialsKey: 'mirror.example.com',
      },
    });
    expect(endpointOf('ghcr.io', mirrors)).toMatchObject({ value: { host: 'ghcr.io' } });
  });

  it('asks a loopback mirror by the scheme that the user wrote', () => {
    expect(endpointOf('docker.io', { 'docker.io': 'http://127.0.0.1:5000' })).toMatchObject({
      value: { bases: ['http://127.0.0.1:5000'] },
    });
  });

  it.each([
    ['http://mirror.example.com', 'mirror: not https'],
    ['ftp://127.0.0.1', 'mirror: not https'],
    ['https://me:pass@mirror.example.com', 'mirror: userinfo'],
    ['mirror.example.com', 'mirror: not a URL'],
  ])('refuses the mirror %s', (mirror, detail) => {
    expect(endpointOf('docker.io', { 'docker.io': mirror })).toMatchObject({
      ok: false,
      error: { code: 'refused', detail },
    });
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['a.b.localhost', false],
    ['127.255.0.1', true],
    ['127.1', true],
    ['[::1]', true],
    ['[0:0:0:0:0:0:0:1]', true],
    ['127.0.0.1.example.com', false],
    ['localhost.example.com', false],
    ['mylocalhost', false],
    ['128.0.0.1', false],
    ['[::2]', false],
    ['0.0.0.0', false],
  ])('of %s is %s', (host, expected) => {
    expect(isLoopback(new URL(`http://${host}:5000`))).toBe(expected);
  });
});

describe('unsafeTarget', () => {
  it.each([
    ['https://a.example', 'https://b.example', undefined],
    ['https://a.example', 'http://a.example', 'not-https'],
    ['https://a.example', 'file:///etc/passwd', 'not-https'],
    ['https://a.example', 'https://me@b.example', 'userinfo'],
    ['https://a.example', 'https://127.0.0.1', 'loopback'],
    ['https://a.example', 'https://0.0.0.0', 'loopback'],
    ['https://a.example', 'https://localhost.', 'loopback'],
    ['https://a.example', 'https://a.localhost', 'loopback'],
    ['https://a.example', 'https://[::]', 'loopback'],
    ['https://a.example', 'https://[::1]', 'loopback'],
    ['https://a.example', 'https://[::ffff:127.0.0.1]', 'loopback'],
    ['https://a.example', 'https://[2001:db8::1]', undefined],
    ['https://a.example', 'https://128.0.0.1', undefined],
    ['http://127.0.0.1:1', 'http://localhost:2', undefined],
    ['http://127.0.0.1:1', 'https://a.example', undefined],
    ['http://127.0.0.1:1', 'http://a.example', 'not-https'],
    ['https://127.0.0.1:1', 'http://127.0.0.1:2', 'not-https'],
  ])('from %s to %s is %s', (from, to, expected) => {
    expect(unsafeTarget(new URL(from), new URL(to))).toBe(expected);
  });
});
