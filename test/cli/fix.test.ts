import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { command, makeFolder, type Folder, type Outcome } from '../support/command-line.ts';

function check(folder: Folder, ...words: readonly string[]): Promise<Outcome> {
  return command(['check', ...words, folder.path], { folder: folder.path, root: folder.path });
}

/** A comment that silences nothing: deleting it is a safe fix. */
const idle = '# seaworthy: ignore[image-no-tag] -- once\nFROM node:20.11.1-alpine\nUSER 1000\n';
const fixed = 'FROM node:20.11.1-alpine\nUSER 1000\n';

describe('--fix', () => {
  it('makes the safe fixes, and then there is nothing safe to fix', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': idle, 'b/Dockerfile': idle });
    const { code, errors } = await check(folder, '--fix');
    expect(errors).toBe('Fixed 2 findings in 2 files.\n');
    expect(code).toBe(0);
    expect(await folder.read('a/Dockerfile')).toBe(fixed);
    expect(await folder.read('b/Dockerfile')).toBe(fixed);
    expect((await check(folder, '--fix')).errors).toBe('There is nothing that is safe to fix.\n');
  });

  it('reports what is left', async () => {
    const folder = await makeFolder({ Dockerfile: `${idle}FROM redis\n` });
    const { code, output } = await check(folder, '--fix');
    expect(code).toBe(1);
    expect(output).toContain('image-no-tag');
    expect(output).not.toContain('unused-suppression');
  });

  it('keeps line ends and the byte order mark', async () => {
    const folder = await makeFolder({ Dockerfile: `\ufeff${idle.replaceAll('\n', '\r\n')}` });
    await check(folder, '--fix');
    expect(await folder.read('Dockerfile')).toBe(`\ufeff${fixed.replaceAll('\n', '\r\n')}`);
  });

  it('leaves what is not safe to a person, or to --unsafe-fixes', async () => {
    const compose = 'services:\n  a:\n    image: app:1.2.3\n    privileged: true\n';
    const folder = await makeFolder({ 'compose.yaml': compose });
    await check(folder, '--fix');
    expect(await folder.read('compose.yaml')).toBe(compose);
    const { code, errors } = await check(folder, '--unsafe-fixes');
    expect([code, errors]).toEqual([0, 'Fixed 1 finding in 1 file.\n']);
    expect(await folder.read('compose.yaml')).not.toContain('privileged');
  });

  it('puts lines into another file, and makes it if need be', async () => {
    const copying = 'FROM node:20.11.1-alpine\nCOPY . .\nUSER 1000\n';
    const folder = await makeFolder({
      'a/Dockerfile': copying,
      'a/.env': 'A=1\n',
      'a/id_rsa': '',
      'b/Dockerfile': copying,
      'b/.env': 'A=1\n',
      'b/.dockerignore': 'node_modules',
    });
    const before = await check(folder);
    expect(before.output).toContain('context-includes-secrets');
    await check(folder, '--fix');
    expect(await folder.read('b/.dockerignore')).toMatch(/^node_modules\n.*\.env/s);
    expect(await folder.read('a/.dockerignore')).toContain('.env');
    expect((await check(folder)).output).not.toContain('context-includes-secrets');
  });

  it('names a file that cannot get its line once, and counts nothing for it', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM node:20.11.1-alpine\nCOPY . .\nUSER 1000\n',
      id_rsa: '',
      '.dockerignore/file': '',
    });
    const { code, errors } = await check(folder, '--fix');
    const ignoreFile = folder.file('.dockerignore');
    expect(errors).toBe(
      `${ignoreFile} could not be read: it is a folder.\nThere is nothing that is safe to fix.\n`,
    );
    expect(code).toBe(2);
  });

  it('writes through no link that a repository may have put in the place of another file', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': 'FROM node:20.11.1-alpine\nCOPY . .\nUSER 1000\n',
      'a/id_rsa': '',
      profile: 'of the person\n',
    });
    await symlink('../profile', folder.file('a/.dockerignore'));
    const { code, errors } = await check(folder, '--fix');
    expect(await folder.read('profile')).toBe('of the person\n');
    expect(errors).toContain('/.dockerignore could not be written: it is a link');
    expect(code).toBe(2);
  });

  it('ends a line that it adds as the others of the file end', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM node:20.11.1-alpine\nCOPY . .\nUSER 1000\n',
      id_rsa: '',
      '.dockerignore': 'a\r\nb',
    });
    await check(folder, '--fix');
    expect(await folder.read('.dockerignore')).toBe('a\r\nb\r\nid_rsa\r\n');
  });

  it('names a file that cannot be read, and fixes the others', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': new Uint8Array([0xff]),
      'b/Dockerfile': idle,
    });
    const { code, errors } = await check(folder, '--fix');
    expect(code).toBe(2);
    expect(errors.match(/could not be read/g)).toHaveLength(1);
    expect(await folder.read('b/Dockerfile')).toBe(fixed);
  });
});

describe('--diff', () => {
  it('shows what fixes change and changes nothing', async () => {
    const folder = await makeFolder({ Dockerfile: idle });
    const { code, output, errors } = await check(folder, '--fix', '--diff');
    expect([code, errors]).toEqual([1, '1 finding in 1 file can be fixed. Nothing was changed.\n']);
    expect(output).toContain('-# seaworthy: ignore[image-no-tag] -- once\n');
    expect(await folder.read('Dockerfile')).toBe(idle);
  });

  it.each([
    ['beside', `ENV API_TOKEN=${'x'.repeat(12)}secret\n`, 'ignore[image-no-tag]'],
    ['above', `ARG A=1\nENV DB_PASSWORD=hunter2secret\n`, 'ignore[image-no-tag]'],
  ])('shows no secret that stands %s a change', async (_, line, changed) => {
    const folder = await makeFolder({ Dockerfile: `${idle}${line}` });
    const { output } = await check(folder, '--fix', '--diff');
    expect(output).toContain(changed);
    expect(output).not.toContain('secret');
  });

  it('does not show a change in a line with a secret, and says so', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM node:20.11.1-alpine\nENV DB_PASSWORD=hunter2secret\nUSER 1000\n',
    });
    const { code, output, errors } = await check(folder, '--unsafe-fixes', '--diff');
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain('Dockerfile: the change is in a line with a secret');
    expect(errors).not.toContain('hunter2');
  });

  it('is empty and ends well when there is nothing to fix', async () => {
    const folder = await makeFolder({ Dockerfile: fixed });
    const outcome = await check(folder, '--diff');
    expect(outcome).toEqual({
      code: 0,
      output: '',
      errors: 'There is nothing that is safe to fix.\n',
    });
  });
});
