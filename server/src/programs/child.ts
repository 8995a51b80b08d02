import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { win32 } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { codeOf } from '../text/error-code.ts';
import { programEnvironment, type ProgramPlaces } from './program-path.ts';

export interface ChildOptions extends ProgramPlaces {
  /** An absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  /** What it reads; nothing when left out. */
  readonly input?: string;
  /** Where it is run: a folder of the person's own, as some programs read their settings where they stand. */
  readonly folder: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of its standard output. */
  readonly maximalOutput: number;
  /** Characters of its standard error that are kept, the last ones. */
  readonly keptErrors: number;
}

export type ChildOutcome =
  | {
      readonly kind: 'ended';
      /** Null when a signal ended it. */
      readonly exitCode: number | null;
      readonly stdout: Buffer;
      readonly stderr: string;
    }
  | { readonly kind: 'timeout' | 'cancelled' | 'too-much-output' }
  /** It could not be started; `detail` is the system's code. */
  | { readonly kind: 'not-started'; readonly detail: string };

/**
 * Runs a program without a shell, and ends it with all that it has started when its time is up, when it writes too much
 * or when the caller goes. Never rejects. Every character of its arguments reaches it as it is.
 */
export function runChild(options: ChildOptions, signal: AbortSignal): Promise<ChildOutcome> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  try {
    return outcomeOf(start(options), options, signal);
  } catch (cause) {
    // Node refuses arguments that no program can be given.
    return Promise.resolve({ kind: 'not-started', detail: codeOf(cause) });
  }
}

function outcomeOf(
  child: Child,
  options: ChildOptions,
  signal: AbortSignal,
): Promise<ChildOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = '';

    const finish = (outcome: ChildOutcome): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    const stop = (kind: 'timeout' | 'cancelled' | 'too-much-output'): void => {
      killTree(child.pid, options);
      child.stdout.destroy();
      child.stderr?.destroy();
      finish({ kind });
    };
    const cancel = (): void => {
      stop('cancelled');
    };
    const timer = setTimeout(() => {
      stop('timeout');
    }, options.timeout);
    signal.addEventListener('abort', cancel, { once: true });

    child.on('error', (cause) => {
      finish({ kind: 'not-started', detail: codeOf(cause) });
    });
    child.on('close', (exitCode) => {
      finish({ kind: 'ended', exitCode, stdout: Buffer.concat(chunks), stderr });
    });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > options.maximalOutput) stop('too-much-output');
      else chunks.push(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = `${stderr}${text}`.slice(-options.keptErrors);
    });
    // A program may end without having read its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

type Child = ChildProcessByStdio<Writable, Readable, Readable | null>;

function start(options: ChildOptions): Child {
  const common = {
    shell: false,
    windowsHide: true,
    // A group of its own, so that what the program has started ends with it.
    detached: hasGroups(options),
    cwd: options.folder,
    env: programEnvironment(options),
  } as const;
  return options.keptErrors > 0
    ? spawn(options.path, options.args, { ...common, stdio: ['pipe', 'pipe', 'pipe'] })
    : spawn(options.path, options.args, { ...common, stdio: ['pipe', 'pipe', 'ignore'] });
}

function hasGroups({ platform }: ProgramPlaces): boolean {
  return platform !== 'win32';
}

function killTree(pid: number | undefined, places: ProgramPlaces): void {
  if (pid === undefined) return;
  if (!hasGroups(places)) {
    killWindowsTree(pid, places);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Windows has no groups to signal; its own program knows who started whom. */
function killWindowsTree(pid: number, { environment }: ProgramPlaces): void {
  const root = environment['SystemRoot'] ?? environment['SYSTEMROOT'] ?? 'C:\\Windows';
  const taskkill = win32.join(root, 'System32', 'taskkill.exe');
  spawn(taskkill, ['/pid', `${pid}`, '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
    'error',
    () => undefined,
  );
}
