import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findDocuments } from '../../server/src/files/find-documents.ts';
import { nodeFiles } from '../../server/src/files/node-files.ts';
import { makeFolder } from '../support/command-line.ts';

/** What is found in a folder, by paths relative to it. */
async function found(folder: string, limit = 100): Promise<readonly string[]> {
  const { uris } = await findDocuments(folder, limit);
  return uris.map((uri) => decodeURIComponent(uri.slice(pathToFileURL(folder).href.length + 1)));
}

describe('the documents of a folder', () => {
  it('are its Dockerfiles and Compose files, those nearest to the top first', async () => {
    const { path } = await makeFolder({
      'b/c/Containerfile': '',
      'b/compose.yaml': '',
      'a/docker-compose.test.yml': '',
      Dockerfile: '',
      'Dockerfile.md': '',
      'values.yaml': '',
    });
    expect(await found(path)).toEqual([
      'Dockerfile',
      'a/docker-compose.test.yml',
      'b/compose.yaml',
      'b/c/Containerfile',
    ]);
  });

  it.each(['.git', 'node_modules', '.venv', 'vendor'])('are not in %s', async (name) => {
    const { path } = await makeFolder({
      [`${name}/Dockerfile`]: '',
      [`a/${name}/b/Dockerfile`]: '',
      [`${name}-own/Dockerfile`]: '',
    });
    expect(await found(path)).toEqual([`${name}-own/Dockerfile`]);
  });

  it('are no links, which may lead anywhere and in circles', async () => {
    const { path } = await makeFolder({ 'a/Dockerfile': '' });
    await symlink(path, join(path, 'a', 'round'));
    await symlink(join(path, 'a', 'Dockerfile'), join(path, 'Dockerfile'));
    expect(await found(path)).toEqual(['a/Dockerfile']);
  });

  it('are as many as asked for, and it is said that there are more', async () => {
    const { path } = await makeFolder({ 'a/Dockerfile': '', 'b/Dockerfile': '', Dockerfile: '' });
    expect(await findDocuments(path, 2)).toMatchObject({ isPartial: true });
    expect(await found(path, 2)).toEqual(['Dockerfile', 'a/Dockerfile']);
    expect(await findDocuments(path, 3)).toMatchObject({ isPartial: false });
  });

  it('end at a depth that nobody has files in', async () => {
    const { path } = await makeFolder({});
    const deep = join(path, ...Array.from({ length: 40 }, () => 'd'));
    await mkdir(deep, { recursive: true });
    expect(await findDocuments(path, 10)).toEqual({ uris: [], isPartial: true });
  });

  it('have names with any characters', async () => {
    const { path } = await makeFolder({ 'a b/ü#%/Dockerfile': '' });
    expect(await found(path)).toEqual(['a b/ü#%/Dockerfile']);
  });

  it.each(['file:///no/such/folder', 'vscode-vfs://github/a/b', 'no uri'])(
    'are none in %s',
    async (uri) => {
      expect(await nodeFiles.findDocuments(uri, 10)).toEqual({ uris: [], isPartial: false });
    },
  );
});
