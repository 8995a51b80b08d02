import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../../text/error-code.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { CheckSettings, Read } from './checked-file.ts';

/** Bytes that Git may answer with. */
const maximalOutput = 64_000_000;

/** Nothing that a repository configures is run, and nothing is asked, fetched or written. */
const quietly = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
const quietEnvironment = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  LC_ALL: 'C',
};

/**
 * The absolute paths of the files that are not as they were where this branch left `revision`: what was committed since
 * (from their merge base, as `git diff REV...` has it), what is staged or only saved, what Git does not know yet, and what was
 * deleted or is called something else now. `folder` is one of the repository. The error is a sentence.
 */
export async function changedPaths(
  revision: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<ReadonlySet<string>, string>> {
  // Git would take it for an option, and has some that write files.
  if (revision === '' || revision.startsWith('-'))
    return fail(`--changed-since needs a revision of Git; ${JSON.stringify(revision)} is none.`);
  const git = (...words: string[]): Promise<Answer> => runGit(words, folder, signal);
  const top = await git('rev-parse', '--show-cdup');
  if (top.kind !== 'done') return fail(explain(top, folder));
  const root = resolve(folder, lineOf(top));

  const commit = await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  if (commit.kind === 'failed') return fail(unknownRevision(revision, await isShallow(git)));
  const base = commit.kind === 'done' ? await git('merge-base', lineOf(commit), 'HEAD') : commit;
  if (base.kind === 'failed') return fail(noCommonCommit(revision, await isShallow(git)));
  if (base.kind !== 'done') return fail(explain(base, folder));

  const inRoot = ['-C', root];
  const lists = [
    await git(...inRoot, ...diffWords, lineOf(base), '--'),
    await git(...inRoot, 'ls-files', '--others', '--exclude-standard', '--full-name', '-z'),
  ];
  const paths = new Set<string>();
  for (const list of lists) {
    if (list.kind !== 'done') return fail(explain(list, folder));
    for (const name of list.output.split('\0')) if (name !== '') paths.add(resolve(root, name));
  }
  return ok(paths);
}

/**
 * Whether a file counts: it has changed, or what was read for it has, or it is outside the repository, of which Git has
 * said nothing. Paths are absolute.
 */
export function isTouched(
  changed: ReadonlySet<string>,
  path: string,
  reads: readonly Read[],
  { root, configuration }: Pick<CheckSettings, 'root' | 'configuration'>,
): boolean {
  const files = reads.flatMap(([key]) => (key.startsWith('file:') ? fileURLToPath(key) : []));
  if (configuration !== undefined) files.push(configuration.path);
  return !isBelow(realPath(path), realPath(root)) || [path, ...files].some(hasChanged);

  function hasChanged(file: string): boolean {
    return isAmong(changed, file) || isAmong(changed, realPath(file));
  }
}

/** Of a submodule, and of another repository that is not known yet, Git names the folder alone. */
function isAmong(changed: ReadonlySet<string>, path: string): boolean {
  for (let current = path; ; current = dirname(current)) {
    if (changed.has(current)) return true;
    if (dirname(current) === current) return false;
  }
}

/** Without the links that lead to it, as Git names it; the file itself may be one, or be gone. */
function realPath(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}

const diffWords = [
  'diff',
  '--name-only',
  '-z',
  '--no-renames',
  '--no-relative',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=dirty',
];

type Answer =
  | { readonly kind: 'done'; readonly output: string }
  /** Git ended with an error, and said so. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'not-run'; readonly code: string };

function runGit(words: readonly string[], folder: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(
      gitProgram(process.env),
      [...quietly, ...words],
      {
        cwd: folder,
        env: { ...process.env, ...quietEnvironment },
        maxBuffer: maximalOutput,
        signal,
        windowsHide: true,
      },
      (error, output, message) => {
        if (error === null) resolve({ kind: 'done', output });
        else if (typeof error.code === 'number') resolve({ kind: 'failed', message });
        else resolve({ kind: 'not-run', code: codeOf(error) });
      },
    );
  });
}

/** The name of the program; its path on Windows, which would first look into the folder that is checked. */
function gitProgram(environment: NodeJS.ProcessEnv): string {
  if (process.platform !== 'win32') return 'git';
  const folders = (environment['PATH'] ?? '').split(';').filter((folder) => isAbsolute(folder));
  const paths = folders.map((folder) => join(folder, 'git.exe'));
  return paths.find((path) => existsSync(path)) ?? join(folders[0] ?? 'C:\\', 'git.exe');
}

function lineOf({ output }: Extract<Answer, { kind: 'done' }>): string {
  return output.replace(/\r?\n$/, '');
}

async function isShallow(git: (...words: string[]) => Promise<Answer>): Promise<boolean> {
  const answer = await git('rev-parse', '--is-shallow-repository');
  return answer.kind === 'done' && lineOf(answer) === 'true';
}

const deepen =
  'The clone is shallow, so its history ends early: fetch all of it, as `fetch-depth: 0` of actions/checkout does.';

function unknownRevision(revision: string, isShallow: boolean): string {
  const what = `Git knows no revision ${JSON.stringify(revision)} here.`;
  return isShallow ? `${what} ${deepen}` : `${what} Fetch it, or correct --changed-since.`;
}

function noCommonCommit(revision: string, isShallow: boolean): string {
  const what = `${JSON.stringify(revision)} and HEAD have no commit in common.`;
  return isShallow ? `${what} ${deepen}` : what;
}

function explain(answer: Exclude<Answer, { kind: 'done' }>, folder: string): string {
  if (answer.kind === 'failed') {
    const reason = answer.message.replace(/^fatal: /, '').trim();
    return reason.startsWith('not a git repository')
      ? `--changed-since asks Git, and ${folder} is in no Git repository.`
      : `Git could not tell what has changed: ${reason}`;
  }
  switch (answer.code) {
    case 'ENOENT':
      return '--changed-since asks Git, and there is no program `git` here.';
    case 'ABORT_ERR':
      return 'Git was stopped before it could tell what has changed.';
    default:
      return `Git could not be run (${answer.code}).`;
  }
}
