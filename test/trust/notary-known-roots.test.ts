import { chmod, readdir, readFile, stat, symlink, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRoot } from '../../server/src/trust/notary/documents.ts';
import {
  keepRoot,
  type KnownRoot,
  type KnownRootFact,
  type KnownRoots,
} from '../../server/src/trust/notary/known-roots.ts';
import { stateFolder } from '../../server/src/trust/notary/state-folder.ts';
import { plan, publish } from './notary-forge.ts';
import { notaryServer, readerOf, type Reader } from './notary-setup.ts';

const name = 'docker.io/library/python';
const own = publish(plan(name));
const stranger = publish(plan(name));

/** A reader that has met the root of a repository. */
async function acquainted() {
  const server = notaryServer(name, own);
  const reader = await readerOf(name, server);
  await reader.ask();
  return { server, reader, path: await fileOf(reader) };
}

async function fileOf({ stateFolder: folder }: Reader): Promise<string> {
  const home = join(folder, 'notary-roots-1');
  const [file = ''] = await readdir(home);
  return join(home, file);
}

const firstUse = { kind: 'signed', facts: { isFirstUse: true } };

describe('the root that was met first', () => {
  it('is kept in a file that only the user may read', async () => {
    const { path } = await acquainted();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is found by the name of the repository, so that it can be forgotten', async () => {
    const { path } = await acquainted();
    expect(await readFile(path, 'utf8')).toContain(`"key":"https://notary.example/ ${name}"`);
  });

  it('is kept beside the versions of the documents, and nothing else', async () => {
    const { path } = await acquainted();
    const { value } = JSON.parse(await readFile(path, 'utf8')) as { readonly value: object };
    expect(value).toEqual({
      root: Buffer.from(own.get('root') ?? '').toString(),
      versions: { timestamp: 1, snapshot: 1, targets: 1 },
    });
  });

  it('is not written again when there is no news', async () => {
    const { reader, path } = await acquainted();
    const { ino } = await stat(path);
    await reader.ask();
    expect((await stat(path)).ino).toBe(ino);
  });

  it('is not kept when the rest is refused', async () => {
    const server = notaryServer(name, new Map([...own, ['timestamp', new Uint8Array()]]));
    const reader = await readerOf(name, server);
    expect(await reader.ask()).toMatchObject({ kind: 'refused', role: 'timestamp' });
    await expect(readdir(reader.stateFolder)).rejects.toThrow('ENOENT');
  });

  it('is another for each server and repository', async () => {
    const { reader } = await acquainted();
    const other = 'docker.io/library/golang';
    const server = notaryServer(other, publish(plan(other)));
    const second = await readerOf(other, server);
    expect(await second.ask()).toMatchObject(firstUse);
    expect(await fileOf(second)).not.toBe(await fileOf(reader));
  });

  it('does not count in a file that others may write', async () => {
    const { reader, server, path } = await acquainted();
    await chmod(path, 0o666);
    server.serve(stranger);
    expect(await reader.ask()).toMatchObject(firstUse);
  });

  it('does not count behind a link', async () => {
    const { reader, server, path } = await acquainted();
    await rename(path, `${path}.elsewhere`);
    await symlink(`${path}.elsewhere`, path);
    server.serve(stranger);
    expect(await reader.ask()).toMatchObject(firstUse);
  });

  it.each(['', '{', '{"key":"other","value":{}}', '{"value":{"root":"{}","versions":{}}}'])(
    'is met anew when the file holds %j',
    async (text) => {
      const { reader, path } = await acquainted();
      await writeFile(path, text);
      expect(await reader.ask()).toMatchObject(firstUse);
    },
  );

  it('is told as met for the first time as long as it cannot be kept', async () => {
    const server = notaryServer(name, own);
    const reader = await readerOf(name, server);
    await writeFile(reader.stateFolder, 'a file where the folder should be');
    expect(await reader.ask()).toMatchObject(firstUse);
    expect(await reader.ask()).toMatchObject(firstUse);
    expect(reader.log).toContainEqual(expect.stringContaining('cannot be used'));
  });
});

describe('what another process kept meanwhile', () => {
  const known = (version: number, timestamp: number): KnownRoot => {
    const repository = plan(name);
    const files = publish({ ...repository, root: { ...repository.root, version } });
    const text = Buffer.from(files.get('root') ?? '').toString();
    const document = parseRoot(text);
    if (document === undefined) throw new RangeError(text);
    return { text, document, versions: { timestamp } };
  };
  const older = known(1, 9);
  const newer = known(2, 5);

  /** What is kept in the end when `kept` was there before `seen` was to be kept. */
  async function outcome(kept: KnownRoot, seen: KnownRoot, before: KnownRoot | undefined) {
    let fact: KnownRootFact = { root: kept.text, versions: kept.versions };
    const roots: KnownRoots = {
      read: () => Promise.resolve(fact),
      write: (_, value) => {
        fact = value;
        return Promise.resolve();
      },
    };
    await keepRoot(roots, 'key', seen, before);
    return fact;
  }

  it('is not replaced by anything older', async () => {
    const newest = { root: newer.text, versions: { timestamp: 9 } };
    expect(await outcome(newer, older, older)).toEqual(newest);
    expect(await outcome(older, newer, older)).toEqual(newest);
  });

  it('is what counts when it was the first, though others were met at the same time', async () => {
    const forged = notaryServer(name, stranger);
    const reader = await readerOf(name, forged);
    const victim = await readerOf(name, notaryServer(name, own), reader.stateFolder);
    forged.beforeAnswering('timestamp', () => victim.ask());
    expect(await reader.ask()).toEqual({ kind: 'refused', reason: 'wrong-root', role: 'root' });
  });

  it('stays when it was the first', async () => {
    const first = { root: older.text, versions: older.versions };
    expect(await outcome(older, newer, undefined)).toEqual(first);
  });
});

describe('the folder for what must last', () => {
  const homeDirectory = '/home/ada';

  it.each([
    ['linux', {}, '/home/ada/.local/state/seaworthy'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/seaworthy'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/ada/.local/state/seaworthy'],
    ['darwin', {}, '/home/ada/Library/Application Support/seaworthy'],
  ] as const)('is on %s with %j: %s', (platform, environment, folder) => {
    expect(stateFolder({ platform, environment, homeDirectory })).toBe(folder);
  });

  it('is on Windows beside the caches', () => {
    const environment = { LOCALAPPDATA: String.raw`C:\Users\ada\AppData\Local` };
    expect(
      stateFolder({ platform: 'win32', environment, homeDirectory: String.raw`C:\Users\ada` }),
    ).toBe(String.raw`C:\Users\ada\AppData\Local\seaworthy\State`);
  });
});
