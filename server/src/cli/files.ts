import { chmod, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOfName } from '../analysis/languages.ts';
import type { Source } from '../analysis/report.ts';
import { fail, ok, type Result } from '../text/result.ts';

export interface SourceFile {
  /** As the person wrote it, or below the folder that was named. */
  readonly path: string;
  readonly source: Source;
}

/** A path that could not be looked at, with a sentence that says why. */
export interface FileProblem {
  readonly path: string;
  readonly sentence: string;
}

export type ReadFile = Result<SourceFile, FileProblem>;

const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** Reads the files that are named, and those below named folders whose name says what they are; in a stable order. */
export async function* readSources(paths: readonly string[]): AsyncGenerator<ReadFile> {
  for (const path of paths.length === 0 ? ['.'] : paths) {
    try {
      const isFolder = (await stat(path)).isDirectory();
      if (isFolder) yield* readFolder(path);
      else yield await readSource(path);
    } catch (error) {
      yield problem(path, reasonOf(error));
    }
  }
}

async function* readFolder(folder: string): AsyncGenerator<ReadFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) {
      try {
        yield* readFolder(path);
      } catch (error) {
        yield problem(path, reasonOf(error));
      }
    } else if (entry.isFile() && languageOfName(entry.name) !== undefined) {
      yield await readSource(path);
    }
  }
}

async function readSource(path: string): Promise<ReadFile> {
  const language = languageOfName(path);
  if (language === undefined)
    return problem(path, 'its name is not that of a Dockerfile or a Compose file');
  try {
    const bytes = await readFile(path);
    // The byte order mark stays, so that offsets and a later write keep every byte.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return ok({ path, source: { text, language } });
  } catch (error) {
    return problem(path, error instanceof TypeError ? 'it is not UTF-8 text' : reasonOf(error));
  }
}

/** Puts a new text in a file's place as one step: whoever reads it sees the old or the new one. Keeps the mode. */
export async function replaceFile(path: string, text: string): Promise<FileProblem | undefined> {
  let temporary = '';
  try {
    const target = await realpath(path);
    const { mode } = await stat(target);
    temporary = `${target}.${String(process.pid)}.tmp`;
    await writeFile(temporary, text, { flag: 'wx', mode });
    await chmod(temporary, mode);
    await rename(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== '') await rm(temporary, { force: true });
    return { path, sentence: `${path} could not be written: ${reasonOf(error)}.` };
  }
}

function problem(path: string, reason: string): ReadFile {
  return fail({ path, sentence: `${path} could not be read: ${reason}.` });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
