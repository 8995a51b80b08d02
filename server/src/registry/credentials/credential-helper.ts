import { spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { parseJsonObject } from '../json.ts';
import type { Credential } from './keychain.ts';

/**
 * Programs that keep credentials, after the protocol of docker-credential-helpers: the program's only
 * argument is `get`, it reads the registry's key from its input and writes a JSON object to its output.
 *
 * A program is run only when the user's own configuration names it, and never
 * - through a shell,
 * - from the current directory, a relative entry of the PATH or a project's `node_modules`,
 * - in a directory that somebody else may have filled,
 * - for longer than the time limit, or after the caller has gone.
 *
 * What it writes is never logged, and its errors are not even read.
 */
export type CredentialHelper = (
  /** What the configuration names: `pass` for `docker-credential-pass`. */
  suffix: string,
  credentialsKey: string,
  signal: AbortSignal,
) => Promise<HelperOutcome>;

export type HelperOutcome =
  | { readonly kind: 'found'; readonly credential: Credential }
  /** It has nothing for this registry, or the caller has gone. */
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly reason: 'missing' | 'failed' | 'timed-out' };

export interface HelperOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where programs are run: a folder of the user's own. */
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
  /** Milliseconds that a program may take. */
  readonly timeout?: number;
}

const defaultTimeout = 10_000;
const maximalOutput = 64 * 1024;

/** Helpers say this, and end with an error, when they have nothing. */
const notFound = 'credentials not found in native keychain';

/** The user's name that marks a secret as an identity token. */
const identityTokenName = '<token>';

const none: HelperOutcome = { kind: 'none' };

export function createCredentialHelper(options: HelperOptions): CredentialHelper {
  return async (suffix, credentialsKey, signal) => {
    const program = await findProgram(suffix, options);
    if (program === undefined) return { kind: 'problem', reason: 'missing' };
    const run = await runProgram(program, credentialsKey, options, signal);
    if (run === 'cancelled') return none;
    if (run === 'timed-out' || run === 'failed') return { kind: 'problem', reason: run };
    return outcomeOf(run) ?? { kind: 'problem', reason: 'failed' };
  };
}

/** The program's absolute path; undefined when the suffix is not a plain name or there is no such program. */
async function findProgram(suffix: string, options: HelperOptions): Promise<string | undefined> {
  if (!/^[A-Za-z0-9._-]+$/.test(suffix)) return undefined;
  const isWindows = options.platform === 'win32';
  const name = `docker-credential-${suffix}${isWindows ? '.exe' : ''}`;
  for (const directory of programDirectories(options)) {
    const path = (isWindows ? win32 : posix).join(directory, name);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

/** The PATH's directories that neither the current directory nor a project can be behind. */
export function programDirectories({
  environment,
  platform,
}: Pick<HelperOptions, 'environment' | 'platform'>): readonly string[] {
  const isWindows = platform === 'win32';
  const entries = (environment[pathVariable(environment)] ?? '').split(isWindows ? ';' : ':');
  // On Windows, `\bin` is on whichever drive the current directory is.
  const isAbsolute = isWindows ? /^(?:[A-Za-z]:[\\/]|\\\\)/ : /^\//;
  return entries
    .map((entry) => (isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry))
    .filter((entry) => isAbsolute.test(entry) && !/[\\/]node_modules(?:[\\/]|$)/.test(entry));
}

/** What the environment calls its PATH; Windows writes `Path`. */
function pathVariable(environment: HelperOptions['environment']): string {
  return Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

interface FinishedRun {
  readonly exitCode: number | null;
  readonly output: string;
}

type Run = FinishedRun | 'cancelled' | 'timed-out' | 'failed';

function runProgram(
  program: string,
  input: string,
  { environment, homeDirectory, platform, timeout = defaultTimeout }: HelperOptions,
  signal: AbortSignal,
): Promise<Run> {
  if (signal.aborted) return Promise.resolve('cancelled');
  const directories = programDirectories({ environment, platform });
  // A group of its own, so that what the program has started ends with it.
  const hasGroup = platform !== 'win32';
  const child = spawn(program, ['get'], {
    shell: false,
    windowsHide: true,
    detached: hasGroup,
    cwd: homeDirectory,
    env: {
      ...environment,
      [pathVariable(environment)]: directories.join(platform === 'win32' ? ';' : ':'),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;

    const finish = (run: Run): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(run);
    };
    const stop = (run: Run): void => {
      kill(child.pid, hasGroup);
      child.stdout.destroy();
      finish(run);
    };
    const cancel = (): void => {
      stop('cancelled');
    };
    const timer = setTimeout(() => {
      stop('timed-out');
    }, timeout);
    signal.addEventListener('abort', cancel, { once: true });

    child.on('error', () => {
      finish('failed');
    });
    child.on('close', (exitCode) => {
      finish({ exitCode, output: Buffer.concat(chunks).toString('utf8') });
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maximalOutput) stop('failed');
      else chunks.push(chunk);
    });
    // A program may end without having read its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function kill(pid: number | undefined, hasGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(hasGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** What the output means; undefined when it is not what a helper may say. */
function outcomeOf({ exitCode, output }: FinishedRun): HelperOutcome | undefined {
  if (exitCode !== 0) return output.trim() === notFound ? none : undefined;
  const fields = parseJsonObject(output);
  const username = fields?.['Username'];
  const secret = fields?.['Secret'];
  if (typeof username !== 'string' || typeof secret !== 'string') return undefined;
  if (username === '' || secret === '') return none;
  return {
    kind: 'found',
    credential:
      username === identityTokenName
        ? { kind: 'identity-token', token: secret }
        : { kind: 'password', username, password: secret },
  };
}
