import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  kindOfAddress,
  kindOfLiteral,
  requirementOf,
} from '../../server/src/registry/network/addresses.ts';
import {
  checkLiteral,
  createGuardedLookup,
  mayBeReached,
} from '../../server/src/registry/network/guarded-lookup.ts';

describe('the kind of an address', () => {
  it.each([
    ['1.1.1.1', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['192.167.255.255', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['169.253.255.255', 'public'],
    ['198.18.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fec0::1', 'private'],
    ['100.64.0.0', 'shared'],
    ['100.127.255.255', 'shared'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['169.254.0.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['2001:db8::1', 'documentation'],
    ['255.255.255.255', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['2001::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['not an address', 'reserved'],
    ['1.2.3', 'reserved'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it.each([
    ['mapped', '::ffff:169.254.169.254', 'metadata'],
    ['mapped', '::ffff:127.0.0.1', 'loopback'],
    ['mapped', '::ffff:8.8.8.8', 'public'],
    ['translated', '::ffff:0:10.0.0.1', 'private'],
    ['compatible', '::10.0.0.1', 'private'],
    ['NAT64', '64:ff9b::169.254.169.254', 'metadata'],
    ['NAT64', '64:ff9b::8.8.8.8', 'public'],
    ['local NAT64', '64:ff9b:1::8.8.8.8', 'private'],
    ['6to4', '2002:a9fe:a9fe::1', 'metadata'],
    ['6to4', '2002:c0a8:0101::1', 'private'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2', 'reserved'],
  ])('that holds an IPv4 one (%s) is judged by that: %s is %s', (_, address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it.each([
    ['http://2130706433/', 'loopback'],
    ['http://0x7f.1/', 'loopback'],
    ['http://0177.0.0.1/', 'loopback'],
    ['http://127.1/', 'loopback'],
    ['http://１２７.0.0.1/', 'loopback'],
    ['http://0/', 'unspecified'],
    ['http://2852039166/', 'metadata'],
    ['http://0xa9.0xfe.0xa9.0xfe/', 'metadata'],
    ['http://[::ffff:7f00:1]/', 'loopback'],
    ['http://[::ffff:a9fe:a9fe]/', 'metadata'],
    ['http://[0:0:0:0:0:0:0:1]/', 'loopback'],
    ['http://127.0.0.1./', 'loopback'],
    ['http://127.0.0.1.example.com/', undefined],
    ['http://localhost/', undefined],
  ])('in the URL %s is %s', (url, kind) => {
    expect(kindOfLiteral(new URL(url))).toBe(kind);
  });
});

const rules = {
  isKnownHost: (host: string) => host === 'known.example',
  isListedHost: (host: string) => Promise.resolve(host === 'listed.example'),
};

describe('a host at an address', () => {
  it.each([
    ['stranger.example', 'public', true],
    ['stranger.example', 'private', false],
    ['stranger.example', 'shared', false],
    ['stranger.example', 'loopback', false],
    ['stranger.example', 'unspecified', false],
    ['stranger.example', 'metadata', false],
    ['known.example', 'private', true],
    ['known.example', 'shared', true],
    ['known.example', 'loopback', true],
    ['known.example', 'link-local', false],
    ['known.example', 'metadata', false],
    ['known.example', 'documentation', false],
    ['known.example:5000', 'private', false],
    ['listed.example', 'private', true],
    ['listed.example', 'link-local', true],
    ['listed.example', 'metadata', true],
    ['localhost', 'loopback', true],
    ['registry.localhost', 'loopback', true],
    ['localhost', 'public', false],
    ['localhost', 'private', false],
  ] as const)('%s, %s: may be reached is %s', async (host, kind, expected) => {
    expect(await mayBeReached(new URL(`https://${host}`), kind, rules)).toBe(expected);
  });

  it('needs no knowledge at public ones alone', () => {
    expect(requirementOf('public')).toBe('nothing');
    expect(requirementOf('loopback')).toBe('known');
    expect(requirementOf('metadata')).toBe('listed');
  });

  it.each(['https://127.0.0.1:5000', 'https://[::1]', 'https://1.1.1.1', 'https://any.example'])(
    'that is written as %s is allowed without a lookup',
    async (url) => {
      await expect(checkLiteral(new URL(url), rules)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['https://10.0.0.1', 'private'],
    ['https://169.254.169.254', 'metadata'],
    ['http://0.0.0.0:5000', 'unspecified'],
    ['https://[::ffff:a9fe:a9fe]', 'metadata'],
    ['https://[fe80::1]', 'link-local'],
  ])('that is written as %s is refused as %s', async (url, kind) => {
    await expect(checkLiteral(new URL(url), rules)).rejects.toMatchObject({
      code: `ERR_FORBIDDEN_ADDRESS ${kind}`,
    });
  });
});

/** What a socket to the host would get, when the DNS has these addresses for it. */
function addressesFor(host: string, ...found: readonly string[]) {
  const resolve = () =>
    Promise.resolve(found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  const lookup = createGuardedLookup(new URL(`https://${host}`), rules, resolve);
  return promisify(lookup)(host, { all: true });
}

describe('a lookup', () => {
  it('gives the socket only those addresses that may be reached', async () => {
    expect(
      await addressesFor('stranger.example', '10.0.0.1', '1.1.1.1', 'fe80::1', '::ffff:127.0.0.1'),
    ).toEqual([{ address: '1.1.1.1', family: 4 }]);
  });

  it.each([
    ['stranger.example', '169.254.169.254', 'metadata'],
    ['stranger.example', 'fd00:ec2::254', 'metadata'],
    ['stranger.example', '127.0.0.1', 'loopback'],
    ['stranger.example', '192.168.1.1', 'private'],
    ['known.example', '169.254.169.254', 'metadata'],
    ['localhost', '192.168.1.1', 'private'],
  ])('of %s at %s fails as %s', async (host, address, kind) => {
    await expect(addressesFor(host, address)).rejects.toMatchObject({
      code: `ERR_FORBIDDEN_ADDRESS ${kind}`,
    });
  });

  it('gives one address to a socket that wants one', async () => {
    const resolve = () => Promise.resolve([{ address: '::1', family: 6 }]);
    const lookup = createGuardedLookup(new URL('https://localhost'), rules, resolve);
    const got = new Promise((done) => {
      lookup('localhost', {}, (_, address, family) => {
        done([address, family]);
      });
    });
    expect(await got).toEqual(['::1', 6]);
  });

  it('passes on why the DNS has no answer', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    const lookup = createGuardedLookup(new URL('https://none.example'), rules, resolve);
    await expect(promisify(lookup)('none.example', { all: true })).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });
});
