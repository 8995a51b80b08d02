import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, connectionError } from '../../server/src/engine/ask.ts';
import { createEngineSource } from '../../server/src/engine/default-engine.ts';
import type { EngineError, EngineReport } from '../../server/src/engine/engine-source.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import type { Result } from '../../server/src/text/result.ts';
import { bareImageId, indexDigest, webId } from './engine-answers.ts';
import {
  dockerAnswers,
  startEngine,
  type EngineAnswer,
  type EngineServer,
} from './engine-server.ts';

const running: EngineServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function engine(changes: Readonly<Record<string, EngineAnswer>>): Promise<EngineServer> {
  const server = await startEngine({ ...dockerAnswers, ...changes });
  running.push(server);
  return server;
}

function look(
  socket: string,
  signal = new AbortController().signal,
): Promise<Result<EngineReport, EngineError>> {
  const reference = parseReference('nginx:1.25');
  if (!reference.ok) throw new Error('nginx:1.25');
  const source = createEngineSource({ socket, environment: {}, platform: 'linux' });
  return source.look(reference.value, indexDigest, signal);
}

const image = `/images/docker.io/library/nginx@${indexDigest}/json`;
const containers = `/containers/json?filters={"ancestor":["${bareImageId}"]}`;

describe('an engine that is not asked', () => {
  it.each([
    ['tcp://ann:letmein@build.example.test:2376', 'tcp://build.example.test:2376'],
    ['ssh://ann@build.example.test', 'ssh://build.example.test'],
    ['docker.sock', 'an address that is no socket'],
  ])('at %s is not on this machine', async (socket, endpoint) => {
    expect(await look(socket)).toEqual({ ok: false, error: { code: 'not-local', endpoint } });
  });
});

describe('an engine that does not answer', () => {
  it('is not found where no socket is', async () => {
    const { socket } = await engine({});
    const endpoint = `${socket}.other`;
    expect(await look(endpoint)).toEqual({ ok: false, error: { code: 'not-found', endpoint } });
  });

  it('is not found where a file or a socket without a listener is', async () => {
    const { socket } = await engine({});
    const file = join(socket, '..', 'file.sock');
    writeFileSync(file, '');
    expect(await look(file)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('is denied to whoever may not use it, which the root of a test machine always may', () => {
    for (const code of ['EACCES', 'EPERM'])
      expect(connectionError(Object.assign(new Error('connect'), { code }))).toEqual({
        code: 'denied',
      });
  });

  it('is given up when the person cancels', async () => {
    const controller = new AbortController();
    const { socket } = await engine({ '/version': () => controller.abort() });
    expect(await look(socket, controller.signal)).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('is not asked when the person has cancelled before', async () => {
    const { socket, requests } = await engine({});
    expect(await look(socket, AbortSignal.abort())).toMatchObject({ error: { code: 'cancelled' } });
    expect(requests).toEqual([]);
  });

  it('is given up when its time is over', async () => {
    const { socket } = await engine({ '/version': () => undefined });
    const limits = { time: 20, bytes: 1000 };
    const answered = await ask(socket, '/version', limits, new AbortController().signal);
    expect(answered).toEqual({ ok: false, error: { code: 'timeout' } });
  });

  it('is given up when it sends one byte after the other', async () => {
    const { socket } = await engine({ '/version': (response) => response.write('[') });
    const limits = { time: 20, bytes: 1000 };
    const answered = await ask(socket, '/version', limits, new AbortController().signal);
    expect(answered).toEqual({ ok: false, error: { code: 'timeout' } });
  });
});

describe('an engine that answers badly', () => {
  const invalid = (detail?: string) => ({
    code: 'invalid-answer',
    ...(detail !== undefined && { detail }),
  });

  it.each<[string, Record<string, EngineAnswer>, object]>([
    [
      'no JSON',
      { '/version': (response) => response.end('hello') },
      invalid('the answer is no JSON'),
    ],
    ['a list', { '/version': [] }, invalid('it does not tell its version')],
    ['nothing of the kind', { '/version': undefined }, invalid()],
    ['an image that is a text', { [image]: (response) => response.end('"x"') }, invalid()],
    ['containers in no list', { [containers]: { a: 1 } }, invalid()],
    [
      'a redirect, which nobody follows',
      { [image]: (response) => response.writeHead(307, { location: '/version' }).end() },
      invalid('it answered with a redirect'),
    ],
    [
      'an error of its own',
      { [image]: (response) => response.writeHead(500).end('{"message":"disk"}') },
      { code: 'failed', detail: 'HTTP 500' },
    ],
    [
      'that nobody may know',
      { [image]: (response) => response.writeHead(403).end() },
      { code: 'denied' },
    ],
    [
      'another protocol',
      { [image]: (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n\r\n') },
      invalid('the answer is no HTTP'),
    ],
    [
      'half of it',
      { [image]: (response) => response.writeHead(200, { 'content-length': '9' }).end('{') },
      { code: 'failed', detail: 'ECONNRESET' },
    ],
  ])('with %s is told as such', async (_, changes, error) => {
    const { socket } = await engine(changes);
    expect(await look(socket)).toEqual({ ok: false, error: { ...error, endpoint: socket } });
  });

  it('without end is heard no longer than its limit', async () => {
    const { socket } = await engine({ '/version': endless });
    expect(await look(socket)).toMatchObject({ error: invalid('the answer is too long') });
  });

  it('with a change of protocols is not followed', async () => {
    const { socket } = await engine({
      '/version': ({ socket: connection }) =>
        connection?.end('HTTP/1.1 101 Switching\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n'),
    });
    expect((await look(socket)).ok).toBe(false);
  });

  it.each<[string, EngineAnswer]>([
    [
      'numbers for texts',
      { Id: webId, Name: 5, State: [], HostConfig: 'x', Config: null, Mounts: {} },
    ],
    ['nothing', {}],
    ['texts for lists', { HostConfig: { CapAdd: 'ALL', PidsLimit: '5' }, Mounts: [1, null, 'x'] }],
  ])('with %s in a container is read as far as it makes sense', async (_, answer) => {
    const { socket } = await engine({
      [`/containers/${webId}/json`]: answer,
      [`/containers/${webId}/top`]: { Titles: [1, 'CMD'], Processes: ['x', [2, 'sh', 'more']] },
    });
    expect(await look(socket)).toMatchObject({
      value: {
        containers: [
          {
            name: '',
            addedCapabilities: [],
            mounts: [],
            processLimit: undefined,
            processes: { titles: ['', 'CMD'], rows: [['', 'sh']] },
          },
        ],
      },
    });
  });

  it('with a name of a container that is none is asked nothing by it', async () => {
    const { socket, requests } = await engine({ [containers]: [{ Id: '../../images/prune' }, {}] });
    expect(await look(socket)).toMatchObject({ value: { containers: [], omitted: 0 } });
    expect(requests.filter((request) => request.includes('prune'))).toEqual([]);
  });

  it('about one container counts that as left out', async () => {
    const { socket } = await engine({ [`/containers/${webId}/json`]: undefined });
    expect(await look(socket)).toMatchObject({ value: { containers: [], omitted: 1 } });
  });
});

/** Writes until nobody listens. */
const endless: EngineAnswer = (response) => {
  const write = (): void => {
    if (!response.destroyed) response.write(' '.repeat(65_536), write);
  };
  write();
};
