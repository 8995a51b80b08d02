import { execFile } from 'node:child_process';
import { mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { command, makeFolder, type Folder } from '../support/command-line.ts';
import { matching } from '../support/matching.ts';

const privileged = 'services:\n  a:\n    image: app:1\n    privileged: true\n';
const noTag =
  '`redis` has no tag, so every pull takes whatever was pushed last. Write the version you tested, then pin it to its digest.';

interface Json {
  readonly version: number;
  readonly findings: readonly Readonly<Record<string, unknown>>[];
}

/** The files that have findings, below the folder, in the order of the report. */
async function reportedFiles(folder: Folder, ...words: readonly string[]): Promise<unknown> {
  const { output } = await command(['check', '--format', 'json', ...words]);
  const { findings } = JSON.parse(output) as Json;
  return findings.map(({ file }) => String(file).replace(`${folder.path}/`, ''));
}

describe('what is said', () => {
  it('is a heading a file, a line a finding with its place, and a count', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM redis\n',
      'compose.yaml': privileged,
      'sound/Dockerfile': 'FROM scratch\n',
    });
    const { code, output, errors } = await command(['check', folder.path]);
    expect([code, errors]).toEqual([1, '']);
    expect(output.split('\n')).toEqual([
      folder.file('Dockerfile'),
      `  1:6     warning     ${noTag} [image-no-tag]`,
      '     1 | FROM redis',
      '       |      ^^^^^',
      '',
      folder.file('compose.yaml'),
      matching(/^ {2}4:5 {5}error {7}Service `a` .+ \[privileged-container\]$/),
      '     4 | privileged: true',
      '       | ^^^^^^^^^^^^^^^^',
      '',
      matching(/^More about a rule: seaworthy explain RULE or https:/),
      '2 findings (1 error, 1 warning) in 2 of 3 files.',
      '',
    ]);
  });

  it('has no control characters from the files in it', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM ${X}\u001b[31mEVIL\u001b[0m/ubuntu\n' });
    const { output } = await command(['check', folder.path]);
    expect(output).toContain('EVIL');
    expect(output).not.toContain('\u001b');
  });

  it('is one object for programs', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\nFROM redis\n' });
    const { code, output, errors } = await command(['check', '--format', 'json', folder.path]);
    expect([code, errors]).toEqual([1, '']);
    expect(JSON.parse(output)).toMatchObject({
      version: 1,
      findings: [
        {
          file: folder.file('Dockerfile'),
          rule: 'image-no-tag',
          severity: 'warning',
          message: noTag,
          range: { start: { line: 1, character: 5 }, end: { line: 1, character: 10 } },
        },
      ],
    });
  });

  it('is complete when nothing was found', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    const text = await command(['check', folder.path]);
    expect(text).toEqual({ code: 0, output: 'No findings in 1 file.\n', errors: '' });
    const { output } = await command(['check', '--format', 'json', folder.path]);
    expect(JSON.parse(output)).toMatchObject({ version: 1, findings: [], summary: { files: 1 } });
  });

  it('has the positions that an editor shows, whatever the file begins with', async () => {
    const folder = await makeFolder({ Dockerfile: '\ufeffFROM redis\r\n' });
    const { output } = await command(['check', folder.file('Dockerfile')]);
    expect(output).toContain('  1:6     warning');
  });
});

describe('the exit code', () => {
  it.each([
    ['error', 0],
    ['warning', 1],
    ['information', 1],
    ['hint', 1],
  ])('for a warning with --fail-on %s is %i', async (level, code) => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const outcome = await command(['check', '--fail-on', level, folder.path]);
    expect(outcome.code).toBe(code);
    expect(outcome.output).toContain('1 finding (1 warning) in 1 of 1 file');
  });

  it('for less than a warning is 0, unless asked otherwise', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM python:slim\n' });
    expect((await command(['check', folder.path])).code).toBe(0);
    expect((await command(['check', folder.path, '--fail-on=information'])).code).toBe(1);
  });
});

describe('the files that are looked at', () => {
  it('are those of a folder with a name that says what they are, in the order of their names', async () => {
    const image = 'FROM redis\n';
    const folder = await makeFolder({
      'b/Dockerfile': image,
      'a/compose.yml': 'services: {a: {image: redis}}\n',
      'a/b/api.dockerfile': image,
      Dockerfile: image,
      'Dockerfile.dev': image,
      'values.yaml': 'services: {a: {image: redis}}\n',
      'notes.md': image,
      'node_modules/x/Dockerfile': image,
      'a/node_modules/Dockerfile': image,
      '.git/Dockerfile': image,
      'vendor/x/Dockerfile': image,
      '.venv/x/Dockerfile': image,
    });
    expect(await reportedFiles(folder, folder.path)).toEqual([
      'Dockerfile',
      'Dockerfile.dev',
      'a/b/api.dockerfile',
      'a/compose.yml',
      'b/Dockerfile',
    ]);
    expect(await reportedFiles(folder, folder.file('node_modules'))).toEqual([
      'node_modules/x/Dockerfile',
    ]);
  });

  it('are in the order in which they were named, each once', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': 'FROM a\n', 'b/Dockerfile': 'FROM b\n' });
    const words = [folder.file('b'), folder.path, folder.file('a/../a/Dockerfile')];
    expect(await reportedFiles(folder, ...words)).toEqual(['b/Dockerfile', 'a/Dockerfile']);
  });

  it('are behind a link only when the link is named', async () => {
    const folder = await makeFolder({ 'real/Dockerfile': 'FROM redis\n' });
    await mkdir(folder.file('links'));
    await symlink(folder.file('real/Dockerfile'), folder.file('links/Dockerfile'));
    await symlink(folder.file('links'), folder.file('links/loop'));
    expect(await reportedFiles(folder, folder.file('links'))).toEqual([]);
    expect(await reportedFiles(folder, folder.file('links/Dockerfile'))).toEqual([
      'links/Dockerfile',
    ]);
  });
});

describe('a folder without any such file', () => {
  it('is told of, as a wrong path looks the same', async () => {
    const folder = await makeFolder({ 'notes.md': '' });
    const { code, output, errors } = await command(['check', folder.path]);
    expect([code, output]).toEqual([0, 'No findings in 0 files.\n']);
    expect(errors).toBe(
      `There is no Dockerfile or Compose file in ${folder.path}, so nothing was checked. Look at the paths, and what \`.gitignore\` leaves out.\n`,
    );
  });
});

describe('a file that cannot be looked at', () => {
  it.each<[string, string, string]>([
    ['is missing', 'missing/Dockerfile', 'there is no such file'],
    ['is a device', 'Dockerfile.device', 'it is neither a file nor a folder'],
    ['is binary', 'binary/Dockerfile', 'it is not UTF-8 text'],
    ['has another name', 'notes.md', 'its name is not that of a Dockerfile or a Compose file'],
    ['is a link to nothing', 'broken/Dockerfile', 'there is no such file'],
  ])('because it %s is named, and the rest is reported', async (_, name, reason) => {
    const folder = await makeFolder({
      Dockerfile: 'FROM redis\n',
      'notes.md': 'FROM redis\n',
      'binary/Dockerfile': Buffer.from([0x46, 0xff, 0xfe, 0x00]),
    });
    await mkdir(folder.file('broken'));
    await symlink('nowhere', folder.file('broken/Dockerfile'));
    await symlink('/dev/null', folder.file('Dockerfile.device'));
    const path = folder.file(name);
    const { code, output, errors } = await command(['check', path, folder.file('Dockerfile')]);
    expect([code, errors]).toEqual([2, `${path} could not be read: ${reason}.\n`]);
    expect(output).toContain('[image-no-tag]');
    expect(output).toContain(
      '1 finding (1 warning) in 1 of 1 file; incomplete because of 1 problem.',
    );
  });

  it('is named when it is found in a folder as well', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': Buffer.from([0xff]),
      'b/Dockerfile': 'FROM redis\n',
    });
    const { code, output, errors } = await command(['check', '--format', 'json', folder.path]);
    expect(code).toBe(2);
    expect((JSON.parse(output) as Json).findings).toHaveLength(1);
    expect(errors).toBe(
      `${folder.file('a/Dockerfile')} could not be read: it is not UTF-8 text.\n`,
    );
  });
});

describe('a person who interrupts', () => {
  it('gets what was found so far, and is told that it is not all', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const outcome = await command(['check', folder.path], { signal: AbortSignal.abort() });
    expect(outcome).toEqual({
      code: 2,
      output: 'No findings in 0 files.\n',
      errors: 'Stopped. Files that were not finished are unchanged.\n',
    });
  });
});

describe('a Compose file that is not valid YAML', () => {
  it('is named with the place, counts, and is checked as far as it could be read', async () => {
    const folder = await makeFolder({ 'compose.yaml': `${privileged}   b: 'no end\n` });
    const { code, output, errors } = await command(['check', folder.path]);
    expect(code).toBe(2);
    expect(errors).toMatch(/compose\.yaml:5:\d+: This is not valid YAML: .+ check again\.\n$/);
    expect(errors).not.toContain('no end');
    expect(output).toContain('[privileged-container]');
    expect(output).toContain('incomplete because of 1 problem');
  });
});

describe('--max-findings', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 0],
  ])('%i for two warnings ends with %i', async (limit, code) => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis AS a\nFROM redis\n' });
    const outcome = await command(['check', '--max-findings', String(limit), folder.path]);
    expect(outcome.code).toBe(code);
  });
});

describe('--output', () => {
  it('puts the report into a file, and nothing on standard output', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const words = ['check', '--format', 'json', '--output', 'report.json', folder.path];
    const { code, output } = await command(words, { folder: folder.path });
    expect([code, output]).toEqual([1, '']);
    expect(JSON.parse(await folder.read('report.json'))).toMatchObject({ version: 1 });
  });

  it('is written through a link, which stays one, as /dev/stdout does', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n', 'real.txt': 'old' });
    await symlink('real.txt', folder.file('report.txt'));
    const words = ['check', '--output', 'report.txt', folder.path];
    await command(words, { folder: folder.path });
    expect(await readlink(folder.file('report.txt'))).toBe('real.txt');
    expect(await folder.read('real.txt')).toContain('image-no-tag');
  });

  it('that is a folder is named, and nothing is left beside it', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n', 'report/file': '' });
    const words = ['check', '--output', 'report', folder.path];
    const { code, errors } = await command(words, { folder: folder.path });
    expect([code, errors]).toEqual([2, 'report could not be written: it is a folder.\n']);
    expect((await readdir(folder.path)).sort()).toEqual(['Dockerfile', 'report']);
  });

  it.skipIf(process.platform === 'win32')('that is a pipe stays one', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    await promisify(execFile)('mkfifo', [folder.file('pipe')]);
    const words = ['check', '--output', 'pipe', folder.path];
    const [report] = await Promise.all([
      folder.read('pipe'),
      command(words, { folder: folder.path }),
    ]);
    expect(report).toContain('image-no-tag');
    expect((await stat(folder.file('pipe'))).isFIFO()).toBe(true);
  });

  it('that cannot be written is named', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const words = ['check', '--output', 'no/such/report.txt', folder.path];
    const { code, errors } = await command(words, { folder: folder.path });
    expect(code).toBe(2);
    expect(errors).toBe('no/such/report.txt could not be written: there is no such folder.\n');
  });
});

describe('--profile and --config', () => {
  it('count more than the configuration of a file', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'rules: { image-no-tag: off }\n',
      'other.yaml': 'rules: { image-no-tag: error }\n',
      Dockerfile: 'FROM redis AS a\nFROM redis:7.2.4\nUSER 1000\n',
    });
    const ports = { folder: folder.path, root: folder.path };
    expect((await command(['check', folder.path], ports)).code).toBe(0);
    const { output } = await command(['check', '--config', 'other.yaml', folder.path], ports);
    expect(output).toMatch(/error .+\[image-no-tag\]/);
    const strict = await command(['check', '--profile', 'strict', folder.path], ports);
    expect(strict.output).toContain('[image-not-pinned]');
  });

  it('name a configuration that is not there', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const words = ['check', '--config', 'none.yaml', folder.path];
    const { code, output, errors } = await command(words, { folder: folder.path });
    expect([code, output]).toEqual([2, '']);
    expect(errors).toBe('The configuration none.yaml could not be read (ENOENT).\n');
  });
});
