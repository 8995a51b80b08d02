import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anonymousKeychain } from '../../server/src/registry/credentials/keychain.ts';
import { endlessly } from '../support/endless.ts';
import { closedHost, indexType, sendIndex, sendStatus } from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference, resolve } from './setup.ts';

/** A server that answers whatever comes with the text. */
async function rawServer(text: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const short = { timeouts: { request: 200 } };

describe('a registry that', () => {
  it('is down is unreachable', async () => {
    const host = await closedHost();
    expect(await resolve(`${host}/app`)).toEqual({
      ok: false,
      error: { code: 'unreachable', host, detail: 'ECONNREFUSED' },
    });
  });

  it('never answers times out', async () => {
    const registry = await fakeRegistry(() => undefined);
    expect(await resolve(`${registry.host}/app`, short)).toEqual({
      ok: false,
      error: { code: 'timeout', host: registry.host },
    });
  });

  it('sends a body bit by bit without end times out', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else endlessly(response.writeHead(200, { 'Content-Type': indexType }), 'x', 5);
    });
    expect(await resolve(`${registry.host}/app`, short)).toMatchObject({
      error: { code: 'timeout', host: registry.host },
    });
  });

  it('sends a large body without end is cut off at the limit', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else
        endlessly(response.writeHead(200, { 'Content-Type': indexType }), 'x'.repeat(1 << 20), 0);
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'too-large', status: 200 },
    });
  });

  it('explains an error without end is cut off, and the error counts', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else endlessly(response.writeHead(503), 'x'.repeat(1 << 20), 0);
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'server-error', status: 503 },
    });
  });

  it('breaks off in the middle of the body is unreachable', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else
        response
          .writeHead(200, { 'Content-Type': indexType, 'Content-Length': 100 })
          .write('{', () => response.destroy());
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({ error: { code: 'unreachable' } });
  });
});

describe('a server that speaks no sound HTTP', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'X-Long: y\r\n'.repeat(10_000)}`],
    ['a broken header', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ])('but %s is invalid', async (_, text) => {
    const host = await rawServer(text);
    const registries = { 'docker.io': { mirror: `http://${host}` } };
    expect(await resolve('app', { registries })).toMatchObject({
      error: { code: 'invalid-response', host, detail: expect.stringMatching(/^HPE_/) as string },
    });
  });
});

describe('cancelling', () => {
  it('before the request sends none', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    const image = reference(`${registry.host}/app`);
    expect(await client().resolve(image, AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(registry.requests).toEqual([]);
  });

  it('while the registry is silent gives up at once and closes the connection', async () => {
    const controller = new AbortController();
    let disconnected: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry((_, response) => {
      disconnected = once(response, 'close');
      controller.abort();
    });
    const image = reference(`${registry.host}/app`);
    expect(await client().resolve(image, controller.signal)).toMatchObject({
      error: { code: 'cancelled', host: registry.host },
    });
    await disconnected;
  });

  it('while a body is read gives up at once and closes the connection', async () => {
    const controller = new AbortController();
    let disconnected: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') {
        sendStatus(response, 405);
        return;
      }
      disconnected = once(response, 'close');
      response.writeHead(200, { 'Content-Type': indexType }).write('{', () => {
        setImmediate(() => {
          controller.abort();
        });
      });
    });
    const image = reference(`${registry.host}/app`);
    expect(await client().resolve(image, controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    await disconnected;
  });

  it('does not wait for a slow keychain', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 401, { 'WWW-Authenticate': 'Basic realm="x"' });
    });
    const controller = new AbortController();
    const keychain = {
      ...anonymousKeychain,
      find: () => {
        controller.abort();
        return new Promise<never>(() => undefined);
      },
    };
    const image = reference(`${registry.host}/app`);
    expect(await client({ keychain }).resolve(image, controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
  });

  it('of one request leaves the others alone', async () => {
    const controller = new AbortController();
    const registry = await fakeRegistry(({ path }, response) => {
      if (path.endsWith('/left')) controller.abort();
      else
        setImmediate(() => {
          sendIndex(response);
        });
    });
    const asking = client();
    const [left, stays] = await Promise.all([
      asking.resolve(reference(`${registry.host}/app:left`), controller.signal),
      asking.resolve(reference(`${registry.host}/app:stays`), never),
    ]);
    expect(left).toMatchObject({ error: { code: 'cancelled' } });
    expect(stays).toMatchObject({ ok: true });
  });
});

describe('a surprise', () => {
  it('inside the client becomes an error, not an exception', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 401, { 'WWW-Authenticate': 'Basic realm="x"' });
    });
    const keychain = {
      ...anonymousKeychain,
      find: () => Promise.reject(new RangeError('surprise')),
    };
    expect(await resolve(`${registry.host}/app`, { keychain })).toEqual({
      ok: false,
      error: { code: 'invalid-response', host: registry.host, detail: 'RangeError' },
    });
    expect(linesOf(registry)).toEqual(['HEAD /v2/app/manifests/latest']);
  });
});
