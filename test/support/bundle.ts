import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A program as it is shipped, in one file. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles an entry of server/src into a folder of its own. */
export async function bundle(entry: 'main-lsp.ts' | 'main-cli.ts'): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
  const path = join(folder, 'main.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL(`../../server/src/${entry}`, import.meta.url))],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  });
  return { path, remove: () => rm(folder, { recursive: true }) };
}
