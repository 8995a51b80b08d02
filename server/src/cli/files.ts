import { open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { languageOfName } from '../analysis/languages.ts';
import type { Language } from '../model/document-model.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { isForeignFolder } from '../workspace/discovery.ts';

export interface TextFile {
  /** As the person wrote it, or below the folder that was named. */
  readonly path: string;
  /** Without the byte order mark, as editors see a text too: positions do not count it. */
  readonly text: string;
  /** U+FEFF or nothing; what is written has it again. */
  readonly byteOrderMark: string;
}

export interface SourceFile extends TextFile {
  readonly language: Language;
}

/** A path that could not be looked at, with a sentence that says why. */
export interface FileProblem {
  readonly path: string;
  readonly sentence: string;
}

export type ReadFile = Result<SourceFile, FileProblem>;

/**
 * Reads the files that are named, and those below named folders whose name says what they are; each once,
 * in a stable order. Links are followed when they are named, not when they are found in a folder.
 */
export async function* readSources(paths: readonly string[]): AsyncGenerator<ReadFile> {
  const seen = new Set<string>();
  for (const path of paths.length === 0 ? ['.'] : paths)
    for await (const read of readPath(path)) {
      const place = resolve(read.ok ? read.value.path : read.error.path);
      if (!seen.has(place)) yield read;
      seen.add(place);
    }
}

async function* readPath(path: string): AsyncGenerator<ReadFile> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) yield* readFolder(path);
    else if (found.isFile()) yield await readSource(path);
    else yield problem(path, 'it is neither a file nor a folder');
  } catch (error) {
    yield problem(path, reasonOf(error));
  }
}

async function* readFolder(folder: string): AsyncGenerator<ReadFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isForeignFolder(entry.name)) {
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

/** Reads a file that another one names, so that its language is known whatever its name. */
export async function readSource(
  path: string,
  language: Language | undefined = languageOfName(path),
): Promise<ReadFile> {
  if (language === undefined)
    return problem(path, 'its name is not that of a Dockerfile or a Compose file');
  const read = await readTextFile(path);
  return read.ok ? ok({ ...read.value, language }) : read;
}

/** Reads a file of any name. */
export async function readTextFile(path: string): Promise<Result<TextFile, FileProblem>> {
  try {
    const content = await readText(path);
    const byteOrderMark = content.startsWith('\ufeff') ? '\ufeff' : '';
    return ok({ path, text: content.slice(byteOrderMark.length), byteOrderMark });
  } catch (error) {
    return problem(path, error instanceof TypeError ? 'it is not UTF-8 text' : reasonOf(error));
  }
}

/** All characters of a file, the byte order mark too; a `TypeError` says that it is not UTF-8. */
async function readText(path: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

/**
 * Puts a new text in a file's place as one step: whoever reads it sees the old or the new one. Keeps the
 * mode, and leaves the file alone when it is no longer what was read.
 */
export async function replaceFile(
  { path, text, byteOrderMark }: TextFile,
  newText: string,
): Promise<FileProblem | undefined> {
  try {
    const target = await realpath(path);
    if ((await readText(target)) !== byteOrderMark + text) return changedMeanwhile(path);
    await replaceText(target, byteOrderMark + newText);
    return undefined;
  } catch (error) {
    return unwritten(path, reasonOf(error));
  }
}

async function replaceText(target: string, text: string): Promise<void> {
  const { mode } = await stat(target);
  const temporary = `${target}.${String(process.pid)}.tmp`;
  const file = await open(temporary, 'wx', mode);
  try {
    try {
      await file.writeFile(text);
      // The mode that a file is opened with is narrowed by the umask.
      await file.chmod(mode);
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A file is not what it was when its images were looked for. */
export function changedMeanwhile(path: string): FileProblem {
  return unwritten(path, 'it changed in the meantime; run the command again');
}

function unwritten(path: string, reason: string): FileProblem {
  return { path, sentence: `${path} could not be written: ${reason}.` };
}

function problem(path: string, reason: string): Result<never, FileProblem> {
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
