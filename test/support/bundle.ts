import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommandLine } from '../../scripts/command-line.mjs';
import { buildServer } from '../../scripts/server-parts.mjs';

/** A program as it is shipped. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the programs into a folder of their own. */
export async function bundle(entry: 'main-lsp.ts' | 'main-cli.ts'): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
  const report = { logLevel: 'silent' } as const;
  await buildServer(folder, report);
  // The command line has the server beside it, for editors that start one by the other.
  if (entry === 'main-cli.ts') await buildCommandLine(folder, report);
  return {
    path: join(folder, entry === 'main-cli.ts' ? 'cli.cjs' : 'server.cjs'),
    remove: () => rm(folder, { recursive: true }),
  };
}
