import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { looksLikeSecretFile } from '../rules/secret-files.ts';
import { isForeignFolder } from '../workspace/discovery.ts';
import type { FileSystem } from '../workspace/workspace.ts';
import { findDocuments } from './find-documents.ts';

/** Bytes; a file beyond this is none of those that documents are read together with. */
const maximalSize = 2_000_000;
const maximalDepth = 6;
const maximalEntries = 20_000;

/** The files of this machine. Nothing here throws: what cannot be read is not there. */
export const nodeFiles: FileSystem = {
  async read(uri) {
    const path = pathOfFile(uri);
    if (path === undefined) return undefined;
    try {
      const { size } = await stat(path);
      return size > maximalSize ? undefined : withoutMark(await readFile(path, 'utf8'));
    } catch {
      return undefined;
    }
  },
  async secretFiles(folderUri) {
    const folder = pathOfFile(folderUri);
    const list = (path: string): Promise<Dirent[]> => readdir(path, { withFileTypes: true });
    return folder === undefined ? undefined : findSecretFiles(folder, list);
  },
  async findDocuments(folderUri, limit) {
    const folder = pathOfFile(folderUri);
    return folder === undefined ? { uris: [], isPartial: false } : findDocuments(folder, limit);
  },
};

/**
 * The same, read at once: for thousands of small files, waiting takes several times longer than reading. For programs
 * that have nobody to answer meanwhile.
 */
export const promptNodeFiles: FileSystem = {
  ...nodeFiles,
  read(uri) {
    const path = pathOfFile(uri);
    return Promise.resolve(path === undefined ? undefined : readNow(path));
  },
  async secretFiles(folderUri) {
    const folder = pathOfFile(folderUri);
    const list = (path: string): Dirent[] => readdirSync(path, { withFileTypes: true });
    return folder === undefined ? undefined : findSecretFiles(folder, list);
  },
};

function readNow(path: string): string | undefined {
  try {
    // Most of what is asked for is not there, and this says so soonest.
    if (!existsSync(path)) return undefined;
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > maximalSize) return undefined;
    return withoutMark(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

async function findSecretFiles(
  root: string,
  list: (folder: string) => Dirent[] | Promise<Dirent[]>,
): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = [''];
  let entriesLeft = maximalEntries;
  for (let depth = 0; depth < maximalDepth && entriesLeft > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders) {
      const entries = await entriesOf(join(root, folder), list);
      entriesLeft -= entries.length;
      if (entriesLeft <= 0) break;
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !isForeignFolder(entry.name)) deeper.push(path);
        else if (entry.isFile() && looksLikeSecretFile(path)) found.push(path);
      }
    }
    folders = deeper;
  }
  return found.sort();
}

async function entriesOf(
  folder: string,
  list: (folder: string) => Dirent[] | Promise<Dirent[]>,
): Promise<readonly Dirent[]> {
  try {
    return await list(folder);
  } catch {
    return [];
  }
}

function pathOfFile(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The folder upwards that holds `.git`; the folder itself when there is none. */
export function repositoryRoot(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) return current;
    if (dirname(current) === current) return folder;
  }
}
