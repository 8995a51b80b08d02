import { afterEach, describe, expect, it } from 'vitest';
import { createEngineSource } from '../../server/src/engine/default-engine.ts';
import type { EngineReport } from '../../server/src/engine/engine-source.ts';
import type { Digest } from '../../server/src/reference/digest.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import {
  bareImageId,
  imageId,
  indexDigest,
  nginxImage,
  otherDigest,
  podmanInfo,
  podmanProcesses,
  podmanVersion,
  webContainer,
  webId,
} from './engine-answers.ts';
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

async function engine(changes: Readonly<Record<string, EngineAnswer>> = {}): Promise<EngineServer> {
  const server = await startEngine({ ...dockerAnswers, ...changes });
  running.push(server);
  return server;
}

async function look(
  { socket }: Pick<EngineServer, 'socket'>,
  reference = 'nginx:1.25',
  digest: Digest | 'not known' = indexDigest,
): Promise<EngineReport> {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(reference);
  const source = createEngineSource({ socket, environment: {} });
  const known = digest === 'not known' ? undefined : digest;
  const result = await source.look(parsed.value, known, new AbortController().signal);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe('the engine', () => {
  it('tells who it is, and whether root in it is root on the host', async () => {
    const server = await engine();
    expect((await look(server)).engine).toEqual({
      name: 'docker',
      version: '24.0.7',
      endpoint: server.socket,
      isRootless: false,
      remapsUsers: false,
    });
  });

  it('may be Podman without root', async () => {
    const server = await engine({ '/version': podmanVersion, '/info': podmanInfo });
    expect((await look(server)).engine).toMatchObject({
      name: 'podman',
      version: '4.9.3',
      isRootless: true,
    });
  });

  it('may keep its security to itself', async () => {
    const server = await engine({ '/info': undefined, '/version': { Version: '1.0' } });
    expect((await look(server)).engine).toMatchObject({
      name: 'unknown',
      isRootless: undefined,
      remapsUsers: undefined,
    });
  });

  it.each([
    ['its own version', { ApiVersion: '1.40', MinAPIVersion: '1.12' }, '/v1.40/info'],
    ['none newer than we know', { ApiVersion: '1.99', MinAPIVersion: '1.44' }, '/v1.51/info'],
    ['one that it still speaks', { ApiVersion: '1.99', MinAPIVersion: '1.60' }, '/v1.60/info'],
    ['none where it names none', { ApiVersion: '1.41/../../x' }, '/info'],
  ])('is asked in %s', async (_, versions, path) => {
    const server = await engine({ '/version': { Version: '1', ...versions } });
    await look(server);
    expect(server.requests[1]).toBe(`GET ${path}`);
  });
});

describe('the image on this machine', () => {
  it('is told as the engine has it, its history the newest last', async () => {
    expect((await look(await engine())).image).toEqual({
      id: imageId,
      digests: [`nginx@${indexDigest}`],
      tags: ['nginx:1.25'],
      created: Date.parse('2023-10-25T01:21:36.123Z'),
      size: 186_771_012,
      isSameDigest: true,
      history: [
        { createdBy: 'ADD rootfs.tar.xz /', size: 74_800_000 },
        { createdBy: 'RUN apt-get update', size: 112_000_000 },
        { createdBy: 'CMD ["nginx"]', size: 0 },
      ],
    });
  });

  it('is another one when its tag stood for another digest', async () => {
    const { image } = await look(await engine(), 'nginx:1.25', otherDigest);
    expect(image).toMatchObject({ id: imageId, isSameDigest: false });
  });

  it('cannot be compared when it was never pulled, or nobody knows the digest', async () => {
    const built = { ...nginxImage, RepoDigests: null };
    const tagged = '/images/docker.io/library/nginx:1.25/json';
    const server = await engine({ [tagged]: built });
    expect((await look(server, 'nginx:1.25', otherDigest)).image?.isSameDigest).toBeUndefined();
    expect((await look(server, 'nginx:1.25', 'not known')).image?.isSameDigest).toBeUndefined();
  });

  it('is not taken for another tag when it is pinned and not there', async () => {
    const server = await engine({ '/images/docker.io/library/nginx:latest/json': nginxImage });
    const report = await look(server, `nginx@${otherDigest}`, 'not known');
    expect(report).toMatchObject({ image: undefined, containers: [], omitted: 0 });
    expect(server.requests.filter((request) => request.includes('/containers/'))).toEqual([]);
  });
});

describe('the containers that run from it', () => {
  it('are told with what they may, and their processes', async () => {
    expect((await look(await engine())).containers).toEqual([
      {
        id: webId.slice(0, 12),
        name: 'shop-web-1',
        state: 'running',
        started: Date.parse('2026-11-20T08:00:00Z'),
        user: '101:101',
        isPrivileged: false,
        addedCapabilities: ['NET_BIND_SERVICE'],
        droppedCapabilities: ['ALL'],
        hostNamespaces: ['network', 'pid'],
        mounts: [
          { source: '/var/run/docker.sock', target: '/docker.sock', isWritable: true },
          { source: '/var/lib/docker/data', target: '/data', isWritable: false },
        ],
        hasReadOnlyRoot: true,
        memoryLimit: 536_870_912,
        processLimit: 200,
        processes: {
          titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
          rows: [['root', '901', '880', '0', '08:00', '?', '00:00:00', 'nginx: master process']],
          omitted: 0,
        },
      },
    ]);
  });

  it('keep their environment to themselves, and the engine its proxy', async () => {
    expect(JSON.stringify(await look(await engine()))).not.toMatch(/hunter2|letmein/);
  });

  it('have no limit where the engine says 0, -1 or nothing', async () => {
    const HostConfig = { Memory: 0, PidsLimit: -1 };
    const server = await engine({
      [`/containers/${webId}/json`]: { ...webContainer, HostConfig },
    });
    const [container] = (await look(server)).containers;
    expect(container).toMatchObject({ memoryLimit: undefined, processLimit: undefined });
  });

  it('are told without processes where those cannot be listed', async () => {
    const server = await engine({ [`/containers/${webId}/top`]: undefined });
    expect((await look(server)).containers[0]?.processes).toBeUndefined();
  });

  it('have their processes read by Podman itself, so that no `ps` of theirs is run', async () => {
    const server = await engine({
      '/version': podmanVersion,
      [`/containers/${webId}/json`]: { ...webContainer, HostConfig: { PidMode: 'private' } },
      [`/containers/${webId}/top?ps_args=user,pid,ppid,args`]: podmanProcesses,
      // What it answers where it finds no `ps` in the container.
      [`/containers/${webId}/top`]: (response) => response.end(),
    });
    expect((await look(server)).containers[0]?.processes).toEqual({
      titles: ['USER', 'PID', 'PPID', 'COMMAND'],
      rows: [['1000', '1', '0', '/app']],
      omitted: 0,
    });
  });

  it('are told without those of the whole host, which Podman lists where they see them', async () => {
    const server = await engine({
      '/version': podmanVersion,
      [`/containers/${webId}/top?ps_args=user,pid,ppid,args`]: podmanProcesses,
    });
    const [container] = (await look(server)).containers;
    expect(container).toMatchObject({ hostNamespaces: ['network', 'pid'], processes: undefined });
    expect(server.requests.filter((line) => line.includes('/top'))).toEqual([]);
  });

  it('are fifty at most, with a hundred processes each; the others are counted', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => index.toString(16).padStart(64, '0'));
    const row = ['root', '1', 'sh'];
    const top = {
      Titles: ['UID', 'PID', 'CMD'],
      Processes: Array.from({ length: 130 }, () => row),
    };
    const details = ids.flatMap((id) => [
      [`/containers/${id}/json`, { ...webContainer, Id: id }],
      [`/containers/${id}/top`, top],
    ]);
    const server = await engine({
      [`/containers/json?filters={"ancestor":["${bareImageId}"]}`]: ids.map((Id) => ({ Id })),
      ...(Object.fromEntries(details) as Record<string, object>),
    });
    const { containers, omitted } = await look(server);
    expect([containers.length, omitted]).toEqual([50, 10]);
    expect(containers[0]?.processes).toMatchObject({ omitted: 30 });
    expect(containers[0]?.processes?.rows).toHaveLength(100);
  });
});

it('reads and changes nothing: every request is one of these GETs', async () => {
  const server = await engine();
  await look(server);
  expect(server.requests.toSorted()).toEqual(
    [
      'GET /version',
      'GET /v1.43/info',
      `GET /v1.43/images/docker.io/library/nginx@${indexDigest}/json`,
      `GET /v1.43/images/docker.io/library/nginx@${indexDigest}/history`,
      `GET /v1.43/containers/json?filters={"ancestor":["${bareImageId}"]}`,
      `GET /v1.43/containers/${webId}/json`,
      `GET /v1.43/containers/${webId}/top`,
    ].toSorted(),
  );
});
