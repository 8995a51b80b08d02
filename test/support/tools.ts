import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Stands in the titles of tests that are left out without a loss: what they need is not to be had everywhere. */
export const extraMark = '(extra, left out: needs ';

/** Those of the programs that are not in the PATH. */
export function missingTools(names: readonly string[]): readonly string[] {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return names.filter((name) => !directories.some((directory) => canRun(join(directory, name))));
}

/** Runs a program to its end and gives what it wrote to its standard output; rejects when it fails. */
export async function run(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const env = { ...process.env, ...environment };
  const options = { encoding: 'buffer', timeout: 30_000, env } as const;
  const { stdout } = await promisify(execFile)(program, parameters, options);
  return stdout;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
