import { existsSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { programDirectories } from '../../server/src/programs/program-path.ts';
import { createCredentialHelper } from '../../server/src/registry/credentials/credential-helper.ts';
import { createProgramFolder, type ProgramFolder } from '../support/helper-programs.ts';
import { isRunning, numbersIn, until } from '../support/processes.ts';
import { never } from './setup.ts';

const ghcr = 'ghcr.io';

async function programFolder(): Promise<ProgramFolder> {
  const folder = await createProgramFolder();
  onTestFinished(() => folder.close());
  return folder;
}

/** Runs real programs that are found in the folder, and the usual ones for use in scripts. */
function helperIn(folder: ProgramFolder, { path = folder.path } = {}) {
  return createCredentialHelper({
    environment: { PATH: `${path}:/usr/bin:/bin` },
    homeDirectory: folder.path,
    platform: process.platform,
  });
}

/** What comes of a helper with this script. */
async function outcomeOf(script: string) {
  const folder = await programFolder();
  await folder.write('docker-credential-test', script);
  return helperIn(folder)('test', ghcr, never);
}

describe('a helper', () => {
  it('is told `get` and the key, and tells a password', async () => {
    const folder = await programFolder();
    await folder.write(
      'docker-credential-test',
      `printf '%s' "$#:$1:$(cat)" > "${folder.path}/seen"; echo '{"ServerURL":"ghcr.io","Username":"alice","Secret":"s3cret"}'`,
    );
    expect(await helperIn(folder)('test', ghcr, never)).toEqual({
      kind: 'found',
      credential: { kind: 'password', username: 'alice', password: 's3cret' },
    });
    expect(readFileSync(join(folder.path, 'seen'), 'utf8')).toBe('1:get:ghcr.io');
  });

  it('tells an identity token by the user’s name <token>', async () => {
    expect(await outcomeOf(`echo '{"Username":"<token>","Secret":"refresh"}'`)).toEqual({
      kind: 'found',
      credential: { kind: 'identity-token', token: 'refresh' },
    });
  });

  it('may end without having read its input', async () => {
    expect(
      await outcomeOf(`exec <&-; echo '{"Username":"alice","Secret":"s3cret"}'`),
    ).toMatchObject({ kind: 'found' });
  });

  it.each([
    ['says so', `echo 'credentials not found in native keychain'; exit 1`],
    ['gives an empty secret', `echo '{"Username":"alice","Secret":""}'`],
    ['gives an empty user', `echo '{"Username":"","Secret":"s3cret"}'`],
  ])('has nothing when it %s', async (_, script) => {
    expect(await outcomeOf(script)).toEqual({ kind: 'none' });
  });

  it.each([
    ['an error', `echo 'no credentials server URL'; exit 1`],
    ['an error that only resembles the known one', `echo 'credentials not found, s3cret'; exit 1`],
    ['the known error, but success', `echo 'credentials not found in native keychain'`],
    ['a signal', 'kill -9 $$'],
    ['no JSON', 'echo s3cret'],
    ['JSON of another kind', `echo '["alice","s3cret"]'`],
    ['no secret', `echo '{"Username":"alice"}'`],
    ['a number as the secret', `echo '{"Username":"alice","Secret":1}'`],
    ['nothing', ''],
    ['far too much', 'yes s3cret'],
  ])('fails with %s', async (_, script) => {
    expect(await outcomeOf(script)).toEqual({ kind: 'problem', reason: 'failed' });
  });

  it('is ended, with all that it has started, when its time is up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const folder = await programFolder();
    const file = join(folder.path, 'pids');
    await folder.write('docker-credential-test', `sleep 60 & echo "$$ $!" > "${file}"; wait`);
    const running = helperIn(folder)('test', ghcr, never);
    const pids = await numbersIn(file);
    vi.advanceTimersByTime(9_999);
    expect(pids.every(isRunning)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await running).toEqual({ kind: 'problem', reason: 'timed-out' });
    await until(() => !pids.some(isRunning));
  });

  it('is ended when the caller goes, and that is no problem', async () => {
    const folder = await programFolder();
    const file = join(folder.path, 'pids');
    await folder.write('docker-credential-test', `echo "$$" > "${file}"; exec sleep 60`);
    const controller = new AbortController();
    const running = helperIn(folder)('test', ghcr, controller.signal);
    const pids = await numbersIn(file);
    controller.abort();
    expect(await running).toEqual({ kind: 'none' });
    await until(() => !pids.some(isRunning));
  });

  it('is not even started for a caller who has gone', async () => {
    const folder = await programFolder();
    await folder.write('docker-credential-test', `touch "${folder.path}/ran"`);
    await helperIn(folder)('test', ghcr, AbortSignal.abort());
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });
});

describe('a program that must not be run', () => {
  it.each([
    'test;touch ran',
    'test$(touch ran)',
    '../docker-credential-test',
    'x/../../bin/sh',
    'test\n',
    'test ran',
    String.raw`test\..`,
    '',
  ])('is not looked for under the name %j', async (suffix) => {
    const folder = await programFolder();
    await folder.write(`docker-credential-${suffix.replaceAll('/', '_')}`, 'touch ran');
    await folder.write('docker-credential-test', `touch "${folder.path}/ran"`);
    expect(await helperIn(folder)(suffix, ghcr, never)).toEqual({
      kind: 'problem',
      reason: 'missing',
    });
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });

  it('is not found by an entry of the PATH that depends on where we are', async () => {
    const folder = await programFolder();
    await folder.write('docker-credential-evil', `touch "${folder.path}/ran"`);
    const path = relative(process.cwd(), folder.path);
    expect(existsSync(join(path, 'docker-credential-evil'))).toBe(true);
    expect(await helperIn(folder, { path })('evil', ghcr, never)).toEqual({
      kind: 'problem',
      reason: 'missing',
    });
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });

  it('is not found in a project’s node_modules, which npm and npx put on the PATH', async () => {
    const folder = await programFolder();
    await folder.write('node_modules/.bin/docker-credential-evil', `touch "${folder.path}/ran"`);
    const path = join(folder.path, 'node_modules/.bin');
    expect(await helperIn(folder, { path })('evil', ghcr, never)).toEqual({
      kind: 'problem',
      reason: 'missing',
    });
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });

  it('is one that cannot be executed, or a folder', async () => {
    const folder = await programFolder();
    await chmod(await folder.write('docker-credential-text', ''), 0o644);
    await folder.write('docker-credential-folder/x', '');
    const helper = helperIn(folder);
    for (const suffix of ['text', 'folder'])
      expect(await helper(suffix, ghcr, never)).toEqual({ kind: 'problem', reason: 'missing' });
  });

  it('does not hide the user’s own behind it', async () => {
    const folder = await programFolder();
    await folder.write('bin/docker-credential-test', `echo '{"Username":"a","Secret":"s"}'`);
    await folder.write('node_modules/.bin/docker-credential-test', 'exit 1');
    const path = `.:${folder.path}/node_modules/.bin:${folder.path}/bin`;
    expect(await helperIn(folder, { path })('test', ghcr, never)).toMatchObject({ kind: 'found' });
  });
});

describe('the surroundings of a helper', () => {
  it('are the home directory and a PATH without projects', async () => {
    const folder = await programFolder();
    await folder.write(
      'docker-credential-test',
      `printf '{"Username":"%s","Secret":"%s"}' "$(pwd -P)" "$PATH"`,
    );
    const helper = createCredentialHelper({
      environment: { PATH: `.:${folder.path}:/project/node_modules/.bin:/usr/bin:/bin` },
      homeDirectory: '/',
      platform: process.platform,
    });
    expect(await helper('test', ghcr, never)).toMatchObject({
      credential: { username: '/', password: `${folder.path}:/usr/bin:/bin` },
    });
  });

  it.each([
    ['linux', 'PATH', '/a::b:/usr/bin:../c', ['/a', '/usr/bin']],
    [
      'linux',
      'PATH',
      '/p/node_modules/.bin:/p/node_modules:/p/my_node_modules',
      ['/p/my_node_modules'],
    ],
    [
      'win32',
      'Path',
      String.raw`C:\bin;\bin;bin;.;"D:\Program Files"`,
      ['C:\\bin', 'D:\\Program Files'],
    ],
    [
      'win32',
      'PATH',
      String.raw`C:bin;\\server\tools;C:\p\node_modules\.bin`,
      ['\\\\server\\tools'],
    ],
    ['linux', 'OTHER', '/a', []],
  ] as const)('on %s with %s=%s are %j', (platform, name, value, expected) => {
    expect(programDirectories({ environment: { [name]: value }, platform })).toEqual(expected);
  });
});
