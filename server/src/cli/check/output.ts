import { randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isAbsent } from '../../text/error-code.ts';
import { reasonOf, type FileProblem } from '../files.ts';
import type { CliPorts } from '../ports.ts';

/** Where a report goes. */
export interface Output {
  write(text: string): void;
  /** Puts a report for a file in its place, as one step. */
  close(): Promise<FileProblem | undefined>;
}

/** Standard output or, when it is named, a file: whoever reads that sees the whole report or none. */
export function openOutput(
  path: string | undefined,
  { folder, write }: Pick<CliPorts, 'folder' | 'write'>,
): Output {
  if (path === undefined) return { write, close: () => Promise.resolve(undefined) };
  const parts: string[] = [];
  return {
    write: (text) => void parts.push(text),
    close: () => writeReport(path, resolve(folder, path), parts.join('')),
  };
}

async function writeReport(
  path: string,
  target: string,
  text: string,
): Promise<FileProblem | undefined> {
  try {
    await (isReplaceable(target) ? replaceReport(target, text) : writeFile(target, text));
    return undefined;
  } catch (error) {
    const reason = isAbsent(error) ? 'there is no such folder' : reasonOf(path, error);
    return { path, sentence: `${path} could not be written: ${reason}.` };
  }
}

/** Whether a new file may take the place: what is there otherwise, as `/dev/stdout`, a pipe or a link, is written through. */
function isReplaceable(target: string): boolean {
  return lstatSync(target, { throwIfNoEntry: false })?.isFile() ?? true;
}

async function replaceReport(target: string, text: string): Promise<void> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
