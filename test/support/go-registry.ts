import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from './programs.ts';
import { missingTools } from './tools.ts';

/** A second real registry, built from the Go module of go-containerregistry: with referrers and warnings. */
export interface GoRegistry {
  /** Without a `/` at the end. */
  readonly url: string;
  readonly host: string;
  close(): Promise<void>;
}

/** Where the built program is, or why there is none. */
export type GoRegistryProgram = { readonly path: string } | { readonly missing: string };

const source = fileURLToPath(new URL('go-registry/', import.meta.url));
const folder = fileURLToPath(new URL('../../.tools/go-registry/', import.meta.url));
const sourceFiles = ['main.go', 'go.mod', 'go.sum'];
const buildTimeout = 300_000;

/** Builds the registry unless that was done before; it takes some seconds, and a download the first time. */
export function provideGoRegistry(): GoRegistryProgram {
  const path = join(folder, 'registry');
  if (isBuilt(path)) return { path };
  if (missingTools(['go']).length > 0) return { missing: 'Go' };
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('go', ['build', '-o', path, '.'], {
    cwd: source,
    stdio: 'ignore',
    timeout: buildTimeout,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  });
  return status === 0 ? { path } : { missing: 'Go 1.24 and its modules' };
}

export async function startGoRegistry(path: string): Promise<GoRegistry> {
  const registry = await startProgram(path, [], { ready: /listening on (127\.0\.0\.1:\d+)/ });
  const host = registry.ready[1] ?? '';
  return { url: `http://${host}`, host, close: () => registry.stop() };
}

function isBuilt(path: string): boolean {
  if (!existsSync(path)) return false;
  const built = statSync(path).mtimeMs;
  return sourceFiles.every((name) => statSync(join(source, name)).mtimeMs <= built);
}
