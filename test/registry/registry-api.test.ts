import { describe, expect, it } from 'vitest';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import type { RegistryClientOptions } from '../../server/src/registry/registry-client.ts';
import { sendStatus, type FakeRegistry } from '../support/fake-registry.ts';
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

const request = { path: '/api/v1/thing', maximalBody: 100 };

function ask({ host }: FakeRegistry, options: Partial<RegistryClientOptions> = {}) {
  return client(options).fetchApi(reference(`${host}/team/app`), request, never);
}

describe('a registry’s own API', () => {
  it('is asked at the registry’s host, without credentials where it wants none', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 200, {}, '{"a":1}');
    });
    const keychain = keychainWith(registry.host, alice);
    const query = new URLSearchParams({ a: 'b c' });
    const headers = { 'X-Own': 'yes' };
    const answer = await client({ keychain }).fetchApi(
      reference(`${registry.host}/team/app`),
      { ...request, query, headers },
      never,
    );
    expect(answer.ok && Buffer.from(answer.value).toString('utf8')).toBe('{"a":1}');
    const [sent] = registry.requests;
    expect(sent?.query.get('a')).toBe('b c');
    expect(sent?.headers).toMatchObject({ 'x-own': 'yes', accept: 'application/json' });
    expect(keychain.asked).toEqual([]);
  });

  it('gets the person’s password once it asks for one', async () => {
    const registry = await fakeRegistry(({ headers }, response) => {
      sendStatus(response, headers.authorization === basicAlice ? 200 : 401, {}, '{}');
    });
    expect(await ask(registry, { keychain: keychainWith(registry.host, alice) })).toMatchObject({
      ok: true,
    });
    expect(linesOf(registry)).toEqual(['GET /api/v1/thing', 'GET /api/v1/thing']);
  });

  it('gets none for what is asked in nobody’s name', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 401, { 'WWW-Authenticate': 'Basic realm="x"' });
    });
    const keychain = keychainWith(registry.host, alice);
    const answer = await client({ keychain }).fetchApi(
      reference(`${registry.host}/team/app`),
      { ...request, isAnonymous: true },
      never,
    );
    expect(answer).toMatchObject({ error: { code: 'unauthorized' } });
    expect(linesOf(registry)).toEqual(['GET /api/v1/thing']);
    expect(keychain.asked).toEqual([]);
  });

  it('is not understood without one that it wants', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 401);
    });
    expect(await ask(registry)).toMatchObject({
      error: { code: 'unauthorized', hadCredentials: false },
    });
  });

  it('does not lead to another host', async () => {
    const elsewhere = await fakeRegistry((_, response) => {
      sendStatus(response, 200, {}, '{}');
    });
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 302, { Location: `${elsewhere.url}/` });
    });
    expect(await ask(registry)).toMatchObject({ error: { code: 'refused' } });
    expect(elsewhere.requests).toEqual([]);
  });

  it.each([
    [404, '', 'not-found'],
    [403, '', 'denied'],
    [500, '', 'server-error'],
    [200, 'x'.repeat(101), 'too-large'],
  ])('that answers %d is a failure', async (status, body, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status, {}, body);
    });
    expect(await ask(registry)).toMatchObject({ error: { code } });
  });

  it.each([
    ['a proxy stands for it', { mirror: '/proxy' }, 'refused'],
    ['the person does not want it to be asked', { skip: true }, 'skipped'],
  ])('is not asked where %s', async (_, entry, code) => {
    const registry = await fakeRegistry((__, response) => {
      sendStatus(response, 200);
    });
    const own = 'mirror' in entry ? { mirror: `${registry.url}${entry.mirror}` } : entry;
    const registries = { [registry.host]: own };
    expect(await ask(registry, { registries })).toMatchObject({ error: { code } });
    expect(registry.requests).toEqual([]);
  });

  it('is not asked by a path that is none', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 200);
    });
    const image = reference(`${registry.host}/team/app`);
    for (const path of ['thing', '@elsewhere.example/'])
      expect(await client().fetchApi(image, { ...request, path }, never)).toMatchObject({
        error: { code: 'refused' },
      });
    expect(registry.requests).toEqual([]);
  });
});

describe('a request with JSON', () => {
  const transport = createTransport({
    connections: createConnections(),
    timeout: 5_000,
    userAgent: 'test/1',
    now: Date.now,
    log: () => undefined,
  });

  it('is sent as that, and bodies are read of the statuses that were asked for', async () => {
    const server = await fakeRegistry(({ path }, response) => {
      sendStatus(response, path === '/created' ? 201 : 202, {}, 'body');
    });
    const bodies: string[] = [];
    for (const path of ['/created', '/accepted']) {
      const url = new URL(path, server.url);
      const json = JSON.stringify({ a: 'ä' });
      const answer = await transport(
        { method: 'POST', url, headers: {}, json, readStatuses: [200, 201], maximalBody: 10 },
        never,
      );
      bodies.push(answer.ok ? Buffer.from(answer.value.body).toString('utf8') : answer.error.code);
    }
    expect(bodies).toEqual(['body', '']);
    expect(server.requests[0]).toMatchObject({
      body: '{"a":"ä"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('may have a time limit of its own', async () => {
    const server = await fakeRegistry(() => undefined);
    const url = new URL(server.url);
    const quick = { method: 'GET', url, headers: {}, maximalBody: 0, timeout: 50 } as const;
    expect(await transport(quick, never)).toMatchObject({ error: { code: 'timeout' } });
  });
});
