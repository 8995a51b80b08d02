import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliPorts, ExitCode } from '../../server/src/cli/ports.ts';
import { run } from '../../server/src/cli/run.ts';
import { rules } from '../../server/src/rules/index.ts';
import { today } from './rule-examples.ts';
import { defaultInspectionSettings } from '../../server/src/settings/inspection-settings.ts';
import { nodeFiles } from '../../server/src/files/node-files.ts';

/** What a command left behind. */
export interface Outcome {
  readonly code: ExitCode;
  readonly output: string;
  readonly errors: string;
}

/** A folder that ends with the test. */
export interface Folder {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
  read(name: string): Promise<string>;
}

/** Makes a folder with the given files, by their paths below it. */
export async function makeFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'seaworthy-cli-'));
  // What is remembered is written while nobody waits for it, and may come in between.
  onTestFinished(() => rm(path, { recursive: true, maxRetries: 5 }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return {
    path,
    file: (name) => join(path, name),
    read: (name) => readFile(join(path, name), 'utf8'),
  };
}

/** As in a pipeline: nobody reads and nobody answers. */
export const noTerminal: CliPorts['terminal'] = {
  isOutput: false,
  isErrors: false,
  isInput: false,
  columns: undefined,
  hasColours: false,
};

function unasked(): Promise<never> {
  return Promise.reject(new Error('this test answers no question'));
}

/** Nobody answers, and nobody looks at how far something has come. */
export const noPrompts: CliPorts['prompts'] = {
  confirm: unasked,
  choose: unasked,
  progress: () => ({ update: () => undefined, end: () => undefined }),
};

/** Runs a command line in this process; without other ports it asks no registry. */
export async function command(
  words: readonly string[],
  ports: Partial<CliPorts> = {},
): Promise<Outcome> {
  let output = '';
  let errors = '';
  const all: CliPorts = {
    rules,
    files: nodeFiles,
    folder: process.cwd(),
    root: '/',
    environment: {},
    today,
    now: () => Date.now(),
    readInput: () => Promise.reject(new Error('this test has no standard input')),
    createRegistry: () => {
      throw new Error('this test asks no registry');
    },
    createPins: () => {
      throw new Error('this test asks nothing about pins');
    },
    readInspection: () => Promise.resolve(defaultInspectionSettings),
    createTools: () => {
      throw new Error('this test examines no image');
    },
    openImageKnowledge: () => {
      throw new Error('this test knows no images');
    },
    threads: undefined,
    results: undefined,
    readRulePage: () => Promise.reject(new Error('this test reads no pages')),
    serveLanguage: () => Promise.reject(new Error('this test serves no client')),
    terminal: noTerminal,
    prompts: noPrompts,
    write: (text) => (output += text),
    writeError: (text) => (errors += text),
    signal: new AbortController().signal,
    ...ports,
  };
  const code = await run(words, all, () => Promise.resolve(all));
  return { code, output, errors };
}
