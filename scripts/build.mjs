// Bundles the extension, the server and the command line into dist/.
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildCommandLine } from './command-line.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { common } from './programs.mjs';
import { buildServer } from './server-parts.mjs';

const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });
const report = { logLevel: values.quiet ? 'warning' : 'info' };

await rm('dist', { recursive: true, force: true });
const [extension, server] = await Promise.all([
  build({
    ...common,
    ...report,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    metafile: true,
  }),
  buildServer('dist', report),
]);
const commandLine = await buildCommandLine('dist', report);

// The extension is packaged without the command line, and the package of the command line without the extension.
await writeFile(
  'dist/THIRD-PARTY-NOTICES.txt',
  await thirdPartyNotices([extension.metafile, ...server]),
);
await writeFile(
  'dist/cli/THIRD-PARTY-NOTICES.txt',
  await thirdPartyNotices([commandLine, ...server]),
);
