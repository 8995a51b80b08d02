import { createHash, randomUUID } from 'node:crypto';
import { lstat, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwn, makeOwnFolder, readOwn } from '../../disk/own-files.ts';
import { codeOf } from '../../text/error-code.ts';
import type { FactKind, RevocableFactStore } from './fact-store.ts';

export interface DiskCacheOptions<T> {
  /** The program's folder among the user's caches; made when something is to be kept. */
  readonly folder: string;
  readonly kind: FactKind<T>;
  /** How many entries there may be, and then some tens more until it is noticed; the oldest leave. */
  readonly maximalEntries?: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
  /** Gets one line when the folder cannot be used. */
  readonly log?: (line: string) => void;
}

const usualEntryBytes = 4_096;
const writesBetweenSweeps = 64;

/**
 * Keeps facts in files that only the user may read, one for each key, named by a hash of the key.
 *
 * One file for each entry, because several windows and command lines share the folder: nobody has to
 * lock it, to read what others wrote or to merge with it, and a broken file costs one entry. A file is
 * written beside its place and renamed into it, so that readers see the old one or the new one whole.
 * The form's version is part of the folder's name, so that versions of the program do not disturb each other.
 *
 * What it holds comes from the user's own questions and stays with the user: names, digests, media types
 * and times, of private images too, and where registries give tokens, but never a token or a password. What it
 * reads may nevertheless be anything: size, form and key are checked, and what is not sound is removed. As a
 * fresh entry can become a pin, its file must be the user's own and nobody else's to write.
 */
export function diskCache<T>({
  folder,
  kind,
  maximalEntries = 1_000,
  now = Date.now,
  log = () => undefined,
}: DiskCacheOptions<T>): RevocableFactStore<T> {
  const home = join(folder, `${kind.name}-${kind.version}`);
  const { maximalBytes = usualEntryBytes } = kind;
  let queue = Promise.resolve();
  let writes = 0;
  let hasComplained = false;

  function complain(reason: string): void {
    if (!hasComplained) log(`cache: ${home} cannot be used (${reason})`);
    hasComplained = true;
  }

  /** Does what changes the folder one at a time, so that a hundred answers at once leave Node's few threads to others. */
  function enqueue(change: () => Promise<void>): Promise<void> {
    queue = queue.then(change).catch((cause: unknown) => {
      complain(codeOf(cause));
    });
    return queue;
  }

  async function keep(key: string, text: string): Promise<void> {
    if (writes % writesBetweenSweeps === 0) {
      await makeOwnFolder(home);
      await sweep(home, maximalEntries, now());
    }
    const path = join(home, nameOf(key));
    await replaceFile(path, text).catch(async (cause: unknown) => {
      if (codeOf(cause) !== 'ENOENT') throw cause;
      // Whoever clears caches may do it at any time.
      await makeOwnFolder(home);
      await replaceFile(path, text);
    });
    writes++;
  }

  return {
    async read(key) {
      const path = join(home, nameOf(key));
      try {
        const value = kind.parse(valueFor(key, await readSmallFile(path, maximalBytes)));
        if (value === undefined) await rm(path, { force: true });
        return value;
      } catch (cause) {
        if (codeOf(cause) !== 'ENOENT') complain(codeOf(cause));
        return undefined;
      }
    },

    write(key, value) {
      const text = JSON.stringify({ key, value });
      if (Buffer.byteLength(text) > maximalBytes) return Promise.resolve();
      return enqueue(() => keep(key, text));
    },

    remove: (key) => enqueue(() => rm(join(home, nameOf(key)), { force: true })),
  };
}

const ownName = /^[0-9a-f]{64}\.json(?:\.[0-9a-f-]{36}\.tmp)?$/;

function nameOf(key: string): string {
  return `${createHash('sha256').update(key).digest('hex')}.json`;
}

/** The value in an entry's text; undefined when it is none, or one for another key. */
function valueFor(key: string, text: string | undefined): unknown {
  try {
    const entry: unknown = JSON.parse(text ?? 'null');
    if (typeof entry !== 'object' || entry === null) return undefined;
    const fields: Readonly<Record<string, unknown>> = { ...entry };
    return fields['key'] === key ? fields['value'] : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file of the user's own; undefined when it is larger than an entry, or anything but a file. */
async function readSmallFile(path: string, maximalBytes: number): Promise<string | undefined> {
  const file = await open(path, readOwn).catch((cause: unknown) => {
    if (['ELOOP', 'EMLINK', 'ENXIO'].includes(codeOf(cause))) return undefined;
    throw cause;
  });
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || !isOwn(stats) || stats.size > maximalBytes) return undefined;
    const buffer = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
}

/**
 * Removes the oldest entries, some more than must go so that it is not soon to be done again, and in time also
 * what a process left behind that was ended amid its work. A file from the future, written before the clock
 * was set back, counts as old as it is early.
 */
async function sweep(home: string, maximalEntries: number, now: number): Promise<void> {
  const names = (await readdir(home)).filter((name) => ownName.test(name));
  if (names.length <= maximalEntries) return;
  const files: { path: string; age: number }[] = [];
  for (const name of names) {
    const path = join(home, name);
    // Another window may have removed it.
    const stats = await lstat(path).catch(() => undefined);
    if (stats !== undefined) files.push({ path, age: Math.abs(now - stats.mtimeMs) });
  }
  const oldest = files.sort((a, b) => a.age - b.age).slice(Math.floor(maximalEntries * 0.9));
  for (const { path } of oldest) await rm(path, { force: true }).catch(() => undefined);
}
