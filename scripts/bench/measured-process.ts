import { spawn } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface Program {
  readonly file: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface ProcessRun {
  /** Milliseconds from the start of the process to its end. */
  readonly duration: number;
  /** Bytes: the most that the process and those that it started had in memory together; NaN where it is not known. */
  readonly peak: number;
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  /** The last of what it wrote to standard error. */
  readonly complaints: string;
}

/** Milliseconds between two looks at the memory. */
const interval = 25;
const maximalComplaints = 4_000;

/**
 * Runs a program to its end, or for so many milliseconds, with standard output to nowhere and standard error to the file.
 * The memory is the sum of VmHWM (proc(5)) over the processes that live at once, on Linux only; what a process gets
 * in its last few milliseconds is not seen. Throws when the program cannot be started.
 */
export async function runMeasured(
  { file, words, folder, environment }: Program,
  complaintsFile: string,
  timeout: number,
): Promise<ProcessRun> {
  const complaints = await open(complaintsFile, 'w');
  try {
    const started = performance.now();
    const child = spawn(file, words, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', complaints.fd],
      timeout,
      killSignal: 'SIGKILL',
    });
    const end = new Promise<{ code: number | undefined; duration: number }>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        resolve({ code: code ?? undefined, duration: performance.now() - started });
      });
    });
    const [{ code, duration }, peak] = await Promise.all([end, watchMemory(child.pid, end)]);
    const text = await readFile(complaintsFile, 'utf8');
    return { duration, peak, code, complaints: text.slice(-maximalComplaints) };
  } finally {
    await complaints.close();
  }
}

async function watchMemory(pid: number | undefined, end: Promise<unknown>): Promise<number> {
  let peak = Number.NaN;
  if (pid === undefined || process.platform !== 'linux') return peak;
  const state = { isRunning: true };
  const stop = (): void => void (state.isRunning = false);
  end.then(stop, stop);
  while (state.isRunning) {
    const sum = await memoryOfTree(pid);
    if (sum > 0) peak = Math.max(sum, Number.isNaN(peak) ? 0 : peak);
    await delay(interval);
  }
  return peak;
}

async function memoryOfTree(root: number): Promise<number> {
  let sum = 0;
  const pending = [root];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    const [status, children] = await Promise.all([read(`/proc/${pid}/status`), childrenOf(pid)]);
    sum += 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    pending.push(...children);
  }
  return sum;
}

/** A process is a child of the thread that started it. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Nothing for processes that have ended. */
function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
