import { lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFile, readTextFile, reasonOf, replaceFile, type FileProblem } from './files.ts';

/** What became of a file that was to be written. */
export type Written =
  | { readonly kind: 'created' | 'replaced' | 'kept' }
  | { readonly kind: 'failed'; readonly problem: FileProblem };

/** Whether something of that name is there, be it a link that leads nowhere. */
export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Writes a file, with its folders; one that is there is replaced only when that is wanted. */
export async function writeNew(path: string, text: string, isForced: boolean): Promise<Written> {
  if (!(await isThere(path))) return outcome('created', await create(path, text));
  if (!isForced) return { kind: 'kept' };
  const read = await readTextFile(path);
  return read.ok
    ? outcome('replaced', await replaceFile(read.value, text))
    : { kind: 'failed', problem: read.error };
}

async function create(path: string, text: string): Promise<FileProblem | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    return { path, sentence: `${path} could not be written: ${reasonOf(path, error)}.` };
  }
  return createFile(path, text);
}

function outcome(kind: 'created' | 'replaced', problem: FileProblem | undefined): Written {
  return problem === undefined ? { kind } : { kind: 'failed', problem };
}
