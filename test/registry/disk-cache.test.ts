import { execFileSync } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestFacts } from '../../server/src/registry/cache/digest-facts.ts';
import { diskCache, type DiskCacheOptions } from '../../server/src/registry/cache/disk-cache.ts';
import type { ResolvedDigest } from '../../server/src/registry/digest-resolver.ts';
import { indexDigest, indexType } from '../support/fake-registry.ts';

const key = 'docker.io/library/python:3.8';
const fact: ResolvedDigest = { digest: indexDigest, mediaType: indexType, resolvedAt: 1_000 };

/** A store in a folder of its own that does not exist yet, and what it logs. */
async function setUp(options: Partial<DiskCacheOptions<ResolvedDigest>> = {}) {
  const parent = await mkdtemp(join(tmpdir(), 'seaworthy-cache-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'caches', 'seaworthy');
  const lines: string[] = [];
  const open = (more: Partial<DiskCacheOptions<ResolvedDigest>> = {}) =>
    diskCache({
      folder,
      kind: digestFacts,
      log: (line) => lines.push(line),
      ...options,
      ...more,
    });
  const home = join(folder, 'digests-1');
  const files = () => readdir(home);

  /** Has the entry written, and gives the path of its file. */
  async function entry(): Promise<string> {
    await open().write(key, fact);
    return join(home, (await files())[0] ?? '');
  }
  return { parent, folder, home, open, files, entry, lines };
}

describe('the disk cache', () => {
  it('keeps a fact for the next run', async () => {
    const { open } = await setUp();
    await open().write(key, fact);
    expect(await open().read(key)).toEqual(fact);
    expect(await open().read('docker.io/library/python:3.9')).toBeUndefined();
  });

  it('keeps the last of several', async () => {
    const { open, files } = await setUp();
    const store = open();
    await Promise.all([1, 2, 3].map((resolvedAt) => store.write(key, { ...fact, resolvedAt })));
    expect(await store.read(key)).toEqual({ ...fact, resolvedAt: 3 });
    expect(await files()).toHaveLength(1);
  });

  it('lets only the user read it, and tells nothing by its names', async () => {
    const { entry, home, files } = await setUp();
    const path = await entry();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await files()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)]);
  });

  it('writes the key and the fact, and nothing else', async () => {
    const { entry } = await setUp();
    expect(JSON.parse(await readFile(await entry(), 'utf8'))).toEqual({ key, value: fact });
  });

  it('does nothing on the disk until there is something to keep', async () => {
    const { open, parent, lines } = await setUp();
    expect(await open().read(key)).toBeUndefined();
    expect(await readdir(parent)).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('leaves the facts of another version alone', async () => {
    const { open, folder } = await setUp();
    const next = { ...digestFacts, version: 2 };
    await open({ kind: next }).write(key, fact);
    expect(await open().read(key)).toBeUndefined();
    await open().write(key, { ...fact, resolvedAt: 5 });
    expect(await open({ kind: next }).read(key)).toEqual(fact);
    expect(await readdir(folder)).toEqual(['digests-1', 'digests-2']);
  });
});

describe('whoever clears the cache', () => {
  it('loses what was there, and nothing that comes later', async () => {
    const { open, folder } = await setUp();
    const store = open();
    await store.write(key, fact);
    await rm(folder, { recursive: true });
    expect(await store.read(key)).toBeUndefined();
    await store.write(key, fact);
    expect(await store.read(key)).toEqual(fact);
  });
});

describe('two windows', () => {
  it('keep all that both of them write at the same time', async () => {
    const { open, files } = await setUp();
    const windows = [open(), open()];
    const keys = Array.from({ length: 60 }, (_, index) => `ghcr.io/a/b:${index}`);
    await Promise.all(keys.flatMap((each) => windows.map((window) => window.write(each, fact))));
    expect(await Promise.all(keys.map((each) => open().read(each)))).toEqual(keys.map(() => fact));
    expect(await files()).toHaveLength(keys.length);
  });

  it('see an entry whole, whenever they read it', async () => {
    const { open } = await setUp();
    const [writer, reader] = [open(), open()];
    await writer.write(key, fact);
    const writes = Array.from({ length: 100 }, (_, resolvedAt) =>
      writer.write(key, { ...fact, resolvedAt }),
    );
    for (let read = 0; read < 100; read++)
      expect(await reader.read(key)).toMatchObject({ digest: indexDigest });
    await Promise.all(writes);
  });
});

describe('a broken or hostile entry', () => {
  const foreign = (value: object): string => JSON.stringify({ key, value: { ...fact, ...value } });

  it.each([
    ['empty', ''],
    ['truncated', '{"key":"docker.io/library/pyth'],
    ['no JSON', '\0\0\0\0'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['nested deeply', '['.repeat(4_000)],
    ['too large', foreign({ padding: 'x'.repeat(5_000) })],
    ['of another key', JSON.stringify({ key: 'ghcr.io/a/b:1', value: fact })],
    ['without a value', JSON.stringify({ key })],
    ['a digest of another length', foreign({ digest: 'sha256:abc' })],
    ['a digest with a line in it', foreign({ digest: `${indexDigest}\nRUN evil` })],
    ['a digest that is no text', foreign({ digest: [indexDigest] })],
    ['a media type of its own', foreign({ mediaType: 'text/html' })],
    ['no time', foreign({ resolvedAt: null })],
    ['a time that is text', foreign({ resolvedAt: '1000' })],
    ['a time beyond all numbers', foreign({ resolvedAt: 1e300 })],
  ])('that is %s is as if absent, and removed', async (_, text) => {
    const { entry, open, files, lines } = await setUp();
    await writeFile(await entry(), text);
    expect(await open().read(key)).toBeUndefined();
    expect(await files()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('gives nothing but what was checked', async () => {
    const { entry, open } = await setUp();
    await writeFile(
      await entry(),
      foreign({ resolvedAt: 7, command: 'evil', __proto__: { a: 1 } }),
    );
    expect(await open().read(key)).toEqual({ ...fact, resolvedAt: 7 });
  });

  it('never makes a read fail, whatever its bytes', async () => {
    const { entry, open } = await setUp();
    const path = await entry();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json()), async (bytes) => {
        await writeFile(path, bytes);
        expect(await open().read(key)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it('that is a link is not followed', async () => {
    const { entry, open, parent } = await setUp();
    const path = await entry();
    const target = join(parent, 'target');
    await copyFile(path, target);
    await rm(path);
    await symlink(target, path);
    expect(await open().read(key)).toBeUndefined();
    await open().write(key, { ...fact, resolvedAt: 2 });
    expect(await open().read(key)).toEqual({ ...fact, resolvedAt: 2 });
    expect(JSON.parse(await readFile(target, 'utf8'))).toEqual({ key, value: fact });
  });

  it('that is a named pipe holds nobody up', async () => {
    const { entry, open, files } = await setUp();
    const path = await entry();
    await rm(path);
    execFileSync('mkfifo', [path]);
    expect(await open().read(key)).toBeUndefined();
    expect(await files()).toEqual([]);
  });

  it('that others may write is not believed', async () => {
    const { entry, open } = await setUp();
    await chmod(await entry(), 0o666);
    expect(await open().read(key)).toBeUndefined();
  });

  it('that is a folder costs only itself', async () => {
    const { entry, open } = await setUp();
    const path = await entry();
    await rm(path);
    await mkdir(path);
    expect(await open().read(key)).toBeUndefined();
    await open().write(key, fact);
    await open().write('ghcr.io/a/b:1', fact);
    expect(await open().read('ghcr.io/a/b:1')).toEqual(fact);
  });
});

describe('a folder that cannot be used', () => {
  it('costs the cache alone, and is told once', async () => {
    const { open, folder, parent, lines } = await setUp();
    await mkdir(join(parent, 'caches'));
    await writeFile(folder, 'a file where the folder should be');
    const store = open();
    for (let time = 0; time < 3; time++) {
      await store.write(key, fact);
      expect(await store.read(key)).toBeUndefined();
    }
    expect(lines).toEqual([expect.stringMatching(/^cache: .*digests-1 cannot be used \(E\w+\)$/)]);
  });

  it('is one that does not take a file: nothing is left of the attempt', async () => {
    const { entry, open, files, lines } = await setUp();
    const path = await entry();
    await rm(path);
    // Renaming a file onto a folder fails after the file was written, as a full disk makes it fail.
    await mkdir(path);
    await open().write(key, fact);
    expect(await files()).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  it('is one that others may write to: nothing more is kept there', async () => {
    const { entry, home, open, files, lines } = await setUp();
    await entry();
    await chmod(home, 0o777);
    await open().write('ghcr.io/a/b:1', fact);
    expect(await files()).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/cannot be used \(not its own\)$/)]);
  });

  it('is a link to another place', async () => {
    const { folder, home, open, parent, lines } = await setUp();
    const elsewhere = join(parent, 'elsewhere');
    await mkdir(elsewhere, { mode: 0o700 });
    await mkdir(folder, { recursive: true });
    await symlink(elsewhere, home);
    await open().write(key, fact);
    expect(await readdir(elsewhere)).toEqual([]);
    expect(lines).toHaveLength(1);
  });
});

describe('the limit of entries', () => {
  const keys = Array.from({ length: 20 }, (_, index) => `ghcr.io/team/app:${index}`);

  /** Twenty entries, each a second older than the one before. */
  async function fill() {
    const { open, files, home } = await setUp();
    const now = Date.now();
    const paths: string[] = [];
    for (const [index, key] of keys.entries()) {
      await open().write(key, fact);
      const added = (await files()).find((name) => !paths.includes(join(home, name))) ?? '';
      const time = (now - (index + 1) * 1_000) / 1_000;
      paths.push(join(home, added));
      await utimes(join(home, added), time, time);
    }
    const left = async (): Promise<readonly string[]> => {
      const facts = await Promise.all(keys.map((key) => open().read(key)));
      return keys.filter((_, index) => facts[index] !== undefined);
    };
    return { open, files, home, left, now, paths };
  }

  it('is kept by removing the oldest, some more than must go', async () => {
    const { open, left } = await fill();
    await open({ maximalEntries: 10 }).write(key, fact);
    expect(await left()).toEqual(keys.slice(0, 9));
    expect(await open().read(key)).toEqual(fact);
  });

  it('does not let entries from the future keep out new ones', async () => {
    const { open, left, now, paths } = await fill();
    const future = (now + 60 * 60_000) / 1_000;
    for (const path of paths.slice(0, 10)) await utimes(path, future, future);
    await open({ maximalEntries: 10 }).write(key, fact);
    expect(await left()).toEqual(keys.slice(10, 19));
  });

  it('counts what an ended process left behind, and nothing that is not of the cache', async () => {
    const { open, home, files, now, paths } = await fill();
    const old = (now - 60 * 60_000) / 1_000;
    const half = `${paths[0] ?? ''}.01234567-89ab-cdef-0123-456789abcdef.tmp`;
    const foreign = join(home, 'notes.txt');
    for (const path of [half, foreign]) {
      await writeFile(path, 'half an ent');
      await utimes(path, old, old);
    }
    await open({ maximalEntries: 20 }).write(key, fact);
    expect(await files()).toContain('notes.txt');
    expect(await files()).not.toContain(basename(half));
  });

  it('holds while a process goes on, with some entries more in between', async () => {
    const { open, files } = await setUp({ maximalEntries: 10 });
    const store = open();
    for (let tag = 0; tag < 300; tag++) await store.write(`ghcr.io/a/b:${tag}`, fact);
    expect((await files()).length).toBeLessThanOrEqual(10 + 64);
  });
});
