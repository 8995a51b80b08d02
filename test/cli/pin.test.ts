import { chmod, lstat, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { CliPorts } from '../../server/src/cli/run.ts';
import type { DigestResolver } from '../../server/src/registry/digest-resolver.ts';
import { command, makeFolder } from '../support/command-line.ts';
import { recordingResolver } from '../support/digests.ts';
import { anyImage, sampleDigest } from '../support/pinning.ts';

const asking = (resolver: DigestResolver): Partial<CliPorts> => ({
  createResolver: () => resolver,
});

/** Digests shortened to `@…` for reading. */
const readable = (text: string): string => text.replaceAll(`@${sampleDigest}`, '@…');

/** A resolver that does something else before it answers. */
function after(disturb: () => Promise<void> | void): DigestResolver {
  return {
    async resolve(reference, signal) {
      await disturb();
      return anyImage.resolve(reference, signal);
    },
  };
}

describe('seaworthy pin', () => {
  it('shows the change as a unified diff, and makes none', async () => {
    const before =
      'FROM redis AS a\n\n\n\nRUN 1\nRUN 2\nFROM a:1@sha256:0\nFROM b:2\nRUN 3\nRUN 4\nRUN 5\n';
    const folder = await makeFolder({ Dockerfile: before });
    const { code, output, errors } = await command(
      ['pin', folder.path],
      asking(recordingResolver()),
    );
    const name = folder.file('Dockerfile').slice(1);
    expect(readable(output)).toBe(
      [
        `--- a/${name}`,
        `+++ b/${name}`,
        '@@ -1,3 +1,3 @@',
        '-FROM redis AS a',
        '+FROM redis@… AS a',
        ' ',
        ' ',
        '@@ -6,5 +6,5 @@',
        ' RUN 2',
        ' FROM a:1@sha256:0',
        '-FROM b:2',
        '+FROM b:2@…',
        ' RUN 3',
        ' RUN 4',
        '',
      ].join('\n'),
    );
    expect([code, errors]).toEqual([
      0,
      '2 images can be pinned. Nothing was changed; --write makes the change.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(before);
  });

  it('shows changes that are near each other as one', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM a\nFROM b\nRUN 1\nRUN 2\nRUN 3\nFROM c\n',
    });
    const { output } = await command(['pin', folder.path], asking(recordingResolver()));
    expect(readable(output).split('\n').slice(2)).toEqual([
      '@@ -1,6 +1,6 @@',
      '-FROM a',
      '-FROM b',
      '+FROM a@…',
      '+FROM b@…',
      ' RUN 1',
      ' RUN 2',
      ' RUN 3',
      '-FROM c',
      '+FROM c@…',
      '',
    ]);
  });

  it('shows line ends as they are, so that the diff can be applied', async () => {
    const folder = await makeFolder({ Dockerfile: '\ufeffRUN 1\r\nFROM redis' });
    const { output } = await command(['pin', folder.path], asking(recordingResolver()));
    expect(readable(output).split('\n').slice(2)).toEqual([
      '@@ -1,2 +1,2 @@',
      ' \ufeffRUN 1\r',
      '-FROM redis',
      '\\ No newline at end of file',
      '+FROM redis@…',
      '\\ No newline at end of file',
      '',
    ]);
  });

  it('says when there is nothing to pin', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    expect(await command(['pin', folder.path], asking(recordingResolver()))).toEqual({
      code: 0,
      output: '',
      errors: 'There is nothing to pin.\n',
    });
  });
});

describe('seaworthy pin --write', () => {
  it.each([
    ['line ends of Windows', 'FROM redis AS a\r\nRUN 1\r\n'],
    ['no line end at the end', 'RUN 1\nFROM redis'],
    ['a byte order mark', '\ufeffFROM redis\n'],
    ['characters of all kinds', '# é🚢\u2028\u0000\nFROM redis # \t \n'],
    ['mixed line ends', '\r\n\nFROM redis\r\r\n'],
  ])('inserts the digest and keeps %s', async (_, before) => {
    const folder = await makeFolder({ Dockerfile: before });
    const { code, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingResolver()),
    );
    expect([code, errors]).toEqual([0, 'Pinned 1 image.\n']);
    expect(readable(await folder.read('Dockerfile'))).toBe(before.replace('redis', 'redis@…'));
  });

  it.each([0o600, 0o644, 0o755, 0o444, 0o666])(
    'keeps the mode %o, and leaves no other file',
    async (mode) => {
      const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
      await chmod(folder.file('Dockerfile'), mode);
      await command(['pin', '--write', folder.path], asking(recordingResolver()));
      expect((await stat(folder.file('Dockerfile'))).mode & 0o7777).toBe(mode);
      expect(await readdir(folder.path)).toEqual(['Dockerfile']);
    },
  );

  it('writes through a link that was named, which stays a link', async () => {
    const folder = await makeFolder({ 'real/base.dockerfile': 'FROM redis\n' });
    await symlink('real/base.dockerfile', folder.file('Dockerfile'));
    await command(['pin', '--write', folder.file('Dockerfile')], asking(recordingResolver()));
    expect((await lstat(folder.file('Dockerfile'))).isSymbolicLink()).toBe(true);
    expect(readable(await folder.read('real/base.dockerfile'))).toBe('FROM redis@…\n');
  });

  it('does not touch a file without a change', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    const before = await stat(folder.file('Dockerfile'));
    await command(['pin', '--write', folder.path], asking(recordingResolver()));
    const now = await stat(folder.file('Dockerfile'));
    expect([now.ino, now.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('makes no second change', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    await command(['pin', '--write', folder.path], asking(recordingResolver()));
    const once = await folder.read('Dockerfile');
    const { errors } = await command(['pin', '--write', folder.path], asking(recordingResolver()));
    expect(errors).toBe('There is nothing to pin.\n');
    expect(await folder.read('Dockerfile')).toBe(once);
  });
});

describe('what cannot be pinned', () => {
  it('keeps its text and is named with its file and the reason; the others are pinned', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM redis\nFROM gone\nFROM gone\nARG V\nFROM a:$V\n',
    });
    const { code, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingResolver({ gone: 'not-found' })),
    );
    const path = folder.file('Dockerfile');
    expect(errors.split('\n')).toEqual([
      `${path}: Could not pin \`gone\`: docker.io has no tag \`latest\` of \`docker.io/library/gone\`. Check the name and the tag.`,
      `${path}: Can't pin \`a:$V\`: \`V\` has no default here, so the image is not known. Pin it where the variable is set.`,
      'Pinned 1 image. 3 images could not be pinned.',
      '',
    ]);
    expect(code).toBe(1);
    expect(readable(await folder.read('Dockerfile'))).toBe(
      'FROM redis@…\nFROM gone\nFROM gone\nARG V\nFROM a:$V\n',
    );
  });

  it('can be everything', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const { code, output, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingResolver({ redis: 'timeout' })),
    );
    expect([code, output]).toEqual([1, '']);
    expect(errors).toMatch(/\nNothing was changed\. 1 image could not be pinned\.\n$/);
    expect(await folder.read('Dockerfile')).toBe('FROM redis\n');
  });

  it('is a file that cannot be read: it is named, and the others are pinned', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': Buffer.from([0xff]),
      Dockerfile: 'FROM redis\n',
    });
    const { code, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingResolver()),
    );
    expect(code).toBe(2);
    expect(errors).toContain(`${folder.file('a/Dockerfile')} could not be read: it is not UTF-8`);
    expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@…\n');
  });

  it('is a file that changes while registries are asked', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const path = folder.file('Dockerfile');
    const { code, output, errors } = await command(
      ['pin', '--write', path],
      asking(after(() => writeFile(path, 'FROM python\n'))),
    );
    expect([code, output]).toEqual([2, '']);
    expect(errors).toBe(
      `${path} could not be written: it changed in the meantime; run the command again.\nNothing was changed. 1 image could not be pinned.\n`,
    );
    expect(await folder.read('Dockerfile')).toBe('FROM python\n');
  });

  it('is a file that cannot be written: it stays as it was, and so does all beside it', async () => {
    const other = `Dockerfile.${String(process.pid)}.tmp`;
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n', [other]: 'of somebody else' });
    const path = folder.file('Dockerfile');
    const { code, errors } = await command(['pin', '--write', path], asking(recordingResolver()));
    expect(code).toBe(2);
    expect(errors).toMatch(/ could not be written: .+\.\nNothing was changed\. 1 image could/);
    expect(await folder.read('Dockerfile')).toBe('FROM redis\n');
    expect(await folder.read(other)).toBe('of somebody else');
  });
});

describe('a person who interrupts', () => {
  it('finds the file at which it stopped, and those behind it, as they were', async () => {
    const controller = new AbortController();
    const folder = await makeFolder({
      'a/Dockerfile': 'FROM redis\n',
      'b/Dockerfile': 'FROM redis\n',
    });
    const resolver = after(() => {
      controller.abort();
    });
    const { code, output, errors } = await command(['pin', '--write', folder.path], {
      ...asking(resolver),
      signal: controller.signal,
    });
    expect({ code, output, errors }).toEqual({
      code: 2,
      output: '',
      errors: 'Stopped. Files that were not finished are unchanged.\n',
    });
    expect(await folder.read('a/Dockerfile')).toBe('FROM redis\n');
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
    const resolver = recordingResolver();
    const { code, output, errors } = await command(
      ['pin', '--write', folder.path],
      asking(resolver),
    );
    expect([code, errors]).toEqual([0, 'Pinned 3 images.\n']);
    expect(resolver.asked).toEqual(['python:3.8', 'redis:7']);
    expect(readable(await folder.read('.env'))).toBe(
      files['.env'].replace('python:3.8', 'python:3.8@…'),
    );
    expect(readable(await folder.read('compose.yaml'))).toBe(
      files['compose.yaml'].replace('redis:7', 'redis:7@…'),
    );
    expect(await folder.read('compose.prod.yaml')).toBe(files['compose.prod.yaml']);
    expect(output.match(/^\+\+\+ .*$/gm)).toEqual([
      `+++ b${folder.file('.env')}`,
      `+++ b${folder.file('compose.yaml')}`,
    ]);
  });

  it('is shown in the diff of that file', async () => {
    const folder = await makeFolder(files);
    const { output } = await command(['pin', folder.file('compose.prod.yaml')], asking(anyImage));
    expect(readable(output).split('\n').slice(1)).toEqual([
      `+++ b${folder.file('.env')}`,
      '@@ -1,2 +1,2 @@',
      ' \ufeff# which\r',
      '-IMAGE="python:3.8" # why\r',
      '+IMAGE="python:3.8@…" # why\r',
      '',
    ]);
  });

  it('stays when that file changes in the meantime; the Compose file is pinned', async () => {
    const folder = await makeFolder(files);
    const { code, errors } = await command(
      ['pin', '--write', folder.file('compose.yaml')],
      asking(after(() => writeFile(folder.file('.env'), 'IMAGE=python:3.9\n'))),
    );
    expect(code).toBe(2);
    expect(errors).toBe(
      `${folder.file('.env')} could not be written: it changed in the meantime; run the command again.\nPinned 1 image. 1 image could not be pinned.\n`,
    );
    expect(await folder.read('.env')).toBe('IMAGE=python:3.9\n');
    expect(readable(await folder.read('compose.yaml'))).toContain('redis:7@…');
  });
});

describe('seaworthy pin --drop-tag', () => {
  it('writes the digest in the place of the tag', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis:7 AS a\nFROM python\n' });
    await command(['pin', '--write', '--drop-tag', folder.path], asking(recordingResolver()));
    expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@… AS a\nFROM python@…\n');
  });
});

describe('what is built here', () => {
  it('is no failure', async () => {
    const folder = await makeFolder({
      'compose.yaml': 'services:\n  app: {build: ., image: app}\n  job: {image: app}\n',
    });
    const { code, errors } = await command(['pin', folder.path], asking(recordingResolver()));
    expect([code, errors]).toEqual([0, 'There is nothing to pin.\n']);
  });
});
