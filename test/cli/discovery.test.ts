import { symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSources, type SearchOptions } from '../../server/src/cli/discovery.ts';
import { readSource } from '../../server/src/cli/files.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';

const everything: SearchOptions = {
  honoursGitignore: true,
  signal: new AbortController().signal,
};

/** What is found, by the path below the folder; the sentence of what could not be looked at. */
async function found(
  { path }: Folder,
  names: readonly string[] = ['.'],
  options: SearchOptions = everything,
): Promise<readonly string[]> {
  const all: string[] = [];
  const paths = names.map((name) => join(path, name));
  for await (const one of findSources(paths, options))
    all.push(one.ok ? relative(path, one.value) : one.error.sentence);
  return all.map((text) => text.replaceAll(path, '…'));
}

function emptyFiles(...names: readonly string[]): Promise<Folder> {
  return makeFolder(Object.fromEntries(names.map((name) => [name, ''])));
}

describe('what is looked for in a folder', () => {
  it.each([
    'Dockerfile',
    'dockerfile',
    'Dockerfile.dev',
    'Dockerfile-alpine',
    'web.dockerfile',
    'web.Dockerfile',
    'Containerfile',
    'Containerfile.ubi',
    'compose.yaml',
    'compose.yml',
    'compose.prod.yaml',
    'docker-compose.yml',
    'docker-compose.override.yml',
    'my-docker-compose.yaml',
    'Docker-Compose.YML',
  ])('finds %s', async (name) => {
    expect(await found(await emptyFiles(name))).toEqual([name]);
  });

  it.each(['Dockerfile.dockerignore', 'Dockerfile.md', 'dockerfile.ts', 'composer.yaml', 'a.yaml'])(
    'leaves out %s',
    async (name) => {
      expect(await found(await emptyFiles(name))).toEqual([]);
    },
  );

  it('goes through folders in the order of their names, but not through those of others', async () => {
    const folder = await emptyFiles(
      'b/Dockerfile',
      'a/deep/down/compose.yaml',
      'a/Dockerfile',
      'Dockerfile',
      'node_modules/x/Dockerfile',
      '.git/Dockerfile',
      'vendor/x/Dockerfile',
    );
    expect(await found(folder)).toEqual([
      'Dockerfile',
      'a/Dockerfile',
      'a/deep/down/compose.yaml',
      'b/Dockerfile',
    ]);
  });

  it('follows links that are named, and none that it meets, so that no circle is without end', async () => {
    const folder = await emptyFiles('real/Dockerfile');
    await symlink(folder.path, folder.file('real/up'));
    await symlink(folder.file('real/Dockerfile'), folder.file('Dockerfile'));
    expect(await found(folder)).toEqual(['real/Dockerfile']);
    expect(await found(folder, ['Dockerfile', 'real/up/real'])).toEqual([
      'Dockerfile',
      'real/up/real/Dockerfile',
    ]);
  });

  it('takes a file of any name that is named, each once, in the order of the names', async () => {
    const folder = await emptyFiles('b/Dockerfile', 'a/Dockerfile', 'other.txt');
    expect(await found(folder, ['other.txt', 'b', '.', 'b/Dockerfile'])).toEqual([
      'other.txt',
      'b/Dockerfile',
      'a/Dockerfile',
    ]);
  });

  it('names what it cannot look at, and goes on', async () => {
    const folder = await emptyFiles('Dockerfile');
    await symlink('circle', folder.file('circle'));
    expect(await found(folder, ['absent', 'circle', 'Dockerfile'])).toEqual([
      '…/absent could not be read: there is no such file.',
      '…/circle could not be read: its links lead round in a circle.',
      'Dockerfile',
    ]);
    expect(await found({ ...folder, path: '/' }, ['dev/null'])).toEqual([
      '/dev/null could not be read: it is neither a file nor a folder.'.replaceAll('/', '…'),
    ]);
  });

  it.runIf(process.platform === 'linux')('names a file whose name is not UTF-8', async () => {
    const folder = await emptyFiles('a/Dockerfile');
    const name = Buffer.concat([Buffer.from(folder.file('Dockerfile.')), Buffer.from([0xff])]);
    await writeFile(name, 'FROM scratch\n');
    const [first] = await found(folder);
    const read = await readSource(join(folder.path, first ?? ''));
    expect(read.ok ? read.value : read.error.sentence).toMatch(/its name is not UTF-8\.$/);
  });

  it('ends when somebody wants to stop', async () => {
    const folder = await emptyFiles('Dockerfile');
    const stopped = { ...everything, signal: AbortSignal.abort() };
    expect(await found(folder, ['.'], stopped)).toEqual([]);
  });
});

describe('what .gitignore leaves out', () => {
  it('holds in its folder and below, where a nearer one and a later line decide', async () => {
    const folder = await makeFolder({
      '.gitignore': 'build/\n*.dockerfile\n!keep.dockerfile\n/only-top/\n',
      Dockerfile: '',
      'build/Dockerfile': '',
      'keep.dockerfile': '',
      'drop.dockerfile': '',
      'only-top/Dockerfile': '',
      'sub/only-top/Dockerfile': '',
      'sub/.gitignore': '!back.dockerfile\nDockerfile.local\n',
      'sub/Dockerfile.local': '',
      'sub/back.dockerfile': '',
      'sub/drop.dockerfile': '',
      'Dockerfile.local': '',
    });
    expect(await found(folder)).toEqual([
      'Dockerfile',
      'Dockerfile.local',
      'keep.dockerfile',
      'sub/back.dockerfile',
      'sub/only-top/Dockerfile',
    ]);
  });

  it('does not come back below a folder that is left out, but below one that is let in again', async () => {
    const folder = await makeFolder({
      '.gitignore': 'out/\nlist/*\n!out/Dockerfile\n',
      'out/Dockerfile': '',
      'list/.gitignore': '!kept \\[1\\]/\n',
      'list/Dockerfile': '',
      'list/kept [1]/Dockerfile': '',
      'list/other/Dockerfile': '',
    });
    expect(await found(folder)).toEqual(['list/kept [1]/Dockerfile']);
  });

  it('holds from the root of the repository, wherever the search begins', async () => {
    const folder = await makeFolder({
      '.gitignore': 'above/\n',
      'repository/.git/HEAD': '',
      'repository/.gitignore': 'ignored/\n',
      'repository/.git/info/exclude': 'mine/\n',
      'repository/sub/ignored/Dockerfile': '',
      'repository/sub/mine/Dockerfile': '',
      'repository/sub/above/Dockerfile': '',
    });
    expect(await found(folder, ['repository/sub'])).toEqual(['repository/sub/above/Dockerfile']);
  });

  it('ends where another repository begins, as a submodule does', async () => {
    const folder = await makeFolder({
      '.git/HEAD': '',
      '.git/modules/inner/info/exclude': 'mine/\n',
      '.gitignore': 'Dockerfile.local\n',
      'inner/.git': 'gitdir: ../.git/modules/inner\n',
      'inner/.gitignore': 'Dockerfile\n',
      'inner/Dockerfile.local': '',
      'inner/Dockerfile': '',
      'inner/mine/Dockerfile.local': '',
    });
    expect(await found(folder)).toEqual(['inner/Dockerfile.local']);
  });

  it('shares the excludes of a repository with its worktrees', async () => {
    const folder = await makeFolder({
      'main/.git/info/exclude': 'mine/\n',
      'main/.git/worktrees/tree/commondir': '../..\n',
      'tree/.git': 'gitdir: ../main/.git/worktrees/tree\n',
      'tree/mine/Dockerfile': '',
      'tree/Dockerfile': '',
    });
    expect(await found(folder, ['tree'])).toEqual(['tree/Dockerfile']);
  });

  it('says nothing of files and folders that are named', async () => {
    const folder = await makeFolder({
      '.gitignore': 'build/\nDockerfile.local\n',
      'Dockerfile.local': '',
      'build/Dockerfile': '',
      'build/deep/Dockerfile.local': '',
    });
    expect(await found(folder, ['Dockerfile.local', 'build'])).toEqual([
      'Dockerfile.local',
      'build/Dockerfile',
      'build/deep/Dockerfile.local',
    ]);
  });

  it('still holds in a named folder that it leaves out, for what it says of files', async () => {
    const folder = await makeFolder({
      '.git/HEAD': '',
      '.gitignore': 'build/\nDockerfile.local\n',
      'build/Dockerfile': '',
      'build/deep/Dockerfile.local': '',
    });
    expect(await found(folder, ['build/deep', 'build'])).toEqual(['build/Dockerfile']);
  });

  it('is not asked when nobody wants it to be', async () => {
    const folder = await makeFolder({ '.gitignore': '*\n', Dockerfile: '' });
    expect(await found(folder, ['.'], { ...everything, honoursGitignore: false })).toEqual([
      'Dockerfile',
    ]);
  });

  it.each(['[z-a]', '[', '\\', '!', '/', '**[**', '('])(
    'may say what is no pattern: %s',
    async (line) => {
      const folder = await makeFolder({
        '.gitignore': `${line}\nout/\n`,
        'out/Dockerfile': '',
        Dockerfile: '',
      });
      expect(await found(folder)).toEqual(['Dockerfile']);
    },
  );
});

describe('what a file is read as', () => {
  it.each([
    ['not UTF-8', Uint8Array.of(0x46, 0xe4, 0x0a), 'it is not UTF-8 text'],
    [
      'UTF-16, little end first',
      Uint8Array.of(0xff, 0xfe, 0x46, 0),
      'it is UTF-16 text; save it as UTF-8',
    ],
    [
      'UTF-16, big end first',
      Uint8Array.of(0xfe, 0xff, 0, 0x46),
      'it is UTF-16 text; save it as UTF-8',
    ],
    ['very large', new Uint8Array(10_000_001), 'it is larger than 10 MB'],
  ])('says why it is none: %s', async (_, content, reason) => {
    const folder = await makeFolder({ Dockerfile: content });
    const path = folder.file('Dockerfile');
    const sentence = `${path} could not be read: ${reason}.`;
    expect(await readSource(path)).toEqual({ ok: false, error: { path, sentence } });
  });

  it('keeps the byte order mark apart', async () => {
    const folder = await makeFolder({ Dockerfile: '\ufeffFROM scratch\n' });
    const path = folder.file('Dockerfile');
    expect(await readSource(path)).toEqual({
      ok: true,
      value: { path, text: 'FROM scratch\n', byteOrderMark: '\ufeff', language: 'dockerfile' },
    });
  });
});
