import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { command, makeFolder, type Folder, type Outcome } from '../support/command-line.ts';

const moving = 'FROM node:latest\nUSER 1000\n';

interface BaselineFile {
  readonly version: number;
  readonly files: Readonly<Record<string, readonly { readonly rule: string }[]>>;
}

function check(folder: Folder, ...words: readonly string[]): Promise<Outcome> {
  return command(['check', ...words, folder.path], { folder: folder.path, root: folder.path });
}

async function rulesTold(folder: Folder, ...words: readonly string[]): Promise<readonly string[]> {
  const { output } = await check(folder, '--format', 'json', ...words);
  const { findings } = JSON.parse(output) as { findings: readonly { rule: string }[] };
  return findings.map(({ rule }) => rule);
}

describe('a baseline', () => {
  it('is written with what is found, and then hides it', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': moving });
    const written = await check(folder, '--write-baseline', 'known.json');
    expect(written.code).toBe(0);
    const { version, files } = JSON.parse(await folder.read('known.json')) as BaselineFile;
    expect(version).toBe(1);
    expect(Object.keys(files)).toEqual(['a/Dockerfile']);
    expect(files['a/Dockerfile']?.map(({ rule }) => rule)).toEqual(['image-latest-tag']);

    const { code, output } = await check(folder, '--baseline', 'known.json');
    expect(code).toBe(0);
    expect(output).not.toContain('image-latest-tag');
    expect(output).toMatch(/1 .*baseline/);
  });

  it('tells what is new, wherever the old has moved to', async () => {
    const folder = await makeFolder({ Dockerfile: moving });
    await check(folder, '--write-baseline', 'known.json');
    const more = await makeFolder({
      Dockerfile: `# moved\n\n${moving}FROM python:latest\nUSER 1000\n`,
      'known.json': await folder.read('known.json'),
    });
    const { code, output } = await check(more, '--baseline', 'known.json', '--format', 'json');
    expect(code).toBe(1);
    const { findings } = JSON.parse(output) as { findings: readonly { message: string }[] };
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining('`python')]);
  });

  it('knows how many of the same there were', async () => {
    const twice = 'FROM node:latest AS a\nUSER 1000\nFROM node:latest AS b\nUSER 1000\n';
    const folder = await makeFolder({ Dockerfile: moving });
    await check(folder, '--write-baseline', 'known.json');
    const more = await makeFolder({
      Dockerfile: twice,
      'known.json': await folder.read('known.json'),
    });
    expect(await rulesTold(more, '--baseline', 'known.json')).toEqual(['image-latest-tag']);
  });

  it('is renewed for the files that are looked at, and keeps what it knows of others', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': moving, 'b/Dockerfile': moving });
    await check(folder, '--write-baseline', 'known.json');
    const words = ['--baseline', 'known.json', '--write-baseline', 'known.json'];
    const again = await command(['check', ...words, folder.file('a')], {
      folder: folder.path,
      root: folder.path,
    });
    expect(again.code).toBe(0);
    const { files } = JSON.parse(await folder.read('known.json')) as BaselineFile;
    expect(Object.keys(files)).toEqual(['a/Dockerfile', 'b/Dockerfile']);
  });

  it('holds no secret, not even as a hash of a line that has one', async () => {
    const secret = 'correct-horse-battery';
    const folder = await makeFolder({
      Dockerfile: `FROM scratch\nENV DB_PASSWORD=${secret}\n`,
    });
    await check(folder, '--write-baseline', 'one.json');
    const other = await makeFolder({ Dockerfile: `FROM scratch\nENV DB_PASSWORD=another-one\n` });
    await check(other, '--write-baseline', 'one.json');
    expect(await folder.read('one.json')).toContain('secret-in-env');
    expect(await other.read('one.json')).toBe(await folder.read('one.json'));
  });

  it.each([
    ['is not there', undefined, 'could not be read (ENOENT). --write-baseline makes one.'],
    ['is not JSON', '{', 'is not a baseline of Seaworthy.'],
    ['is something else', '{"version":1,"files":{"a":[1]}}', 'is not a baseline of Seaworthy.'],
  ])('that %s ends the command before it looks at anything', async (_, content, reason) => {
    const folder = await makeFolder({
      Dockerfile: moving,
      ...(content !== undefined && { 'known.json': content }),
    });
    const { code, output, errors } = await check(folder, '--baseline', 'known.json');
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(reason);
  });

  it('is read from one file and written to another', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': moving, 'b/Dockerfile': moving });
    await check(folder, '--write-baseline', 'old.json');
    const old = await folder.read('old.json');
    await writeFile(folder.file('a/Dockerfile'), 'FROM scratch\n');
    await check(folder, '--baseline', 'old.json', '--write-baseline', 'a/new.json');
    expect(await folder.read('old.json')).toBe(old);
    const { files } = JSON.parse(await folder.read('a/new.json')) as BaselineFile;
    expect(Object.keys(files)).toEqual(['../b/Dockerfile']);
    expect(await rulesTold(folder, '--baseline', 'a/new.json')).toEqual([]);
  });
});
