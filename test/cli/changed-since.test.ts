import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { changedPaths } from '../../server/src/cli/check/changed-since.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';

const going = new AbortController().signal;

/** Git without what this machine or the person who runs the tests has configured. */
function git(folder: string, ...words: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  return execFileSync('git', words, { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** A repository whose branch `main` has the files in one commit, and another one on a branch of its own. */
async function makeRepository(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await makeFolder(files);
  git(folder.path, 'init', '--quiet', '--initial-branch=main');
  commitAll(folder);
  git(folder.path, 'switch', '--quiet', '--create', 'work');
  return folder;
}

function commitAll({ path }: Folder): void {
  git(path, 'add', '--all');
  git(path, 'commit', '--quiet', '--message', 'x');
}

/** What has changed, by the path below the folder; the sentence when that is not known. */
async function changed(folder: Folder, revision = 'main', from = ''): Promise<unknown> {
  const paths = await changedPaths(revision, folder.file(from), going);
  if (!paths.ok) return paths.error.replaceAll(folder.path, '…');
  return [...paths.value].map((path) => relative(folder.path, path)).sort();
}

describe('what has changed since a revision', () => {
  it('is what was committed, staged, saved, added or deleted since the branch left it', async () => {
    const folder = await makeRepository({
      'same/Dockerfile': 'a\n',
      'committed/Dockerfile': 'a\n',
      'staged/Dockerfile': 'a\n',
      'saved/Dockerfile': 'a\n',
      'deleted/.env': 'a\n',
      'moved/Dockerfile': 'a\n',
      '.gitignore': 'ignored/\n',
    });
    await writeFile(folder.file('committed/Dockerfile'), 'b\n');
    commitAll(folder);
    await writeFile(folder.file('staged/Dockerfile'), 'b\n');
    git(folder.path, 'add', '--all');
    await writeFile(folder.file('saved/Dockerfile'), 'b\n');
    await rm(folder.file('deleted/.env'));
    await rename(folder.file('moved/Dockerfile'), folder.file('moved/Dockerfile.old'));
    await mkdir(folder.file('ignored'));
    await writeFile(folder.file('ignored/Dockerfile'), 'a\n');
    await writeFile(folder.file('new\n"Dockerfile'), 'a\n');

    const all = [
      'committed/Dockerfile',
      'deleted/.env',
      'moved/Dockerfile',
      'moved/Dockerfile.old',
      'new\n"Dockerfile',
      'saved/Dockerfile',
      'staged/Dockerfile',
    ];
    expect(await changed(folder)).toEqual(all);
    expect(await changed(folder, 'main', 'same')).toEqual(all);
  });

  it('is not what others have done there meanwhile', async () => {
    const folder = await makeRepository({ Dockerfile: 'a\n', 'compose.yaml': 'a\n' });
    await writeFile(folder.file('compose.yaml'), 'b\n');
    commitAll(folder);
    git(folder.path, 'switch', '--quiet', 'main');
    await writeFile(folder.file('Dockerfile'), 'b\n');
    commitAll(folder);
    git(folder.path, 'switch', '--quiet', 'work');
    expect(await changed(folder)).toEqual(['compose.yaml']);
  });

  it('is nothing that was changed and changed back', async () => {
    const folder = await makeRepository({ Dockerfile: 'a\n' });
    await writeFile(folder.file('Dockerfile'), 'b\n');
    git(folder.path, 'add', '--all');
    await writeFile(folder.file('Dockerfile'), 'a\n');
    expect(await changed(folder)).toEqual([]);
  });

  it('is told by the paths that the person uses, whatever links lead there', async () => {
    const folder = await makeRepository({ 'sub/Dockerfile': 'a\n' });
    await writeFile(folder.file('sub/Dockerfile'), 'b\n');
    const outside = await makeFolder({});
    await symlink(folder.path, outside.file('link'));
    expect(await changed(outside, 'main', 'link')).toEqual(['link/sub/Dockerfile']);
  });
});

describe('what cannot be told', () => {
  it('names a revision that there is not', async () => {
    const folder = await makeRepository({ Dockerfile: '' });
    expect(await changed(folder, 'origin/main')).toBe(
      'Git knows no revision "origin/main" here. Fetch it, or correct --changed-since.',
    );
  });

  it.each(['', '--output=stolen', '-p'])('takes no option for a revision: %j', async (revision) => {
    const folder = await makeRepository({ Dockerfile: '' });
    expect(await changed(folder, revision)).toBe(
      `--changed-since needs a revision of Git; ${JSON.stringify(revision)} is none.`,
    );
    expect(existsSync(folder.file('stolen'))).toBe(false);
  });

  it('says so outside of a repository', async () => {
    expect(await changed(await makeFolder({}))).toBe(
      '--changed-since asks Git, and … is in no Git repository.',
    );
  });

  it('says what a shallow clone lacks', async () => {
    const origin = await makeRepository({ Dockerfile: 'a\n' });
    await writeFile(origin.file('Dockerfile'), 'b\n');
    commitAll(origin);
    const outside = await makeFolder({});
    const source = pathToFileURL(origin.path).href;
    git(outside.path, 'clone', '--quiet', '--depth=1', '--no-single-branch', source, 'clone');
    expect(await changed(outside, 'origin/main', 'clone')).toMatch(
      /^"origin\/main" and HEAD have no commit in common\. The clone is shallow.*`fetch-depth: 0`/,
    );
    expect(await changed(outside, 'HEAD~1', 'clone')).toMatch(
      /^Git knows no revision "HEAD~1" here\. The clone is shallow.*`fetch-depth: 0`/,
    );
  });

  it('says when there is no Git', async () => {
    const folder = await makeRepository({ Dockerfile: '' });
    vi.stubEnv('PATH', folder.path);
    try {
      expect(await changed(folder)).toBe(
        '--changed-since asks Git, and there is no program `git` here.',
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('ends when somebody wants to stop', async () => {
    const folder = await makeRepository({ Dockerfile: '' });
    expect(await changedPaths('main', folder.path, AbortSignal.abort())).toEqual({
      ok: false,
      error: 'Git was stopped before it could tell what has changed.',
    });
  });
});

it('runs no program that the repository configures', async () => {
  const folder = await makeRepository({ Dockerfile: 'a\n' });
  await writeFile(folder.file('program'), `#!/bin/sh\ntouch '${folder.file('ran')}'\n`);
  await chmod(folder.file('program'), 0o755);
  for (const name of ['core.fsmonitor', 'diff.external', 'core.pager', 'diff.x.textconv'])
    git(folder.path, 'config', name, folder.file('program'));
  await writeFile(folder.file('.git/hooks/post-index-change'), await folder.read('program'));
  await chmod(folder.file('.git/hooks/post-index-change'), 0o755);
  await writeFile(folder.file('.gitattributes'), '* diff=x\n');
  await writeFile(folder.file('Dockerfile'), 'b\n');
  expect(await changed(folder)).toEqual(['.gitattributes', 'Dockerfile', 'program']);
  expect(existsSync(folder.file('ran'))).toBe(false);
});
