import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Language } from '../../server/src/model/document-model.ts';
import type { ServerCommand } from './language-client.ts';

/** The servers that are measured on files of one language, ours first. */
export interface Contest {
  readonly language: Language;
  readonly ours: ServerCommand;
  readonly rival: ServerCommand;
  readonly idle: ServerCommand;
}

const { resolve } = createRequire(import.meta.url);

/** What a reader of the figures must know about the other servers. */
export const aboutRivals = [
  'dockerfile-language-server checks instructions and their arguments.',
  'compose-language-service checks YAML syntax and waits a second after a change before it publishes.',
  'Both run with their default settings on the same Node.js.',
  'The idle server keeps documents and publishes nothing found: what any server costs before it works.',
].join(' ');

/** Which servers take part; bundles the idle one into `folder`. */
export async function findContests(folder: string): Promise<readonly Contest[]> {
  const ours = serverOf(
    'Seaworthy',
    fileURLToPath(new URL('../../dist/server.cjs', import.meta.url)),
  );
  if (!existsSync(ours.script)) throw new Error('dist/server.cjs is missing; run `npm run build`.');
  const idle = serverOf('idle server', await bundleIdleServer(folder));
  const docker = path.dirname(resolve('dockerfile-language-server-nodejs/package.json'));
  const compose = resolve('@microsoft/compose-language-service');
  return [
    {
      language: 'dockerfile',
      ours,
      rival: serverOf('dockerfile-language-server', path.join(docker, 'bin/docker-langserver')),
      idle,
    },
    { language: 'compose', ours, rival: serverOf('compose-language-service', compose), idle },
  ];
}

function serverOf(name: string, script: string): ServerCommand {
  return { name, script };
}

async function bundleIdleServer(folder: string): Promise<string> {
  const outfile = path.join(folder, 'idle-server.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('idle-server.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
