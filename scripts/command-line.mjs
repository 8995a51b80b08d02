// Bundles the command line: a small launcher, and parts that are loaded when a command needs them.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { analysing } from './programs.mjs';
import { loadingParts } from './server-parts.mjs';
import { splitting, writeAsCommonJs } from './split-bundles.mjs';

/** What is started by its name; all else is found through it, and has names that change with its content. */
const entries = {
  main: 'server/src/main-cli.ts',
  worker: 'server/src/main-cli-worker.ts',
  api: 'server/src/api.ts',
};

/**
 * What most commands load and do not use, by the names that its late form has: each is read when something of it is first
 * used. One of the parts is for the other language, and few commands start threads or programs or read their input.
 */
const late = new Map([
  ['late-yaml.cjs', '../server/yaml.cjs'],
  ['late-dockerfile-ast.cjs', '../server/dockerfile-ast.cjs'],
  ['late-child-process.cjs', 'node:child_process'],
  ['late-worker-threads.cjs', 'node:worker_threads'],
  ['late-stream-consumers.cjs', 'node:stream/consumers'],
]);

/** A module with the names of another, which it reads with the first of them that is asked for. */
function lateModule(target, names) {
  return `'use strict';
let target;
const load = () => (target ??= require('${target}'));
for (const name of ${JSON.stringify(names)})
  Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
`;
}

/** Writes them into cli/, for the modules that are already in the folder. */
async function writeLateModules(folder) {
  const load = createRequire(path.resolve(folder, 'main.cjs'));
  for (const [file, target] of late)
    await writeFile(path.join(folder, file), lateModule(target, Object.keys(load(target))));
}

/** An esbuild plugin: imports of them get the late form. */
const loadingLate = {
  name: 'loading-late',
  setup({ onResolve }) {
    for (const [file, target] of late) {
      const name = target.replace(/^\.\.\/server\/(.*)\.cjs$/, '$1');
      const filter = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
      onResolve({ filter }, () => ({ path: `./${file}`, external: true }));
    }
  },
};

/** In words that every version of Node reads, so that an old one is told of and not a syntax error. */
const launcher = `#!/usr/bin/env node
var version = process.versions.node.split('.');
if (version[0] > 20 || (version[0] == 20 && version[1] >= 20)) {
  require('./cli/main.cjs');
} else {
  process.stderr.write('Seaworthy needs Node.js 20.20 or later, and this is ' + process.versions.node + '.\\n');
  process.exitCode = 2;
}
`;

/** An esbuild plugin: the language server is the one that editors start. */
const loadingServer = {
  name: 'loading-server',
  setup({ onResolve }) {
    onResolve({ filter: /\/main-lsp\.ts$/ }, () => ({ path: '../server.cjs', external: true }));
  },
};

/**
 * Bundles cli.cjs, cli/ and rules/ into the folder, beside what `buildServer` has put there, and resolves with
 * esbuild's metafile.
 */
export async function buildCommandLine(dist, report) {
  const { outputFiles, metafile } = await build({
    ...analysing,
    ...report,
    entryPoints: entries,
    ...splitting,
    outdir: path.join(dist, 'cli'),
    plugins: [loadingServer, loadingLate, loadingParts('../server'), ...analysing.plugins],
  });
  await mkdir(path.join(dist, 'cli'), { recursive: true });
  await writeLateModules(path.join(dist, 'cli'));
  const identity = identityOf([...outputFiles, ...(await filesIn(path.join(dist, 'server')))]);
  const define = {
    'import.meta.dirname': '__dirname',
    'process.env.SEAWORTHY_PROGRAM': JSON.stringify(identity),
  };
  await writeAsCommonJs(outputFiles, { target: analysing.target, define });
  await writeFile(path.join(dist, 'cli.cjs'), launcher);
  await chmod(path.join(dist, 'cli.cjs'), 0o755);
  await copyRulePages(path.join(dist, 'rules'));
  return metafile;
}

/** The pages that `seaworthy explain` shows. */
async function copyRulePages(target) {
  const pages = path.resolve(import.meta.dirname, '../docs/rules');
  await mkdir(target, { recursive: true });
  for (const name of await readdir(pages))
    if (name !== 'README.md') await cp(path.join(pages, name), path.join(target, name));
}

async function filesIn(folder) {
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name) => ({
      path: name,
      text: await readFile(path.join(folder, name), 'utf8'),
    })),
  );
}

/** The same for the same program, wherever it was built. */
function identityOf(files) {
  const hash = createHash('sha256');
  const sorted = files.toSorted((one, other) =>
    path.basename(one.path) < path.basename(other.path) ? -1 : 1,
  );
  for (const file of sorted) hash.update(`${path.basename(file.path)}\0${file.text}\0`);
  return hash.digest('base64url').slice(0, 16);
}
