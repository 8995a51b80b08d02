import { describe, expect, it } from 'vitest';
import { isLoopback, unsafeTarget } from '../../server/src/registry/hosts/hosts.ts';

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
    ['http://a.example:1', 'http://a.example:2', undefined],
    ['http://a.example', 'http://b.example', 'not-https'],
    ['http://a.example', 'http://me@a.example', 'userinfo'],
    ['http://127.0.0.1:1', 'http://a.example', 'not-https'],
    ['https://127.0.0.1:1', 'http://127.0.0.1:2', 'not-https'],
  ])('from %s to %s is %s', (from, to, expected) => {
    expect(unsafeTarget(new URL(from), new URL(to))).toBe(expected);
  });
});
