import { describe, expect, it } from 'vitest';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import { createContentTrustReader } from '../../server/src/trust/notary/content-trust.ts';
import {
  dockerTrustServer,
  serverAddress,
  serverFor,
} from '../../server/src/trust/notary/servers.ts';
import type { ContentTrustOptions } from '../../server/src/trust/notary/content-trust.ts';
import {
  alice,
  basicAlice,
  fakeRegistry,
  keychainWith,
  linesOf,
  never,
  reference,
} from '../registry/setup.ts';
import { makeFolder } from '../support/command-line.ts';
import type { Script } from '../support/fake-registry.ts';
import { python38, sample, sampleDay } from './notary-setup.ts';

const name = '127.0.0.1:15000/library/python';
const image = reference(name);
const question = { reference: image, tag: '3.8', digest: python38 };

async function readerAt(server: string, options: Partial<ContentTrustOptions> = {}) {
  const { path } = await makeFolder({});
  const transport = createTransport({
    connections: createConnections(),
    timeout: 5_000,
    userAgent: 'test/1',
    now: Date.now,
    log: () => undefined,
  });
  return createContentTrustReader({
    settings: { notaryServers: { [image.registry]: server } },
    transport,
    stateFolder: path,
    now: () => sampleDay,
    ...options,
  });
}

const files = sample('');

/** Serves the sample, by name or by hash. */
const serveSample: Script = ({ path }, response) => {
  const file = path.replace(/^.*\/tuf\//, '').replace(/(?:\.[0-9a-f]{64})?\.json$/, '');
  const body = files.get(file);
  response.writeHead(body === undefined ? 404 : 200).end(body);
};

describe('which server is asked', () => {
  it('is the one that the person has set for the registry, however it is written', () => {
    const servers = { 'Registry.Example:5000': 'https://notary.example' };
    expect(serverFor('registry.example:5000', servers)).toBe('https://notary.example');
    expect(serverFor('registry.example', servers)).toBeUndefined();
    expect(serverFor('registry.example', servers, 'https://all.example')).toBe(
      'https://all.example',
    );
    expect(serverFor('constructor', {})).toBeUndefined();
  });

  it("is Docker's own setting where that turns content trust on", () => {
    const DOCKER_CONTENT_TRUST_SERVER = 'https://notary.example';
    expect(dockerTrustServer({ DOCKER_CONTENT_TRUST_SERVER })).toBeUndefined();
    const off = { DOCKER_CONTENT_TRUST: '0', DOCKER_CONTENT_TRUST_SERVER };
    expect(dockerTrustServer(off)).toBeUndefined();
    const on = { DOCKER_CONTENT_TRUST: '1', DOCKER_CONTENT_TRUST_SERVER };
    expect(dockerTrustServer(on)).toBe('https://notary.example');
    expect(dockerTrustServer({ DOCKER_CONTENT_TRUST: '1' })).toBeUndefined();
  });

  it.each([
    ['https://notary.example', 'https://notary.example/'],
    ['https://notary.example:4443/path/', 'https://notary.example:4443/path'],
    ['http://127.0.0.1:4443', 'http://127.0.0.1:4443/'],
    ['http://localhost:4443', 'http://localhost:4443/'],
  ])('may be written %s', (written, address) => {
    expect(serverAddress(written)?.href).toBe(address);
  });

  it.each([
    'http://notary.example',
    'notary.example',
    'https://user:secret@notary.example',
    'https://notary.example/?a=b',
    'https://notary.example/#a',
    'file:///etc/passwd',
    '',
  ])('cannot be %s', async (written) => {
    expect(serverAddress(written)).toBeUndefined();
    const answer = await (await readerAt(written))(question, never);
    expect(answer).toMatchObject({ kind: 'unreachable', error: { code: 'refused' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('is none where the person has set none, and nobody is asked', async () => {
    const server = await fakeRegistry(serveSample);
    const ask = await readerAt(server.url, { settings: { notaryServers: {} } });
    expect(await ask(question, never)).toBeUndefined();
    expect(server.requests).toEqual([]);
  });
});

describe('a Notary server', () => {
  it('is asked for a repository once, however many want it at the same time', async () => {
    const server = await fakeRegistry(serveSample);
    const ask = await readerAt(server.url);
    const answers = await Promise.all(
      ['3.8', 'latest', '3.8'].map((tag) => ask({ ...question, tag }, never)),
    );
    expect(answers.map((answer) => answer?.kind)).toEqual(['signed', 'tag-unsigned', 'signed']);
    expect(server.requests).toHaveLength(4);
  });

  it('that wants a token gets one for pulling by the name of the repository', async () => {
    const server = await fakeRegistry((request, response) => {
      const { path, headers, origin } = request;
      if (path === '/token') response.end(JSON.stringify({ token: 'good' }));
      else if (headers.authorization === 'Bearer good') serveSample(request, response);
      else {
        const scope = `repository:${name}:pull`;
        const challenge = `Bearer realm="${origin}/token",service="notary",scope="${scope}"`;
        response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      }
    });
    const keychain = keychainWith(server.host, alice);
    const ask = await readerAt(server.url, { keychain });
    expect(await ask(question, never)).toMatchObject({ kind: 'signed' });
    const token = server.requests.find(({ path }) => path === '/token');
    expect(token?.query.getAll('scope')).toEqual([`repository:${name}:pull`]);
    expect(token?.headers.authorization).toBe(basicAlice);
    expect(keychain.asked).toEqual([server.host]);
  });

  it('does not get the credentials of the registry', async () => {
    const server = await fakeRegistry((_, response) => {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="notary"' }).end();
    });
    const ask = await readerAt(server.url, { keychain: keychainWith(image.registry, alice) });
    expect(await ask(question, never)).toMatchObject({
      kind: 'unreachable',
      error: { code: 'unauthorized', hadCredentials: false },
    });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each([
    [403, 'denied'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [204, 'invalid-response'],
  ])('that answers %i has not answered', async (status, code) => {
    const server = await fakeRegistry((_, response) => response.writeHead(status).end());
    const ask = await readerAt(server.url);
    expect(await ask(question, never)).toMatchObject({
      kind: 'unreachable',
      error: { code, status },
    });
  });

  it('may not send us to another server', async () => {
    const other = await fakeRegistry(serveSample);
    const server = await fakeRegistry(({ path }, response) => {
      response.writeHead(307, { Location: `${other.url}${path}` }).end();
    });
    const ask = await readerAt(server.url);
    expect(await ask(question, never)).toMatchObject({ error: { code: 'refused' } });
    expect(other.requests).toEqual([]);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', '<html>'],
    ['an empty body', ''],
    ['a list', '[]'],
    ['nothing signed', '{"signed":null,"signatures":null}'],
    ['what is nested without end', `{"signed":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`],
    ['bytes that are no text', Buffer.alloc(1_000, 0xff)],
    ['more than a root may have', ' '.repeat(300_000)],
    [
      'a root of a strange form',
      '{"signed":{"_type":"Root","__proto__":{"keys":{}}},"signatures":[]}',
    ],
    [
      'numbers without end',
      '{"signed":{"_type":"Root","version":1e400,"expires":"2040-01-01T00:00:00Z","keys":{},"roles":{}},"signatures":[]}',
    ],
    [
      'a time that is none',
      '{"signed":{"_type":"Root","version":1,"expires":"soon","keys":{},"roles":{}},"signatures":[]}',
    ],
  ])('that says %s has malformed metadata', async (_, body) => {
    const server = await fakeRegistry((__, response) => response.writeHead(200).end(body));
    const ask = await readerAt(server.url);
    const answer = await ask(question, never);
    expect(answer).toEqual({ kind: 'refused', reason: 'malformed', role: 'root' });
    expect(linesOf(server)).toHaveLength(1);
  });

  it('that does not answer is given up when nobody wants to know any more', async () => {
    const controller = new AbortController();
    const server = await fakeRegistry(() => {
      controller.abort();
    });
    const ask = await readerAt(server.url);
    expect(await ask(question, controller.signal)).toMatchObject({
      kind: 'unreachable',
      error: { code: 'cancelled' },
    });
  });
});
