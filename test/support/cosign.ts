import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missingTools } from './tools.ts';

/** Where the built program is, or why there is none. */
export type CosignProgram = { readonly path: string } | { readonly missing: string };

const version = 'v3.1.3';
const folder = fileURLToPath(new URL(`../../.tools/cosign-${version}/`, import.meta.url));
const buildTimeout = 600_000;

/** Builds cosign from its Go module unless that was done before; it takes some minutes, and a download the first time. */
export function provideCosign(): CosignProgram {
  const path = join(folder, 'cosign');
  if (existsSync(path)) return { path };
  if (missingTools(['go']).length > 0) return { missing: 'Go' };
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(
    'go',
    ['install', `github.com/sigstore/cosign/v3/cmd/cosign@${version}`],
    {
      stdio: 'ignore',
      timeout: buildTimeout,
      env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder, GOTOOLCHAIN: 'local' },
    },
  );
  return status === 0 ? { path } : { missing: `a Go that builds cosign ${version}` };
}

/** What cosign said, and whether it succeeded. */
export interface CosignRun {
  readonly isGood: boolean;
  readonly output: string;
}

/** Runs cosign with a folder of its own in place of the person's, and a password for keys that is no secret. */
export async function runCosign(
  program: string,
  home: string,
  args: readonly string[],
): Promise<CosignRun> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    COSIGN_PASSWORD: 'test',
    COSIGN_EXPERIMENTAL: '1',
  };
  try {
    const ran = await promisify(execFile)(program, args, { env, cwd: home, timeout: 60_000 });
    return { isGood: true, output: `${ran.stdout}${ran.stderr}` };
  } catch (error) {
    return { isGood: false, output: String(error) };
  }
}
