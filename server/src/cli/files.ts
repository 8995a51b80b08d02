import { readFileSync, statSync } from 'node:fs';
import { access, constants, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { languageOfName } from '../analysis/languages.ts';
import type { Language } from '../model/document-model.ts';
import { codeOf } from '../text/error-code.ts';
import { fail, ok, type Result } from '../text/result.ts';

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

/** Bytes; a larger file is no Dockerfile or Compose file that anybody wrote, and would fill the memory. */
const maximalSize = 10_000_000;

/**
 * Reads a Dockerfile or Compose file. What it is follows from its name, unless another file names it, so that its
 * language is known.
 */
export async function readSource(
  path: string,
  language: Language | undefined = languageOfName(path),
): Promise<ReadFile> {
  if (language === undefined)
    return unreadable(path, 'its name is not that of a Dockerfile or a Compose file');
  const read = await readTextFile(path);
  return read.ok ? ok({ ...read.value, language }) : read;
}

/** Reads a file of any name. */
export function readTextFile(path: string): Promise<Result<TextFile, FileProblem>> {
  const read = readBytes(path);
  const decoded = read.ok ? decodeText(read.value) : read;
  return Promise.resolve(
    decoded.ok ? ok({ path, ...decoded.value }) : unreadable(path, decoded.error),
  );
}

/** All bytes of a file, or why not. At once: for thousands of small files, waiting takes longer than reading. */
function readBytes(path: string): Result<Uint8Array, string> {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return fail('it is a folder');
    if (!stats.isFile()) return fail('it is neither a file nor a folder');
    if (stats.size > maximalSize) return fail(tooLarge);
    return ok(readFileSync(path));
  } catch (error) {
    return fail(reasonOf(path, error));
  }
}

const tooLarge = `it is larger than ${String(maximalSize / 1_000_000)} MB`;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that bytes are as UTF-8, or why they are none: the end of a sentence that begins with the name of the file. */
export function decodeText(
  bytes: Uint8Array,
): Result<Pick<TextFile, 'text' | 'byteOrderMark'>, string> {
  if (bytes.length > maximalSize) return fail(tooLarge);
  if (isUtf16(bytes)) return fail('it is UTF-16 text; save it as UTF-8');
  try {
    const content = utf8.decode(bytes);
    const byteOrderMark = content.startsWith('\ufeff') ? '\ufeff' : '';
    return ok({ text: content.slice(byteOrderMark.length), byteOrderMark });
  } catch {
    return fail('it is not UTF-8 text');
  }
}

/** Whether bytes begin with the byte order mark of UTF-16 (RFC 2781, 3.2). */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/**
 * Puts a new text in a file's place as one step: whoever reads it sees the old or the new one. Keeps the
 * mode, and leaves the file alone when it is no longer what was read, or is not to be written.
 */
export async function replaceFile(
  { path, text, byteOrderMark }: TextFile,
  newText: string,
): Promise<FileProblem | undefined> {
  try {
    const target = await realpath(path);
    const read = await readTextFile(target);
    const isSame = read.ok && read.value.byteOrderMark + read.value.text === byteOrderMark + text;
    if (!isSame) return changedMeanwhile(path);
    if (await isReadOnly(target)) return unwritten(path, 'it is read-only');
    await replaceText(target, byteOrderMark + newText);
    return undefined;
  } catch (error) {
    return unwritten(path, reasonOf(path, error));
  }
}

/** Makes a file that is not there yet; one that has come meanwhile is left alone. */
export async function createFile(path: string, text: string): Promise<FileProblem | undefined> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return undefined;
  } catch (error) {
    return codeOf(error) === 'EEXIST'
      ? changedMeanwhile(path)
      : unwritten(path, reasonOf(path, error));
  }
}

/** A file can be replaced wherever its folder can be written, so what it says itself must be asked for. */
async function isReadOnly(path: string): Promise<boolean> {
  const anyoneWrites = 0o222;
  if (((await stat(path)).mode & anyoneWrites) === 0) return true;
  return access(path, constants.W_OK).then(
    () => false,
    () => true,
  );
}

async function replaceText(target: string, text: string): Promise<void> {
  const { mode } = await stat(target);
  // Who searches the folder meanwhile takes no file of this name for a Dockerfile.
  const temporary = join(dirname(target), `.${basename(target)}.${String(process.pid)}.tmp`);
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

/** A path that could not be written, with the reason as the end of a sentence. */
export function unwritten(path: string, reason: string): FileProblem {
  return { path, sentence: `${path} could not be written: ${reason}.` };
}

/** A path that could not be read, with the reason as the end of a sentence. */
export function unreadable(path: string, reason: string): Result<never, FileProblem> {
  return fail({ path, sentence: `${path} could not be read: ${reason}.` });
}

/** What the system says of a path, for people. */
export function reasonOf(path: string, error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      // Node gives this character for bytes that are no UTF-8, and then does not find the file itself.
      return path.includes('\ufffd') ? 'its name is not UTF-8' : 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ELOOP':
      return 'its links lead round in a circle';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
