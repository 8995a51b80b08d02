import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Language } from '../../server/src/model/document-model.ts';

/** A program that checks files, as it is called in the measurement. */
export interface Checker {
  /** With its version. */
  readonly name: string;
  readonly file: string;
  /** The words before the files or the folder. */
  readonly words: readonly string[];
  /** Whether it takes many files, or searches a folder for those that it knows. */
  readonly takes: 'files' | 'folder';
  /** Exit codes of a run that came to its end; undefined when it counts findings in them. */
  readonly codes: readonly number[] | undefined;
}

export interface Rival extends Checker {
  readonly language: Language;
  /** How often as many files a second we want to check. */
  readonly reach: number;
}

export interface Rivals {
  readonly found: readonly Rival[];
  /** Names of those that take no part, each with the reason. */
  readonly absent: readonly string[];
}

type Unversioned = Omit<Rival, 'name' | 'file'> & { readonly command: string };

/** Installed for the measurement, in these versions. */
const packages = { dclint: '3.1.0', dockerfilelint: '1.8.0' } as const;

const fromNpm: readonly (Unversioned & { readonly command: keyof typeof packages })[] = [
  {
    command: 'dclint',
    words: ['--formatter', 'json'],
    takes: 'files',
    codes: [0, 1],
    language: 'compose',
    reach: 5,
  },
  {
    command: 'dockerfilelint',
    words: ['--json'],
    takes: 'files',
    codes: undefined,
    language: 'dockerfile',
    reach: 5,
  },
];

/** Measured where a person has them. */
const fromPath: readonly Unversioned[] = [
  {
    command: 'hadolint',
    words: ['--format', 'json'],
    takes: 'files',
    codes: [0, 1],
    language: 'dockerfile',
    reach: 1,
  },
  {
    command: 'compose-lint',
    words: ['check', '--allow-partial-coverage', '--format', 'json'],
    takes: 'files',
    codes: [0, 1, 2],
    language: 'compose',
    reach: 10,
  },
  {
    command: 'checkov',
    words: [
      '--framework',
      'dockerfile',
      '--skip-download',
      '--quiet',
      '--compact',
      '--output',
      'json',
      '--file',
    ],
    takes: 'files',
    codes: [0, 1],
    language: 'dockerfile',
    reach: 10,
  },
  {
    command: 'trivy',
    words: [
      'config',
      '--quiet',
      '--skip-check-update',
      '--misconfig-scanners',
      'dockerfile',
      '--format',
      'json',
    ],
    takes: 'folder',
    codes: [0],
    language: 'dockerfile',
    reach: 1,
  },
];

const tools = fileURLToPath(new URL('../../.tools/rivals/', import.meta.url));
const versionTimeout = 60_000;
const installTimeout = 120_000;

/** Other checkers: those of npm are installed into `.tools/rivals` by the first who measures, others are looked for on the PATH. */
export async function findRivals(): Promise<Rivals> {
  const found: Rival[] = [];
  const absent: string[] = [];
  const problem = await installPackages();
  for (const { command, ...rival } of fromNpm)
    if (problem !== undefined) absent.push(`${command} (${problem})`);
    else found.push({ ...rival, ...(await packageProgram(command, rival.words)) });
  for (const { command, ...rival } of fromPath) {
    const file = onPath(command);
    const name = file === undefined ? undefined : await nameOf(command, file);
    if (file === undefined) absent.push(`${command} (not installed)`);
    else if (name === undefined) absent.push(`${command} (does not run)`);
    else found.push({ ...rival, file, name });
  }
  return { found, absent };
}

/** Nothing when they are there; else why not. */
async function installPackages(): Promise<string | undefined> {
  const manifest = JSON.stringify({ private: true, dependencies: packages }, null, 2) + '\n';
  const file = path.join(tools, 'package.json');
  const installed = await readFile(file, 'utf8').catch(() => undefined);
  const isThere = Object.keys(packages).every((name) => existsSync(folderOf(name)));
  if (installed === manifest && isThere) return undefined;
  await mkdir(tools, { recursive: true });
  await writeFile(file, manifest);
  const words = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  try {
    await promisify(execFile)('npm', words, {
      cwd: tools,
      timeout: installTimeout,
      shell: process.platform === 'win32',
    });
    return undefined;
  } catch {
    return 'npm could not install it';
  }
}

function folderOf(name: string): string {
  return path.join(tools, 'node_modules', name);
}

/** The script of a package, run by the same Node.js as ours. */
async function packageProgram(
  name: string,
  words: readonly string[],
): Promise<Pick<Checker, 'name' | 'file' | 'words'>> {
  const text = await readFile(path.join(folderOf(name), 'package.json'), 'utf8');
  const { version, bin } = JSON.parse(text) as {
    version: string;
    bin: Readonly<Record<string, string>>;
  };
  const script = path.join(folderOf(name), bin[name] ?? '');
  return { name: `${name} ${version}`, file: process.execPath, words: [script, ...words] };
}

function onPath(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const name = process.platform === 'win32' ? `${command}.exe` : command;
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** The name with the version; undefined when the program does not tell it. */
async function nameOf(command: string, file: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['--version'], { timeout: versionTimeout });
    const version = /\d+(?:\.\d+)+/.exec(stdout)?.[0];
    return version === undefined ? command : `${command} ${version}`;
  } catch {
    return undefined;
  }
}
