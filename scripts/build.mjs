// Bundles the extension, the server and the command line into dist/, one file each.
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { thirdPartyNotices } from './notices.mjs';

const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: values.quiet ? 'warning' : 'info',
};

await rm('dist', { recursive: true, force: true });
const results = await Promise.all([
  build({
    ...common,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
  }),
  build({ ...common, entryPoints: ['server/src/main-lsp.ts'], outfile: 'dist/server.cjs' }),
  build({
    ...common,
    entryPoints: ['server/src/main-cli.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  }),
]);

const notices = await thirdPartyNotices(results.map(({ metafile }) => metafile));
await writeFile('dist/THIRD-PARTY-NOTICES.txt', notices);
