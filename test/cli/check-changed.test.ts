import { execFileSync } from 'node:child_process';
import { mkdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { command, makeFolder, type Folder } from '../support/command-line.ts';

const moving = 'FROM node:latest\nUSER 1000\n';

async function repository(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await makeFolder(files);
  const git = (...words: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: folder.path,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  return folder;
}

async function reported(folder: Folder, ...words: readonly string[]): Promise<readonly string[]> {
  const { output } = await command(['check', '--format', 'json', ...words, folder.path], {
    folder: folder.path,
    root: folder.path,
  });
  const { findings } = JSON.parse(output) as { findings: readonly { file: string }[] };
  return findings.map(({ file }) => file.replace(`${folder.path}/`, ''));
}

describe('--changed-since', () => {
  it('reports the files that changed, and those that are new', async () => {
    const folder = await repository({ 'a/Dockerfile': moving, 'b/Dockerfile': moving });
    expect(await reported(folder, '--changed-since', 'main')).toEqual([]);
    await writeFile(folder.file('b/Dockerfile'), `# more\n${moving}`);
    await writeFile(folder.file('Dockerfile'), moving);
    expect(await reported(folder, '--changed-since', 'main')).toEqual([
      'Dockerfile',
      'b/Dockerfile',
    ]);
  });

  it('reports files that are read together with one that changed, or that is gone', async () => {
    const folder = await repository({
      'compose.yaml': 'services:\n  a:\n    image: ${IMAGE:-redis}\n',
      '.env': 'IMAGE=app:1.2.3\n',
      'other/Dockerfile': moving,
    });
    expect(await reported(folder)).toEqual(['other/Dockerfile']);
    await unlink(folder.file('.env'));
    expect(await reported(folder, '--changed-since', 'main')).toEqual(['compose.yaml']);
  });

  it('reports every file when the configuration of all has changed', async () => {
    const folder = await repository({ 'a/Dockerfile': moving, 'b/Dockerfile': moving });
    await writeFile(folder.file('seaworthy.yaml'), 'profile: strict\n');
    const files = await reported(folder, '--changed-since', 'main');
    expect(new Set(files)).toEqual(new Set(['a/Dockerfile', 'b/Dockerfile']));
  });

  it('knows a file by whatever links it is named', async () => {
    const folder = await repository({ 'a/Dockerfile': moving, 'b/Dockerfile': moving });
    const elsewhere = await makeFolder({});
    await symlink(folder.path, elsewhere.file('link'));
    await writeFile(folder.file('b/Dockerfile'), `# more\n${moving}`);
    const words = ['check', '--changed-since', 'main', elsewhere.file('link')];
    const { output } = await command(words, { folder: folder.path, root: folder.path });
    expect(output).toContain('b/Dockerfile');
    expect(output).not.toContain('a/Dockerfile');
  });

  it('reports what Git says nothing of: other repositories in this one, and what is outside', async () => {
    const folder = await repository({ Dockerfile: moving });
    await mkdir(folder.file('inner'));
    execFileSync('git', ['init', '-q'], { cwd: folder.file('inner') });
    await writeFile(folder.file('inner/Dockerfile'), moving);
    expect(await reported(folder, '--changed-since', 'main')).toEqual(['inner/Dockerfile']);
    const outside = await makeFolder({ Dockerfile: moving });
    const words = ['check', '--changed-since', 'main', outside.path];
    const { code } = await command(words, { folder: folder.path, root: folder.path });
    expect(code).toBe(1);
  });

  it('reports every file when the configuration that is named has changed', async () => {
    const folder = await repository({ Dockerfile: moving, 'ci.yaml': '' });
    await writeFile(folder.file('ci.yaml'), 'profile: strict\n');
    const words = ['--config', 'ci.yaml', '--changed-since', 'main'];
    expect(await reported(folder, ...words)).toContain('Dockerfile');
  });

  it('fixes no other files', async () => {
    const idle = `# seaworthy: ignore[privileged-container] -- once\n${moving}`;
    const folder = await repository({ 'a/Dockerfile': idle, 'b/Dockerfile': idle });
    await writeFile(folder.file('b/Dockerfile'), `${idle}# more\n`);
    await reported(folder, '--fix', '--changed-since', 'main');
    expect(await folder.read('a/Dockerfile')).toBe(idle);
    expect(await folder.read('b/Dockerfile')).toBe(`${moving}# more\n`);
  });

  it('ends with a sentence where the revision is not known', async () => {
    const folder = await repository({ Dockerfile: moving });
    const words = ['check', '--changed-since', 'nowhere', folder.path];
    const { code, output, errors } = await command(words, { folder: folder.path });
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain('nowhere');
  });
});
