import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unifiedDiff } from '../../server/src/cli/diff.ts';
import { findSources } from '../../server/src/cli/discovery.ts';
import { readSource, replaceFile, type SourceFile } from '../../server/src/cli/files.ts';
import { createLineIndex } from '../../server/src/text/line-index.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { startEditorSession, type EditorSession } from './editor-session.ts';
import { startSampleRegistry } from './sample-registry.ts';
import { heading, showDiagnostics, showDiff } from './show.ts';

const usage = `npm start                    shows what Seaworthy does on examples/, with a registry on this machine
npm start -- PATH…           does the same on your files with the real registries; changes nothing
npm start -- --write PATH…   writes the pins into your files
`;

/** What the examples are built on; the registry on loopback has these and nothing else. */
const sampleImages = [
  'docker/dockerfile:1',
  'python:3.13-slim-bookworm',
  'node:lts-alpine',
  'astral-sh/uv:latest',
  'traefik:v3.3',
  'postgres:17.2',
  'redis:latest',
  'prom/node-exporter:v1.9.0',
  'restic/restic:0.18.0',
];

const server = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));
const examples = relative('', fileURLToPath(new URL('../../examples', import.meta.url)));

interface Options {
  readonly paths: readonly string[];
  readonly isWrite: boolean;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  return positionals.length === 0
    ? showExamples()
    : showFiles({ paths: positionals, isWrite: values.write }, {});
}

async function showExamples(): Promise<number> {
  const registry = await startSampleRegistry(sampleImages);
  try {
    console.log(`A registry with sample images runs at ${registry.url} in place of the real ones.`);
    const registries = Object.fromEntries(
      ['docker.io', 'ghcr.io'].map((name) => [name, { mirror: registry.url }]),
    );
    const code = await showFiles({ paths: [examples], isWrite: false }, { registries });
    console.log(heading('Requests that reached the registry, all of them for "Pin to digest"'));
    for (const request of registry.requests) console.log(`  ${request}`);
    console.log('\nTry it on your own files: npm start -- PATH…');
    return code;
  } finally {
    await registry.close();
  }
}

/** Drives the built server over standard input and output, file by file. */
async function showFiles({ paths, isWrite }: Options, settings: unknown): Promise<number> {
  const session = await startEditorSession(server, { settings });
  let hasProblem = false;
  try {
    const { signal } = new AbortController();
    for await (const found of findSources(paths, { honoursGitignore: false, signal })) {
      const read = found.ok ? await readSource(found.value) : found;
      if (read.ok) hasProblem = !(await showFile(session, read.value, isWrite)) || hasProblem;
      else {
        hasProblem = true;
        console.error(read.error.sentence);
      }
    }
  } finally {
    await session.close();
  }
  return hasProblem ? 1 : 0;
}

async function showFile(
  session: EditorSession,
  file: SourceFile,
  isWrite: boolean,
): Promise<boolean> {
  const { path, text, language } = file;
  const languageId = language === 'compose' ? 'dockercompose' : 'dockerfile';
  await session.open(path, languageId, text);
  console.log(heading(`${path}: what the editor underlines`));
  console.log(showDiagnostics(path, text, await session.diagnostics(path)));

  const edits = await session.pinAll(path).catch((error: unknown) => {
    console.log(`\n${error instanceof Error ? error.message : String(error)}`);
    return [];
  });
  for (const message of session.takeMessages()) console.log(`\n${message}`);
  if (edits.length === 0) return true;

  const lines = createLineIndex(text);
  const pinned = applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      span: { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) },
      newText,
    })),
  );
  console.log(heading(`${path}: what "Pin all images in this file" changes`));
  console.log(showDiff(unifiedDiff(path, text, pinned)));
  if (!isWrite) return true;
  const problem = await replaceFile(file, pinned);
  console.log(problem?.sentence ?? `${path} is pinned.`);
  return problem === undefined;
}
