import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enginePlaces, type PlaceOptions } from '../../server/src/engine/places.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

const nothing = { socket: undefined, platform: 'linux', environment: {} } as const;

async function paths(options: Partial<PlaceOptions>): Promise<readonly string[]> {
  const places = await enginePlaces({ ...nothing, ...options });
  return places.map((place) => (place.kind === 'local' ? place.path : place.endpoint));
}

describe('where an engine is looked for', () => {
  it('is where Docker and Podman listen, if nobody says otherwise', async () => {
    const environment = { HOME: home, XDG_RUNTIME_DIR: '/run/user/1000' };
    expect(await paths({ environment })).toEqual([
      '/var/run/docker.sock',
      `${home}/.docker/run/docker.sock`,
      '/run/user/1000/docker.sock',
      '/run/user/1000/podman/podman.sock',
      '/run/podman/podman.sock',
    ]);
    expect(await paths({ platform: 'win32' })).toEqual([
      '//./pipe/docker_engine',
      '//./pipe/podman-machine-default',
    ]);
  });

  it('leaves out what a relative variable would name', async () => {
    const environment = { HOME: '.', XDG_RUNTIME_DIR: 'run' };
    expect(await paths({ environment })).toEqual([
      '/var/run/docker.sock',
      '/run/podman/podman.sock',
    ]);
  });

  it('is only where the person says', async () => {
    const environment = { DOCKER_HOST: 'unix:///docker', CONTAINER_HOST: 'unix:///podman' };
    expect(await paths({ environment })).toEqual(['/docker']);
    expect(await paths({ environment, socket: '/own.sock' })).toEqual(['/own.sock']);
    expect(await paths({ environment: { ...environment, DOCKER_HOST: '' } })).toEqual(['/podman']);
  });

  it('may be a pipe', async () => {
    const environment = { DOCKER_HOST: 'npipe:////./pipe/docker_engine' };
    expect(await paths({ environment, platform: 'win32' })).toEqual(['//./pipe/docker_engine']);
  });
});

describe('the context that was chosen for the docker command', () => {
  const keep = (name: string, host: unknown): void => {
    const key = createHash('sha256').update(name).digest('hex');
    const folder = join(home, '.docker/contexts/meta', key);
    mkdirSync(folder, { recursive: true });
    const meta = { Name: name, Endpoints: { docker: { Host: host } } };
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
  };
  const choose = (text: string): void => {
    mkdirSync(join(home, '.docker'), { recursive: true });
    writeFileSync(join(home, '.docker/config.json'), text);
  };
  const found = (more: Record<string, string> = {}): Promise<readonly string[]> =>
    paths({ environment: { HOME: home, ...more } });

  it('says where its engine listens', async () => {
    keep('colima', 'unix:///home/ann/.colima/default/docker.sock');
    choose('{"currentContext":"colima"}');
    expect(await found()).toEqual(['/home/ann/.colima/default/docker.sock']);
  });

  it('is that of the variable before that of the file', async () => {
    keep('colima', 'unix:///colima.sock');
    keep('far', 'ssh://ann@build.example.test');
    choose('{"currentContext":"colima"}');
    expect(await found({ DOCKER_CONTEXT: 'far' })).toEqual(['ssh://build.example.test']);
  });

  it.each([
    '{"currentContext":"default"}',
    '{"currentContext":"gone"}',
    '{"currentContext":5}',
    '[]',
    '{',
  ])('says nothing when the configuration is %s', async (text) => {
    keep('colima', 5);
    choose(text);
    expect(await found()).toContain('/var/run/docker.sock');
  });
});
