import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { endlessly } from '../support/endless.ts';
import { sendStatus, sha256, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import {
  alice,
  basicAlice,
  client,
  fakeRegistry,
  keychainWith,
  linesOf,
  never,
  reference,
} from './setup.ts';

const text = '{"architecture":"amd64"}';
const digest = sha256(text);
const path = `/v2/app/blobs/${digest}`;
const sound: Script = (_, response) => {
  sendStatus(response, 200, { 'Content-Type': 'application/octet-stream' }, text);
};

function fetchBlob({ host }: FakeRegistry, maximalSize = text.length, signal = never) {
  return client().fetchBlob(reference(`${host}/app:1`), digest, { maximalSize }, signal);
}

describe('a blob', () => {
  it('is fetched by one request, and its bytes are checked', async () => {
    const registry = await fakeRegistry(sound);
    expect(await fetchBlob(registry)).toEqual({ ok: true, value: Buffer.from(text) });
    expect(linesOf(registry)).toEqual([`GET ${path}`]);
  });

  it('is fetched from where the registry keeps it, which gets no authorization', async () => {
    const store = await fakeRegistry(sound);
    const registry = await fakeRegistry(({ headers }, response) => {
      if (headers.authorization === basicAlice)
        sendStatus(response, 307, { Location: `${store.url}/bucket/x?signature=abc` });
      else sendStatus(response, 401, { 'WWW-Authenticate': 'Basic realm="x"' });
    });
    const lines: string[] = [];
    const keychain = keychainWith(registry.host, alice);
    const asking = client({ keychain, log: (line) => lines.push(line) });
    const image = reference(`${registry.host}/app`);
    expect(await asking.fetchBlob(image, digest, { maximalSize: 100 }, never)).toMatchObject({
      ok: true,
    });
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]?.headers.authorization).toBeUndefined();
    expect(store.requests[0]?.query.get('signature')).toBe('abc');
    expect(lines.join('\n')).not.toContain('signature');
  });

  it('with other bytes is a mismatch, and the host that gave them is named', async () => {
    const store = await fakeRegistry((_, response) => {
      sendStatus(response, 200, {}, text.replace('amd64', 'arm64'));
    });
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 307, { Location: `${store.url}/x` });
    });
    expect(await fetchBlob(registry)).toEqual({
      ok: false,
      error: { code: 'digest-mismatch', host: store.host, status: 200, detail: digest },
    });
  });

  it('that is cut short is a mismatch', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 200, {}, text.slice(0, -1));
    });
    expect(await fetchBlob(registry)).toMatchObject({ error: { code: 'digest-mismatch' } });
  });

  it('that is larger than its descriptor says is not read', async () => {
    const registry = await fakeRegistry(sound);
    expect(await fetchBlob(registry, text.length - 1)).toMatchObject({
      error: { code: 'too-large' },
    });
  });

  it('without end is cut off, and the connection is closed', async () => {
    let disconnected: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry((_, response) => {
      disconnected = once(response, 'close');
      endlessly(response.writeHead(200), 'x'.repeat(1 << 16), 0);
    });
    expect(await fetchBlob(registry)).toMatchObject({ error: { code: 'too-large' } });
    await disconnected;
  });

  it('in a coding that was not asked for is not decoded', async () => {
    const registry = await fakeRegistry((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1 << 20)));
    });
    expect(await fetchBlob(registry, 1 << 16)).toMatchObject({
      error: { code: 'invalid-response', detail: 'content coding gzip' },
    });
  });

  it.each([
    [404, 'not-found'],
    [403, 'denied'],
    [206, 'invalid-response'],
  ])('with status %i is %s', async (status, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await fetchBlob(registry)).toMatchObject({ error: { code, status } });
  });

  it('is given up at once when it is cancelled, and the connection is closed', async () => {
    const controller = new AbortController();
    let disconnected: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry((_, response) => {
      disconnected = once(response, 'close');
      response.writeHead(200).write('{', () => {
        setImmediate(() => {
          controller.abort();
        });
      });
    });
    expect(await fetchBlob(registry, 100, controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    await disconnected;
  });
});
