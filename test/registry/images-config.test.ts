import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/src/registry/images/config.ts';
import { readTime } from '../../server/src/registry/time.ts';

const now = Date.UTC(2026, 10, 23);

function config(value: unknown) {
  return readConfig(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), now);
}

const nothing = {
  platform: undefined,
  created: undefined,
  user: '',
  environment: [],
  entrypoint: [],
  command: [],
  exposedPorts: [],
  workingDirectory: '',
  volumes: [],
  stopSignal: '',
  healthCheck: [],
  author: '',
  labels: new Map(),
  history: [],
};

describe('a configuration', () => {
  it('says what an image runs, as whom and where', () => {
    expect(
      config({
        created: '2026-11-20T12:00:00.123456789Z',
        os: 'linux',
        architecture: 'arm64',
        variant: 'v8',
        author: 'Ann',
        history: [{ created_by: 'ADD rootfs.tar /', created: '2026-11-20T12:00:00Z' }],
        config: {
          User: 'app',
          Env: ['PATH=/usr/bin', 'EMPTY='],
          Entrypoint: ['docker-entrypoint.sh'],
          Cmd: ['python3'],
          ExposedPorts: { '80/tcp': {}, '8000-8010/udp': {} },
          WorkingDir: '/srv',
          Volumes: { '/var/lib/app': {}, 'C:\\data': {} },
          StopSignal: 'SIGQUIT',
          Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost'] },
          Labels: { 'org.opencontainers.image.version': '3.14' },
        },
      }),
    ).toEqual({
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: Date.UTC(2026, 10, 20, 12, 0, 0, 123),
      user: 'app',
      environment: ['PATH=/usr/bin', 'EMPTY='],
      entrypoint: ['docker-entrypoint.sh'],
      command: ['python3'],
      exposedPorts: ['80/tcp', '8000-8010/udp'],
      workingDirectory: '/srv',
      volumes: ['/var/lib/app', 'C:\\data'],
      stopSignal: 'SIGQUIT',
      healthCheck: ['CMD-SHELL', 'curl -f localhost'],
      author: 'Ann',
      history: [
        {
          createdBy: 'ADD rootfs.tar /',
          created: Date.UTC(2026, 10, 20, 12),
          comment: '',
          makesLayer: true,
        },
      ],
      labels: new Map([['org.opencontainers.image.version', '3.14']]),
    });
  });

  it.each([
    ['no members', {}],
    ['null for each', { config: null, created: null, os: null, history: null, author: null }],
    ['a list for the configuration', { config: [] }],
    [
      'other types',
      {
        os: 1,
        created: 7,
        author: ['Ann'],
        history: { created_by: 'x' },
        config: {
          User: 0,
          Env: { A: 'b' },
          Entrypoint: 5,
          Cmd: [1, null],
          ExposedPorts: ['80'].join(),
          Labels: ['x'],
          Volumes: ['/data'].join(),
          StopSignal: 9,
          Healthcheck: ['CMD', 'true'],
        },
      },
    ],
    [
      'volumes that are none',
      { config: { Volumes: { '': {}, '/\u001b[31m': {}, ['/x'.repeat(5000)]: {} } } },
    ],
    ['ports that are none', { config: { ExposedPorts: { 'a b': {}, '\u001b[31m': {} } } }],
    ['an unknown platform', { os: 'unknown' }],
  ])('with %s says nothing', (_, value) => {
    expect(config({ architecture: 'unknown', ...value })).toEqual(nothing);
  });

  it('with a command as one text, as old programs wrote it, has a list of one', () => {
    expect(config({ rootfs: {}, config: { Cmd: 'sh' } })).toMatchObject({ command: ['sh'] });
  });

  it('is whole in what images are compared by, and bounded in the rest', () => {
    const read = config({
      rootfs: {},
      config: {
        User: 'u'.repeat(10_000),
        Env: Array(2000).fill('A'.repeat(5000)),
        Labels: Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`label${n}`, 'x'])),
      },
    });
    expect(read?.user).toHaveLength(10_000);
    expect(read?.environment).toHaveLength(2000);
    expect(read?.environment[0]).toHaveLength(5000);
    expect(read?.labels.size).toBe(500);
  });

  it.each([
    ['an empty object, as artifacts have', {}],
    ['a list', []],
    ['text', 'not json'],
    ['brackets that never close', '{"rootfs":'.repeat(50_000)],
  ])('is none when it is %s', (_, value) => {
    expect(config(value)).toBeUndefined();
  });

  it('is read although it is nested deeply', () => {
    const deep = `{"rootfs":${'['.repeat(50_000)}${']'.repeat(50_000)},"config":{"User":"app"}}`;
    expect(config(deep)).toMatchObject({ user: 'app' });
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-20T00:00:00Z', Date.UTC(2026, 10, 20)],
    ['2026-11-20t02:00:00.5+02:00', Date.UTC(2026, 10, 20, 0, 0, 0, 500)],
    ['2026-11-23T12:00:00Z', Date.UTC(2026, 10, 23, 12)],
  ])('%s counts', (text, time) => {
    expect(readTime(text, now)).toBe(time);
  });

  it.each([
    ['of Go', '0001-01-01T00:00:00Z'],
    ['of reproducible builds', '1970-01-01T00:00:00Z'],
    ['of buildpacks', '1980-01-01T00:00:01Z'],
    ['from the future', '2999-01-01T00:00:00Z'],
    ['of two days ahead', '2026-11-25T00:00:01Z'],
    ['without a zone', '2026-11-20T00:00:00'],
    ['that is no day', '2026-13-45T00:00:00Z'],
    ['in words', 'yesterday'],
    ['', ''],
  ])('%s is not told: %s', (_, text) => {
    expect(readTime(text, now)).toBeUndefined();
  });
});
