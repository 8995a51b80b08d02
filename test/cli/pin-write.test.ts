import { chmod, lstat, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { command, makeFolder } from '../support/command-line.ts';
import { recordingRegistry } from '../support/digests.ts';
import { answeringAfter, asking, readable } from '../support/pin-command.ts';
import { anyImage } from '../support/pinning.ts';

describe('seaworthy pin --write', () => {
  it('tells one line a file, and the diff too where that is wanted', async () => {
    const files = { Dockerfile: 'FROM redis\nFROM python\n' };
    const one = await makeFolder(files);
    const path = one.file('Dockerfile');
    expect(await command(['pin', '--write', path], asking(anyImage))).toEqual({
      code: 0,
      output: '',
      errors: `${path}: 2 images pinned\nPinned 2 images.\n`,
    });
    const other = await makeFolder(files);
    const shown = await command(['pin', '--write', '--diff', other.path], asking(anyImage));
    expect(shown.output).toMatch(/^--- a\/.+\n\+\+\+ b\/.+\n@@ -1,2 \+1,2 @@\n-FROM redis\n/);
    expect(shown.errors).toBe('Pinned 2 images.\n');
    expect(await other.read('Dockerfile')).toBe(await one.read('Dockerfile'));
  });

  it.each([
    ['line ends of Windows', 'FROM redis AS a\r\nRUN 1\r\n'],
    ['no line end at the end', 'RUN 1\nFROM redis'],
    ['a byte order mark', '\ufeffFROM redis\n'],
    ['characters of all kinds', '# é🚢\u2028\u0000\nFROM redis # \t \n'],
    ['mixed line ends', '\r\n\nFROM redis\r\r\n'],
  ])('inserts the digest and keeps %s', async (_, before) => {
    const folder = await makeFolder({ Dockerfile: before });
    const { code } = await command(['pin', '--write', folder.path], asking(anyImage));
    expect(code).toBe(0);
    expect(readable(await folder.read('Dockerfile'))).toBe(before.replace('redis', 'redis@…'));
  });

  it.each([0o600, 0o644, 0o755, 0o666])(
    'keeps the mode %o, and leaves no other file',
    async (mode) => {
      const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
      await chmod(folder.file('Dockerfile'), mode);
      await command(['pin', '--write', folder.path], asking(anyImage));
      expect((await stat(folder.file('Dockerfile'))).mode & 0o7777).toBe(mode);
      expect(await readdir(folder.path)).toEqual(['Dockerfile']);
      expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@…\n');
    },
  );

  it('writes through a link that was named, which stays a link', async () => {
    const folder = await makeFolder({ 'real/base.dockerfile': 'FROM redis\n' });
    await symlink('real/base.dockerfile', folder.file('Dockerfile'));
    await command(['pin', '--write', folder.file('Dockerfile')], asking(anyImage));
    expect((await lstat(folder.file('Dockerfile'))).isSymbolicLink()).toBe(true);
    expect(readable(await folder.read('real/base.dockerfile'))).toBe('FROM redis@…\n');
  });

  it('changes a file once to which two names lead', async () => {
    const folder = await makeFolder({ 'real/Dockerfile': 'FROM redis\n' });
    await symlink('real/Dockerfile', folder.file('Dockerfile'));
    const paths = [folder.file('Dockerfile'), folder.file('real')];
    const { code } = await command(['pin', '--write', ...paths], asking(anyImage));
    expect(code).toBe(0);
    expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@…\n');
  });

  it('does not touch a file without a change', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    const before = await stat(folder.file('Dockerfile'));
    await command(['pin', '--write', folder.path], asking(anyImage));
    const now = await stat(folder.file('Dockerfile'));
    expect([now.ino, now.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('makes no second change', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    await command(['pin', '--write', folder.path], asking(anyImage));
    const once = await folder.read('Dockerfile');
    const { errors } = await command(['pin', '--write', folder.path], asking(anyImage));
    expect(errors).toBe('There is nothing to pin.\n');
    expect(await folder.read('Dockerfile')).toBe(once);
  });
});

describe('a file that is not written', () => {
  it('changed while registries were asked', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const path = folder.file('Dockerfile');
    const registry = answeringAfter(() => writeFile(path, 'FROM python\n'));
    const { code, output, errors } = await command(['pin', '--write', path], asking(registry));
    expect([code, output]).toEqual([2, '']);
    expect(errors).toBe(
      `${path} could not be written: it changed in the meantime; run the command again.\nNothing was changed. 1 image could not be pinned.\n`,
    );
    expect(await folder.read('Dockerfile')).toBe('FROM python\n');
  });

  it('is read-only, though its folder lets anybody replace it', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': 'FROM redis\n', Dockerfile: 'FROM redis\n' });
    await chmod(folder.file('Dockerfile'), 0o444);
    const { code, errors } = await command(['pin', '--write', folder.path], asking(anyImage));
    expect(code).toBe(2);
    expect(errors).toContain(`${folder.file('Dockerfile')} could not be written: it is read-only.`);
    expect(await folder.read('Dockerfile')).toBe('FROM redis\n');
    expect(readable(await folder.read('a/Dockerfile'))).toBe('FROM redis@…\n');
  });

  it('has no place for the new text beside it: it stays as it was, and so does all around', async () => {
    const other = `.Dockerfile.${String(process.pid)}.tmp`;
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n', [other]: 'of somebody else' });
    const path = folder.file('Dockerfile');
    const { code, errors } = await command(['pin', '--write', path], asking(anyImage));
    expect(code).toBe(2);
    expect(errors).toMatch(/ could not be written: .+\.\nNothing was changed\. 1 image could/);
    expect(await folder.read('Dockerfile')).toBe('FROM redis\n');
    expect(await folder.read(other)).toBe('of somebody else');
  });
});

describe('a person who interrupts', () => {
  const files = { 'a/Dockerfile': 'FROM redis\n', 'b/Dockerfile': 'FROM redis\n' };
  const stopped = 'Stopped. Files that were not finished are unchanged.\n';

  it('finds all files as they were while registries are asked', async () => {
    const controller = new AbortController();
    const folder = await makeFolder(files);
    const registry = answeringAfter(() => {
      controller.abort();
    });
    const { signal } = controller;
    const ended = await command(['pin', '--write', folder.path], { ...asking(registry), signal });
    expect(ended).toEqual({ code: 2, output: '', errors: stopped });
    expect(await folder.read('a/Dockerfile')).toBe('FROM redis\n');
  });

  it('finds the files behind the one that is being written as they were', async () => {
    const controller = new AbortController();
    const folder = await makeFolder(files);
    const { signal } = controller;
    const { code, errors } = await command(['pin', '--write', '--diff', folder.path], {
      ...asking(anyImage),
      signal,
      write: () => {
        controller.abort();
      },
    });
    expect([code, errors]).toEqual([2, stopped]);
    expect(readable(await folder.read('a/Dockerfile'))).toBe('FROM redis@…\n');
    expect(await folder.read('b/Dockerfile')).toBe('FROM redis\n');
  });
});

describe('a reference in the `.env` beside a Compose file', () => {
  const files = {
    'compose.yaml': 'services:\n  app:\n    image: ${IMAGE}\n  db:\n    image: redis:7\n',
    'compose.prod.yaml': 'services:\n  app:\n    image: "${IMAGE}"\n',
    '.env': '\ufeff# which\r\nIMAGE="python:3.8" # why\r\n',
  };

  it('is pinned there, once for all files that use it', async () => {
    const folder = await makeFolder(files);
    const registry = recordingRegistry();
    const { code, errors } = await command(['pin', '--write', folder.path], asking(registry));
    expect([code, errors.split('\n')]).toEqual([
      0,
      [
        `${folder.file('.env')}: 2 images pinned`,
        `${folder.file('compose.yaml')}: 1 image pinned`,
        'Pinned 3 images.',
        '',
      ],
    ]);
    expect(registry.asked).toEqual(['python:3.8', 'redis:7']);
    expect(readable(await folder.read('.env'))).toBe(
      files['.env'].replace('python:3.8', 'python:3.8@…'),
    );
    expect(readable(await folder.read('compose.yaml'))).toBe(
      files['compose.yaml'].replace('redis:7', 'redis:7@…'),
    );
    expect(await folder.read('compose.prod.yaml')).toBe(files['compose.prod.yaml']);
  });

  it('is shown in the diff of that file', async () => {
    const folder = await makeFolder(files);
    const { output } = await command(['pin', folder.file('compose.prod.yaml')], asking(anyImage));
    expect(readable(output).split('\n').slice(1)).toEqual([
      `+++ b${folder.file('.env')}`,
      '@@ -2,1 +2,1 @@',
      '-IMAGE="python:3.8" # why\r',
      '+IMAGE="python:3.8@…" # why\r',
      '',
    ]);
  });

  it('stays when that file changes in the meantime; the Compose file is pinned', async () => {
    const folder = await makeFolder(files);
    const disturb = () => writeFile(folder.file('.env'), 'IMAGE=python:3.9\n');
    const path = folder.file('compose.yaml');
    const words = ['pin', '--write', path];
    const { code, errors } = await command(words, asking(answeringAfter(disturb)));
    expect(code).toBe(2);
    expect(errors).toBe(
      `${folder.file('.env')} could not be written: it changed in the meantime; run the command again.\n${path}: 1 image pinned\nPinned 1 image. 1 image could not be pinned.\n`,
    );
    expect(await folder.read('.env')).toBe('IMAGE=python:3.9\n');
    expect(readable(await folder.read('compose.yaml'))).toContain('redis:7@…');
  });
});
