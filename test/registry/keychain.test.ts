import { describe, expect, it } from 'vitest';
import { editorKeychain } from '../../server/src/registry/credentials/editor-keychain.ts';
import { deferred } from '../support/deferred.ts';
import { never } from './setup.ts';
import {
  dockerConfig,
  entryOf,
  homeWith,
  hubKey,
  podmanConfig,
  target,
  type Home,
} from './imagined-home.ts';

const environmentVariable = {
  DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': entryOf('alice', 'variable') } }),
};
const editor = () => Promise.resolve({ username: 'alice', password: 'editor' });
const podmanFiles = {
  [podmanConfig]: { auths: { 'ghcr.io': entryOf('alice', 'podman') } },
  '/run/user/1/containers/auth.json': { auths: { 'ghcr.io': entryOf('alice', 'session') } },
};
const files = {
  [dockerConfig]: { auths: { 'ghcr.io': entryOf('alice', 'docker') } },
  ...podmanFiles,
};

async function passwordIn(home: Home): Promise<string | undefined> {
  const { found } = await homeWith(home).keychain.find(target('ghcr.io'), never);
  return found?.credential.kind === 'password' ? found.credential.password : undefined;
}

describe('all that a user has', () => {
  it('is asked in this order, and no further than to the first that has something', async () => {
    const session = { XDG_RUNTIME_DIR: '/run/user/1' };
    const inOrder: readonly (readonly [string | undefined, Home])[] = [
      ['editor', { askEditor: editor, environment: environmentVariable, files }],
      [
        'variable',
        { askEditor: () => Promise.resolve(null), environment: environmentVariable, files },
      ],
      ['docker', { environment: session, files }],
      ['session', { environment: session, files: podmanFiles }],
      ['podman', { files: podmanFiles }],
      [undefined, {}],
    ];
    for (const [expected, home] of inOrder) expect(await passwordIn(home)).toBe(expected);
    const { keychain, read } = homeWith({ askEditor: editor, files });
    await keychain.find(target('ghcr.io'), never);
    expect(read).toEqual([]);
  });

  it('goes on without an editor that does not answer in time', async () => {
    const silent = editorKeychain(() => new Promise(() => undefined), 1);
    expect(await silent.find(target('ghcr.io'), never)).toEqual({
      looked: ['the editor'],
      problems: [{ kind: 'unreadable', source: 'the editor', reason: 'no answer' }],
    });
  });

  it('tells where it looked, and keeps the problems of all places', async () => {
    const { keychain } = homeWith({
      askEditor: () => Promise.reject(new Error('the store is locked')),
      files: { [dockerConfig]: { credsStore: 'pass' }, [podmanConfig]: 'EACCES' },
      helper: () => Promise.resolve({ kind: 'problem', reason: 'timed-out' }),
    });
    expect(await keychain.find(target('ghcr.io'), never)).toEqual({
      looked: [
        'the editor',
        'docker-credential-pass (timed-out)',
        dockerConfig,
        `${podmanConfig} (EACCES)`,
      ],
      problems: [
        { kind: 'unreadable', source: 'the editor', reason: 'no answer' },
        { kind: 'helper', program: 'docker-credential-pass', reason: 'timed-out' },
        { kind: 'unreadable', source: podmanConfig, reason: 'EACCES' },
      ],
    });
  });

  it('is not asked on behalf of somebody who has gone', async () => {
    const { keychain, read, ran } = homeWith({ askEditor: editor, files });
    expect(await keychain.find(target('ghcr.io'), AbortSignal.abort())).toEqual({
      looked: [],
      problems: [],
    });
    expect([...read, ...ran]).toEqual([]);
  });
});

describe('the hosts that a user knows', () => {
  it('are those in files, and no program is run for them', async () => {
    const { keychain, ran } = homeWith({
      askEditor: () => Promise.reject(new Error('must not be asked')),
      environment: environmentVariable,
      files: {
        [dockerConfig]: {
          credsStore: 'pass',
          auths: { [hubKey]: {}, 'Registry.example.com:5000': {} },
          credHelpers: { 'https://gcr.example': 'gcloud' },
        },
        [podmanConfig]: { auths: { 'quay.example/team/app': {} } },
      },
    });
    expect([...(await keychain.knownHosts())].sort()).toEqual([
      'gcr.example',
      'ghcr.io',
      'index.docker.io',
      'quay.example',
      'registry.example.com:5000',
    ]);
    expect(ran).toEqual([]);
  });

  it('are none when no file can be read', async () => {
    const { keychain } = homeWith({ files: { [dockerConfig]: 'EACCES', [podmanConfig]: '[' } });
    expect(await keychain.knownHosts()).toEqual(new Set());
  });
});

describe('the editor', () => {
  it('is asked for a registry by its name in references', async () => {
    const asked: string[] = [];
    const { keychain } = homeWith({
      askEditor(registry) {
        asked.push(registry);
        return Promise.resolve(null);
      },
    });
    await keychain.find(target(hubKey), never);
    await keychain.find(target('mirror.example:5000'), never);
    expect(asked).toEqual(['docker.io', 'mirror.example:5000']);
  });

  it('is asked once by all who wait for the same registry', async () => {
    const answer = deferred<null>();
    let asked = 0;
    const { keychain } = homeWith({
      askEditor() {
        asked++;
        return answer.promise;
      },
    });
    const waiting = ['a', 'b', 'c'].map((name) => keychain.find(target('ghcr.io', name), never));
    answer.resolve(null);
    await Promise.all(waiting);
    expect(asked).toBe(1);
  });

  it('holds nobody up who has gone', async () => {
    const controller = new AbortController();
    const { keychain } = homeWith({ askEditor: () => new Promise(() => undefined) });
    const waiting = keychain.find(target('ghcr.io'), controller.signal);
    controller.abort();
    expect(await waiting).toMatchObject({ problems: [] });
  });
});
