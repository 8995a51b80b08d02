import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connections } from '../../server/src/registry/network/connections.ts';
import { createLoopbackIdentity } from '../support/certificate.ts';
import { sendIndex, sendStatus, type Script } from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference, resolve } from './setup.ts';

const identity = createLoopbackIdentity();

/** Connections that trust the test's certificate. */
function trusting(): Connections {
  const plain = new http.Agent();
  const secure = new https.Agent({ ca: identity.certificate });
  return { agentFor: ({ protocol }) => (protocol === 'http:' ? plain : secure) };
}

const soundRegistry: Script = (_, response) => {
  sendIndex(response);
};

describe('a loopback registry', () => {
  it('that speaks TLS is found out once, and then asked by TLS at once', async () => {
    const registry = await fakeRegistry(soundRegistry, identity);
    const lines: string[] = [];
    const asking = client({ connections: trusting(), log: (line) => lines.push(line) });
    for (const tag of ['1', '2'])
      expect(await asking.resolve(reference(`${registry.host}/app:${tag}`), never)).toMatchObject({
        ok: true,
      });
    expect(linesOf(registry)).toEqual(['HEAD /v2/app/manifests/1', 'HEAD /v2/app/manifests/2']);
    expect(lines.map((line) => line.split('/', 1)[0])).toEqual([
      'HEAD http:',
      'HEAD https:',
      'HEAD https:',
    ]);
  });

  it('whose certificate is not trusted says so', async () => {
    const registry = await fakeRegistry(soundRegistry, identity);
    expect(await resolve(`${registry.host}/app:1`)).toEqual({
      ok: false,
      error: { code: 'tls', host: registry.host, detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  it('that explains with status 400 that it speaks TLS is asked by TLS', async () => {
    const lines: string[] = [];
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 400, {}, 'Client sent an HTTP request to an HTTPS server.');
    });
    expect(
      await resolve(`${registry.host}/app:1`, { log: (line) => lines.push(line) }),
    ).toMatchObject({ error: { code: 'invalid-response', status: 400 } });
    expect(lines[1]).toContain('HEAD https://');
  });

  it('that closes the connection is asked by TLS, and the first failure counts', async () => {
    const server = createServer((socket) => socket.destroy());
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const lines: string[] = [];
    expect(await resolve(`${host}/app:1`, { log: (line) => lines.push(line) })).toMatchObject({
      error: { code: 'unreachable', host },
    });
    expect(lines.map((line) => line.split('/', 1)[0])).toEqual(['HEAD http:', 'HEAD https:']);
  });

  it('that speaks plain HTTP is asked by TLS no more once it has answered', async () => {
    const lines: string[] = [];
    const registry = await fakeRegistry(({ path }, response) => {
      sendStatus(response, path.endsWith('/1') ? 404 : 400);
    });
    const asking = client({ log: (line) => lines.push(line) });
    for (const tag of ['1', '2'])
      await asking.resolve(reference(`${registry.host}/app:${tag}`), never);
    expect(lines.filter((line) => line.includes('https://'))).toEqual([]);
  });
});

describe('a mirror', () => {
  it('with https is never asked by plain HTTP', async () => {
    const registry = await fakeRegistry(soundRegistry, identity);
    const lines: string[] = [];
    const registries = { 'docker.io': { mirror: registry.url } };
    const options = {
      registries,
      connections: trusting(),
      log: (line: string) => lines.push(line),
    };
    expect(await resolve('python:3.8', options)).toMatchObject({ ok: true });
    expect(lines).toEqual([expect.stringContaining('HEAD https://')]);
  });

  it('with http is never asked by TLS', async () => {
    const registry = await fakeRegistry(soundRegistry, identity);
    const lines: string[] = [];
    const mirror = registry.url.replace('https:', 'http:');
    const registries = { 'docker.io': { mirror } };
    const options = {
      registries,
      connections: trusting(),
      log: (line: string) => lines.push(line),
    };
    expect(await resolve('python:3.8', options)).toMatchObject({ ok: false });
    expect(lines).toEqual([expect.stringContaining('HEAD http://')]);
  });
});
