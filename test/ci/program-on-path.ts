import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** What a script left behind. */
export interface ScriptEnding {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * Puts an `npx` into the folder that runs the program in place of a package, and keeps the names of the packages that it was
 * asked for in `npx.log`. Gives the PATH with it.
 */
export async function placeNpx(folder: string, program: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh
for word in "$@"; do
  case "$word" in --package=*) echo "\${word#--package=}" >> '${folder}/npx.log' ;; esac
done
while [ "$1" != seaworthy ]; do shift || exit 99; done
shift
exec '${process.execPath}' '${program}' "$@"
`;
  await writeFile(join(bin, 'npx'), script);
  await chmod(join(bin, 'npx'), 0o755);
  return `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
}

/** Runs a script to its end; `shell` is a program with the words that the system starts it with. */
export async function runScript(
  [shell, ...words]: readonly [string, ...string[]],
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ScriptEnding> {
  try {
    const options = { cwd, env: { ...env }, timeout: 50_000 };
    const { stdout, stderr } = await promisify(execFile)(shell, [...words, script], options);
    return { code: 0, output: stdout, errors: stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { code, output: stdout, errors: stderr };
  }
}
