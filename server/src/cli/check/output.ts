import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
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
    close: () => replaceReport(path, resolve(folder, path), parts.join('')),
  };
}

async function replaceReport(
  path: string,
  target: string,
  text: string,
): Promise<FileProblem | undefined> {
  const temporary = `${target}.${String(process.pid)}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, target);
    return undefined;
  } catch (error) {
    await rm(temporary, { force: true });
    return { path, sentence: `${path} could not be written: ${reasonOf(path, error)}.` };
  }
}
