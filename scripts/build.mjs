// Bundles the extension, the server and the command line into dist/.
import { cp, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { thirdPartyNotices } from './notices.mjs';
import { analysing, common } from './programs.mjs';

const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } } });

const report = { metafile: true, logLevel: values.quiet ? 'warning' : 'info' };

/**
 * What the server loads as files of their own, in dist/server/. While an engine reads a file it needs
 * several times the file's length, and it keeps that memory: many small files keep less of it than one.
 */
const parts = {
  'vscode-languageserver': 'vscode-languageserver/node',
  'vscode-languageserver-types': 'vscode-languageserver-types',
  'dockerfile-ast': 'dockerfile-ast',
  yaml: 'yaml',
  registry: './server/src/registry/default-registry.ts',
};

/** Tables that the server reads as JSON, which leaves no text of a program in memory. */
const tables = ['base-users.json', 'official-images.json'];

/** The files of dist/server/ by what is imported. */
const filesByImport = new Map([
  ['vscode-languageserver', 'vscode-languageserver.cjs'],
  ['vscode-languageserver/node', 'vscode-languageserver.cjs'],
  ['vscode-languageserver-types', 'vscode-languageserver-types.cjs'],
  ['dockerfile-ast', 'dockerfile-ast.cjs'],
  ['yaml', 'yaml.cjs'],
  ['./registry/default-registry.ts', 'registry.cjs'],
  ...tables.map((table) => [`./${table}`, table]),
]);

/** An esbuild plugin: imports load the parts from where they are, seen from the importing bundle. */
function loadingParts(folder) {
  return {
    name: 'loading-parts',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        const file = kind === 'entry-point' ? undefined : filesByImport.get(path);
        return file && { path: `${folder}/${file}`, external: true };
      });
    },
  };
}

await rm('dist', { recursive: true, force: true });
const results = await Promise.all([
  build({
    ...common,
    ...report,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
  }),
  build({
    ...analysing,
    ...report,
    entryPoints: parts,
    outdir: 'dist/server',
    outExtension: { '.js': '.cjs' },
    plugins: [loadingParts('.'), ...analysing.plugins],
  }),
  build({
    ...analysing,
    ...report,
    entryPoints: ['server/src/main-lsp.ts'],
    outfile: 'dist/server.cjs',
    plugins: [loadingParts('./server'), ...analysing.plugins],
  }),
  build({
    ...analysing,
    ...report,
    entryPoints: ['server/src/main-cli.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  }),
]);
for (const table of tables) await cp(`server/src/data/${table}`, `dist/server/${table}`);

const notices = await thirdPartyNotices(results.map(({ metafile }) => metafile));
await writeFile('dist/THIRD-PARTY-NOTICES.txt', notices);
