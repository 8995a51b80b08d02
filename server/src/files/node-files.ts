import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { looksLikeSecretFile } from '../rules/secret-files.ts';
import { isForeignFolder } from '../workspace/discovery.ts';
import type { FileSystem, PromptFiles } from '../workspace/workspace.ts';
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
    return folder === undefined ? undefined : findSecretFiles(folder);
  },
  async findDocuments(folderUri, limit) {
    const folder = pathOfFile(folderUri);
    return folder === undefined ? { uris: [], isPartial: false } : findDocuments(folder, limit);
  },
};

const filesNow: PromptFiles = {
  read(uri) {
    const path = pathOfFile(uri);
    return path === undefined ? undefined : readNow(path);
  },
  secretFiles(folderUri) {
    const folder = pathOfFile(folderUri);
    return folder === undefined ? undefined : findSecretFilesNow(folder);
  },
};

/**
 * The same, read at once: for thousands of small files, waiting takes several times longer than reading. For programs
 * that have nobody to answer meanwhile.
 */
export const promptNodeFiles: FileSystem = {
  ...nodeFiles,
  read: (uri) => Promise.resolve(filesNow.read(uri)),
  secretFiles: (folderUri) => Promise.resolve(filesNow.secretFiles(folderUri)),
  now: filesNow,
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

async function findSecretFiles(root: string): Promise<readonly string[]> {
  const search = searchSecretFiles();
  let step = search.next();
  while (step.done !== true) {
    const folder = join(root, step.value);
    step = search.next(await readdir(folder, { withFileTypes: true }).catch(() => []));
  }
  return step.value;
}

function findSecretFilesNow(root: string): readonly string[] {
  const search = searchSecretFiles();
  let step = search.next();
  while (step.done !== true) step = search.next(entriesNow(join(root, step.value)));
  return step.value;
}

function entriesNow(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Asks for the entries of one folder after the other, by their paths below the first, and ends with the files. */
function* searchSecretFiles(): Generator<string, readonly string[], readonly Dirent[]> {
  const found: string[] = [];
  let folders = [''];
  let entriesLeft = maximalEntries;
  for (let depth = 0; depth < maximalDepth && entriesLeft > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders) {
      const entries = yield folder;
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
