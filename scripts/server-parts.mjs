// The language server, and what it loads as files of their own, which the command line shares.
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { analysing } from './programs.mjs';
import { splitting, writeAsCommonJs } from './split-bundles.mjs';

/**
 * The files of dist/server/. While an engine reads a file it needs several times the file's length, and it
 * keeps that memory: many small files keep less of it than one.
 */
const parts = {
  'vscode-languageserver': 'vscode-languageserver/node',
  'vscode-languageserver-types': 'vscode-languageserver-types',
  'dockerfile-ast': 'dockerfile-ast',
  yaml: 'yaml',
  sigstore: './server/src/trust/sigstore/keyless.ts',
};

/** Those of them that have much in common. */
const asking = {
  registry: './server/src/registry/default-registry.ts',
  inspection: './server/src/inspection-tools.ts',
};

/** Tables that are read as JSON, which leaves no text of a program in memory. */
const tables = ['base-users.json', 'official-images.json', 'sigstore-root.json'];

/** The files of dist/server/ by what is imported. */
const filesByImport = new Map([
  ['vscode-languageserver', 'vscode-languageserver.cjs'],
  ['vscode-languageserver/node', 'vscode-languageserver.cjs'],
  ['vscode-languageserver-types', 'vscode-languageserver-types.cjs'],
  ['dockerfile-ast', 'dockerfile-ast.cjs'],
  ['yaml', 'yaml.cjs'],
  ['./registry/default-registry.ts', 'registry.cjs'],
  ['./inspection-tools.ts', 'inspection.cjs'],
  ['./sigstore/keyless.ts', 'sigstore.cjs'],
  ...tables.map((table) => [`./${table}`, table]),
]);

/** An esbuild plugin: imports load the parts from where they are, seen from the importing bundle. */
export function loadingParts(folder) {
  return {
    name: 'loading-parts',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path: imported, kind }) => {
        const file = kind === 'entry-point' ? undefined : filesByImport.get(imported);
        return file && { path: `${folder}/${file}`, external: true };
      });
    },
  };
}

/** Bundles server.cjs and server/ into the folder, and resolves with esbuild's metafiles. */
export async function buildServer(dist, report) {
  const outdir = path.join(dist, 'server');
  const loading = [loadingParts('.'), ...analysing.plugins];
  const results = await Promise.all([
    build({ ...analysing, ...report, ...splitting, entryPoints: asking, outdir, plugins: loading }),
    build({
      ...analysing,
      ...report,
      entryPoints: parts,
      outdir,
      outExtension: { '.js': '.cjs' },
      plugins: loading,
      metafile: true,
    }),
    build({
      ...analysing,
      ...report,
      entryPoints: ['server/src/main-lsp.ts'],
      outfile: path.join(dist, 'server.cjs'),
      plugins: [loadingParts('./server'), ...analysing.plugins],
      metafile: true,
    }),
  ]);
  await writeAsCommonJs(results[0].outputFiles, { target: analysing.target, define: {} });
  const data = path.resolve(import.meta.dirname, '../server/src/data');
  for (const table of tables) await cp(path.join(data, table), path.join(outdir, table));
  return results.map(({ metafile }) => metafile);
}
