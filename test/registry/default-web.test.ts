import { describe, expect, it } from 'vitest';
import { createDefaultWeb } from '../../server/src/registry/default-web.ts';
import { makeFolder } from '../support/command-line.ts';
import { startFakeRegistry } from '../support/fake-registry.ts';
import { fakeRegistry, never } from './setup.ts';

/** Asks an address where the person has set these servers, and tells the status or the error's code. */
async function outcomeOf(address: string, servers: readonly string[], environment = {}) {
  const { path: homeDirectory } = await makeFolder({});
  const web = createDefaultWeb({
    servers,
    timeout: 200,
    userAgent: 'test/1',
    log: () => undefined,
    account: { environment, homeDirectory, platform: 'linux' },
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  });
  const sent = await web(
    { method: 'GET', url: new URL(address), headers: {}, maximalBody: 100 },
    never,
  );
  return sent.ok ? sent.value.status : sent.error.code;
}

describe('the web beside the registries', () => {
  it('has the servers that the person has set, at addresses of their own network too', async () => {
    const server = await fakeRegistry((_, response) => response.end('hello'));
    const { port } = new URL(server.url);
    const address = `http://clair.corp:${port}`;
    expect(await outcomeOf(`${address}/api`, [`${address}/base`])).toBe(200);
  });

  it('has no other server there', async () => {
    const server = await startFakeRegistry((_, response) => response.end('hello'));
    const { port } = new URL(server.url);
    const address = `http://other.corp:${port}/api`;
    expect(await outcomeOf(address, [`http://clair.corp:${port}`, 'not a URL'])).toBe('refused');
    expect(server.requests).toEqual([]);
    await server.close();
  });

  it('is reached through the proxy of the environment', async () => {
    const proxy = await fakeRegistry(({ path }, response) => response.end(path));
    const environment = { HTTP_PROXY: proxy.url, http_proxy: proxy.url };
    const address = 'http://clair.example/api';
    expect(await outcomeOf(address, [address], environment)).toBe(200);
    expect(proxy.requests).toHaveLength(1);
  });
});
