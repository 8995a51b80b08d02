import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

/** How a command ended, and what it wrote. */
export interface Ending {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export function requirePackaged(): void {
  if (!existsSync(program)) throw new Error('there is no dist/cli.cjs: npm run build');
}

/** Runs the packaged command line in a folder, with this environment and nothing of the test's own but PATH. */
export async function seaworthy(
  cwd: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ending> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const options = { cwd, env, timeout: 100_000 };
  try {
    const all = [program, ...words];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, all, options);
    return { code: 0, output: stdout, errors: stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { code, output: stdout, errors: stderr };
  }
}
