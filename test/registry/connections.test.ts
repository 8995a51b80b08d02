import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { followRedirects } from '../../server/src/registry/network/redirect.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import { sendStatus, type Script } from '../support/fake-registry.ts';
import { get, getRequest, httpProxy, names, through, transport } from './connections-setup.ts';
import { fakeRegistry, never } from './setup.ts';

const fine: Script = (_, response) => {
  sendStatus(response, 200, {}, 'fine');
};
const known = { isKnownHost: () => true };

describe('a public name', () => {
  it.each([
    ['metadata', '169.254.169.254'],
    ['metadata', '::ffff:169.254.169.254'],
    ['metadata', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['private', '10.0.0.1'],
    ['private', 'fd12::1'],
    ['shared', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
  ])('that leads to a %s address (%s) is refused', async (kind, address) => {
    const dns = names({ 'registry.example': [[address]] });
    expect(await get('https://registry.example/', dns)).toEqual({
      ok: false,
      error: { code: 'refused', host: 'registry.example', detail: `address: ${kind}` },
    });
  });

  it('that leads to this machine reaches no server here', async () => {
    const victim = await fakeRegistry(fine);
    const port = victim.host.split(':')[1] ?? '';
    const dns = names({ 'registry.example': [['127.0.0.1']] });
    expect(await get(`http://registry.example:${port}/`, dns)).toMatchObject({
      error: { code: 'refused', detail: 'address: loopback' },
    });
    expect(victim.requests).toEqual([]);
    expect(await get(`http://registry.example:${port}/`, { ...dns, ...known })).toMatchObject({
      ok: true,
    });
  });

  it('that changes between check and connection (DNS rebinding) is asked for once alone', async () => {
    const victim = await fakeRegistry(fine);
    const port = victim.host.split(':')[1] ?? '';
    // 127.0.0.2, where nobody listens, stands for the address that is shown to the check.
    const dns = names({ 'registry.example': [['127.0.0.2'], ['127.0.0.1']] });
    const isKnownHost = () => dns.asked.length < 2;
    const asking = transport({ ...dns, isKnownHost });
    const request = getRequest(`http://registry.example:${port}/`);
    expect(await asking(request, never)).toMatchObject({ error: { code: 'unreachable' } });
    expect(dns.asked).toEqual(['registry.example']);
    expect(await asking(request, never)).toMatchObject({
      error: { code: 'refused', detail: 'address: loopback' },
    });
    expect(victim.requests).toEqual([]);
  });

  it('with addresses of both kinds is reached at the allowed ones', async () => {
    const victim = await fakeRegistry(fine);
    const port = victim.host.split(':')[1] ?? '';
    const dns = names({ 'registry.example': [['169.254.169.254', '127.0.0.1']] });
    expect(await get(`http://registry.example:${port}/`, { ...dns, ...known })).toMatchObject({
      ok: true,
    });
    expect(victim.requests).toHaveLength(1);
  });
});

describe('an address in place of a name', () => {
  it.each([
    ['http://169.254.169.254/latest/meta-data', 'metadata'],
    ['http://2852039166/', 'metadata'],
    ['https://[::ffff:a9fe:a9fe]/', 'metadata'],
    ['https://10.0.0.1/', 'private'],
    ['http://0.0.0.0:5000/', 'unspecified'],
  ])('%s is refused as %s, through a proxy as well', async (url, kind) => {
    const proxy = await httpProxy();
    for (const options of [{}, through(proxy.url)])
      expect(await get(url, options)).toMatchObject({
        error: { code: 'refused', detail: `address: ${kind}` },
      });
    expect(proxy.asked).toEqual([]);
  });

  it('that means this machine is what was written, and is reached', async () => {
    const registry = await fakeRegistry(fine);
    const port = registry.host.split(':')[1] ?? '';
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '2130706433'])
      expect(await get(`http://${host}:${port}/`)).toMatchObject({ ok: true });
  });
});

describe('a redirect', () => {
  it.each([
    ['https://169.254.169.254/', 'address: metadata'],
    ['https://10.0.0.1/', 'address: private'],
    ['https://internal.example/', 'address: private'],
    ['http://169.254.169.254/', 'redirect: not-https'],
  ])('to %s is refused: %s', async (target, detail) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 307, { Location: target });
    });
    const asking = transport(names({ 'internal.example': [['10.0.0.1']] }));
    expect(await followRedirects(asking, getRequest(`${registry.url}/`), never)).toMatchObject({
      error: { code: 'refused', detail },
    });
  });

  it('from a known host does not make its target known', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 307, { Location: 'https://internal.example/' });
    });
    const port = registry.host.split(':')[1] ?? '';
    const dns = names({ 'known.example': [['127.0.0.1']], 'internal.example': [['10.0.0.1']] });
    const asking = transport({ ...dns, isKnownHost: (host) => host === `known.example:${port}` });
    const request = getRequest(`http://known.example:${port}/`);
    expect(await followRedirects(asking, request, never)).toMatchObject({
      error: { code: 'refused', host: 'internal.example', detail: 'address: private' },
    });
  });
});

describe('connections', () => {
  it('are kept, and at most six to a host', async () => {
    const waiting: (() => void)[] = [];
    const registry = await fakeRegistry((_, response) => {
      waiting.push(() => {
        sendStatus(response, 200);
      });
      if (waiting.length === 6) for (const answer of waiting.splice(0)) setTimeout(answer, 50);
    });
    const asking = transport();
    const request = getRequest(`${registry.url}/`);
    await Promise.all(Array.from({ length: 12 }, () => asking(request, never)));
    expect(registry.requests).toHaveLength(12);
    expect(new Set(registry.requests.map(({ connection }) => connection)).size).toBe(6);
  });

  it('are closed when they are idle', async () => {
    const registry = await fakeRegistry(fine);
    const asking = transport({ idleTimeout: 20 });
    const request = getRequest(`${registry.url}/`);
    await asking(request, never);
    await expect.poll(() => registry.openSockets()).toBe(0);
    await asking(request, never);
    expect(new Set(registry.requests.map(({ connection }) => connection)).size).toBe(2);
  });
});

describe('closing', () => {
  it('ends what is under way, and nothing is asked any more', async () => {
    const connections = createConnections();
    let left: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry((_, response) => {
      left = once(response, 'close');
      connections.close();
    });
    const settings = { timeout: 4_000, userAgent: 'test/1', now: Date.now, log: () => undefined };
    const asking = createTransport({ connections, ...settings });
    expect(await asking(getRequest(`${registry.url}/`), never)).toMatchObject({ ok: false });
    await left;
    expect(await asking(getRequest(`${registry.url}/`), never)).toMatchObject({ ok: false });
    expect(registry.requests).toHaveLength(1);
  });
});
