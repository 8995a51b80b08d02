import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isOwn, makeOwnFolderNow, readOwn } from '../../disk/own-files.ts';

/** The first line; the form of the others is `key day checksum value`. */
const form = 'seaworthy-results 1\n';
const lineHead = /^([\w-]{32}) (\d{1,6}) ([0-9a-f]{1,8}) /;
const longestHead = 32 + 6 + 8 + 3;

/** Bytes; a file beyond it is begun anew, as it is read as a whole. */
const maximalSize = 64_000_000;
const maximalEntries = 50_000;
/** Days for which an entry is kept that nobody needs. */
const maximalAge = 30;
/** Bytes that are collected before they are written. */
const chunkSize = 250_000;

/** Where an entry is among the bytes of a file. */
interface Entry {
  readonly valueStart: number;
  readonly end: number;
  /** Days since 1970-01-01 UTC, when it was last of use. */
  readonly day: number;
  readonly checksum: number;
}

/** What a file holds, by key. Values are looked at one by one, as most runs need few of many. */
export interface StoredResults {
  readonly bytes: Buffer;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Reads a file of results. One that is not there, is not this user's alone, or is damaged, holds nothing, or what is whole of it. */
export function readResults(path: string): StoredResults {
  const bytes = readOwnFile(path) ?? Buffer.alloc(0);
  const entries = new Map<string, Entry>();
  if (bytes.toString('latin1', 0, form.length) !== form) return { bytes, entries };
  for (let start = form.length; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) break;
    const head = lineHead.exec(bytes.toString('latin1', start, Math.min(end, start + longestHead)));
    const [written, key, day, checksum] = head ?? [];
    if (written !== undefined && key !== undefined)
      entries.set(key, {
        valueStart: start + written.length,
        end,
        day: Number(day),
        checksum: parseInt(checksum ?? '', 16),
      });
    start = end + 1;
  }
  return { bytes, entries };
}

/** The JSON text of an entry; undefined when there is none, or when it is not what was written. */
export function valueOf({ bytes, entries }: StoredResults, key: string): string | undefined {
  const entry = entries.get(key);
  if (entry === undefined) return undefined;
  const value = bytes.subarray(entry.valueStart, entry.end);
  return crc32(value) === entry.checksum ? value.toString('utf8') : undefined;
}

/** Whether entries that were of use are still said to have been so on an earlier day, so that writing them anew keeps them. */
export function isOutdated(
  { entries }: StoredResults,
  used: Iterable<string>,
  today: number,
): boolean {
  for (const key of used) if (entries.get(key)?.day !== today) return true;
  return false;
}

/**
 * Writes a file of results beside its place and renames it into it at the end, so that whoever reads sees the old one or
 * the new one whole. What two processes write at once costs one of them its entries, and nothing else. Throws what the
 * system says.
 */
export class ResultWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #today: number;
  readonly #written = new Set<string>();
  #file: number | undefined;
  #chunks: Uint8Array[] = [Buffer.from(form)];
  #chunkSize = 0;
  #size = form.length;

  /** `today` is in days since 1970-01-01 UTC. */
  constructor(path: string, today: number) {
    makeOwnFolderNow(dirname(path));
    this.#path = path;
    this.#temporary = `${path}.${randomUUID()}.tmp`;
    this.#today = today;
    this.#file = openSync(this.#temporary, 'wx', 0o600);
  }

  /** Adds an entry, unless there are enough. */
  add(key: string, value: string): void {
    this.#write(key, this.#today, crc32(value), Buffer.from(`${value}\n`));
  }

  /** Takes over what is still of use of an earlier file, and puts the new one in its place. */
  finish({ bytes, entries }: StoredResults, used: ReadonlySet<string>): void {
    const young = [...entries].filter(([, { day }]) => this.#today - day <= maximalAge);
    // What was of use today comes first, as there may not be room for all.
    const ordered = [
      ...young.filter(([key]) => used.has(key)),
      ...young.filter(([key]) => !used.has(key)),
    ];
    try {
      for (const [key, { valueStart, end, day, checksum }] of ordered) {
        const lastDay = used.has(key) ? this.#today : day;
        this.#write(key, lastDay, checksum, bytes.subarray(valueStart, end + 1));
      }
      this.#flush();
      this.#close();
      renameSync(this.#temporary, this.#path);
    } finally {
      this.discard();
    }
    sweep(dirname(this.#path), this.#today);
  }

  /** Leaves everything as it was, unless it is finished. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  /** Adds a line, whose value ends it, unless the key is written or there is no room for it. */
  #write(key: string, day: number, checksum: number, value: Uint8Array): void {
    const head = Buffer.from(`${key} ${String(day)} ${checksum.toString(16)} `);
    const length = head.length + value.length;
    const isFull = this.#written.size >= maximalEntries || this.#size + length > maximalSize;
    if (isFull || this.#written.has(key)) return;
    this.#written.add(key);
    this.#size += length;
    this.#chunkSize += length;
    this.#chunks.push(head, value);
    if (this.#chunkSize > chunkSize) this.#flush();
  }

  #flush(): void {
    if (this.#file !== undefined) writeSync(this.#file, Buffer.concat(this.#chunks));
    this.#chunks = [];
    this.#chunkSize = 0;
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

const ownName = /^results-[\w-]+(?:\.[\da-f-]{36}\.tmp)?$/;

/** Removes the results of folders that nobody has checked for long, and what processes left that were ended amid their work. */
function sweep(folder: string, today: number): void {
  for (const name of readdirSync(folder).filter((name) => ownName.test(name))) {
    const path = join(folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const age = today - dayOf(stats.mtimeMs);
    if (age > (name.endsWith('.tmp') ? 1 : maximalAge)) rmSync(path, { force: true });
  }
}

/** Days since 1970-01-01 UTC of a time in milliseconds. */
export function dayOf(time: number): number {
  return Math.floor(time / 86_400_000);
}

function readOwnFile(path: string): Buffer | undefined {
  try {
    const file = openSync(path, readOwn);
    try {
      const stats = fstatSync(file);
      const isSound = stats.isFile() && isOwn(stats) && stats.size <= maximalSize;
      return isSound ? readFileSync(file) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
