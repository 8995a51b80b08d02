import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAuthority, createLoopbackIdentity } from '../support/certificate.ts';
import { closedHost, sendStatus, type Script } from '../support/fake-registry.ts';
import { get, getRequest, httpProxy, through, transport, trustWith } from './connections-setup.ts';
import { fakeRegistry, linesOf, never } from './setup.ts';

const fine: Script = (_, response) => {
  sendStatus(response, 200, {}, 'fine');
};

/** An https registry that a proxy reaches by a name which no DNS knows. */
async function registryBehindProxy(options: Parameters<typeof httpProxy>[0] = {}) {
  const authority = createAuthority();
  const registry = await fakeRegistry(fine, authority.issue(['registry.example']));
  const hosts = { 'registry.example:443': registry.host };
  const proxy = await httpProxy({ hosts, ...options });
  const { trust } = await trustWith({
    '.docker/certs.d/registry.example/ca.crt': authority.certificate,
  });
  return { registry, proxy, trust, url: 'https://registry.example/v2/' };
}

describe('a proxy', () => {
  it('makes a tunnel in which the registry proves who it is', async () => {
    const { registry, proxy, trust, url } = await registryBehindProxy();
    expect(await get(url, { ...through(proxy.url), trust })).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual(['CONNECT registry.example:443']);
    expect(linesOf(registry)).toEqual(['GET /v2/']);
    expect(registry.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('keeps its tunnels for the next request', async () => {
    const { registry, proxy, trust, url } = await registryBehindProxy();
    const asking = transport({ ...through(proxy.url), trust });
    for (let n = 0; n < 3; n++) await asking(getRequest(url), never);
    expect(proxy.asked).toHaveLength(1);
    expect(registry.requests).toHaveLength(3);
  });

  it('is never trusted in the place of the registry', async () => {
    const { registry, proxy, url } = await registryBehindProxy();
    expect(await get(url, through(proxy.url, { isStrict: false }))).toMatchObject({
      error: { code: 'tls', host: 'registry.example', detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
    expect(registry.requests).toEqual([]);
  });

  it('is not trusted so either where the environment turns all checks off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const identity = createLoopbackIdentity();
    const { registry, proxy, trust, url } = await registryBehindProxy({ identity });
    for (const isStrict of [true, false])
      expect(await get(url, through(proxy.url, { isStrict }))).toMatchObject({
        error: { code: isStrict ? 'proxy' : 'tls' },
      });
    expect(registry.requests).toEqual([]);
    const lenient = through(proxy.url, { isStrict: false });
    expect(await get(url, { ...lenient, trust })).toMatchObject({ ok: true });
  });

  it('does not lend its name to a registry that is an address', async () => {
    const authority = createAuthority();
    // The certificate is for the proxy's own name and address, not for 1.1.1.1.
    const identity = authority.issue(['localhost', '127.0.0.1']);
    const registry = await fakeRegistry(fine, identity);
    const proxy = await httpProxy({ hosts: { '1.1.1.1:443': registry.host } });
    const { trust } = await trustWith({ '.docker/certs.d/1.1.1.1/ca.crt': authority.certificate });
    for (const url of [proxy.url, proxy.url.replace('127.0.0.1', 'localhost')])
      expect(await get('https://1.1.1.1/', { ...through(url), trust })).toMatchObject({
        error: { code: 'tls', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
    expect(registry.requests).toEqual([]);
  });

  it('gets the credentials for it, which show in no log and in no error', async () => {
    const authorization = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
    const { proxy, trust, url } = await registryBehindProxy({ authorization });
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const withPassword = (password: string) =>
      get(url, { ...through(proxy.url.replace('//', `//me:${password}@`)), trust, log });
    expect(await withPassword('hunter2')).toMatchObject({ ok: true });
    const refused = await withPassword('hunter3');
    expect(refused).toEqual({
      ok: false,
      error: { code: 'proxy', host: 'registry.example', proxy: proxy.host, status: 407 },
    });
    expect(proxy.authorizations[0]).toBe(authorization);
    expect(lines).toContain(
      `registry.example is reached through the proxy ${proxy.host} (http.proxy)`,
    );
    expect(lines.join('\n') + JSON.stringify(refused)).not.toMatch(/hunter|Basic/);
  });

  it.each([403, 407, 502, 503])('that answers %i is to blame, not the registry', async (status) => {
    const { registry, proxy, trust, url } = await registryBehindProxy({ refusal: status });
    expect(await get(url, { ...through(proxy.url), trust })).toEqual({
      ok: false,
      error: { code: 'proxy', host: 'registry.example', proxy: proxy.host, status },
    });
    expect(registry.requests).toEqual([]);
  });

  it('that cannot be reached is to blame', async () => {
    const host = await closedHost();
    for (const scheme of ['https', 'http'])
      expect(await get(`${scheme}://registry.example/`, through(`http://${host}`))).toEqual({
        ok: false,
        error: { code: 'proxy', host: 'registry.example', proxy: host, detail: 'ECONNREFUSED' },
      });
  });

  it('that fails lets all go on who wait for a connection', async () => {
    const { proxy, trust, url } = await registryBehindProxy({ refusal: 503 });
    const asking = transport({ ...through(proxy.url), trust });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => asking(getRequest(url), never)),
    );
    expect(new Set(answers.map((answer) => !answer.ok && answer.error.code))).toEqual(
      new Set(['proxy']),
    );
  });

  it('that is silent is left when the request is cancelled, or takes too long', async () => {
    const { proxy, trust, url } = await registryBehindProxy({ refusal: 'silence' });
    const controller = new AbortController();
    const cancelled = get(url, { ...through(proxy.url), trust }, controller.signal);
    await expect.poll(() => proxy.asked.length).toBe(1);
    const closed = proxy.nextClose();
    controller.abort();
    expect(await cancelled).toMatchObject({ error: { code: 'cancelled' } });
    await closed;
    expect(proxy.openSockets()).toBe(0);

    const late = transport({ ...through(proxy.url), trust }, 100)(getRequest(url), never);
    expect(await late).toMatchObject({ error: { code: 'timeout' } });
    await expect.poll(() => proxy.openSockets()).toBe(0);
  });

  it('fetches plain http itself, and its 407 is its own', async () => {
    const registry = await fakeRegistry(fine);
    const authorization = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
    const hosts = { 'registry.example:5000': registry.host };
    const proxy = await httpProxy({ hosts, authorization });
    const url = 'http://registry.example:5000/v2/';
    expect(await get(url, through(proxy.url.replace('//', '//me:hunter2@')))).toMatchObject({
      ok: true,
    });
    expect(await get(url, through(proxy.url))).toMatchObject({
      error: { code: 'proxy', host: 'registry.example:5000', proxy: proxy.host, status: 407 },
    });
    expect(proxy.asked).toEqual([
      'GET http://registry.example:5000/v2/',
      'GET http://registry.example:5000/v2/',
    ]);
  });

  it('that is not there cannot want credentials: a registry that says so is odd', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 407);
    });
    expect(await get(`${registry.url}/`)).toMatchObject({ ok: true, value: { status: 407 } });
  });

  it('that is silent to plain http is left when the request is cancelled', async () => {
    const proxy = await httpProxy({ refusal: 'silence' });
    const controller = new AbortController();
    const cancelled = get('http://registry.example/', through(proxy.url), controller.signal);
    await expect.poll(() => proxy.asked.length).toBe(1);
    controller.abort();
    expect(await cancelled).toMatchObject({ error: { code: 'cancelled' } });
    await expect.poll(() => proxy.openSockets()).toBe(0);
  });

  it('with a certificate is checked, unless the person says otherwise', async () => {
    const identity = createLoopbackIdentity();
    const { proxy, trust, url } = await registryBehindProxy({ identity });
    expect(await get(url, { ...through(proxy.url), trust })).toMatchObject({
      error: { code: 'proxy', proxy: proxy.host, detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(proxy.asked).toEqual([]);
    const lenient = through(proxy.url, { isStrict: false });
    expect(await get(url, { ...lenient, trust })).toMatchObject({ ok: true });
  });

  it('never gets what is for this machine', async () => {
    const registry = await fakeRegistry(fine);
    const proxy = await httpProxy();
    expect(await get(`${registry.url}/`, through(proxy.url))).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
  });

  it('that is set wrongly says where', async () => {
    expect(await get('https://registry.example/', through('socks5://me:hunter2@p'))).toEqual({
      ok: false,
      error: {
        code: 'proxy',
        host: 'registry.example',
        detail: 'http.proxy: SOCKS is not supported',
      },
    });
  });
});
