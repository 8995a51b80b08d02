import { availableParallelism } from 'node:os';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { CheckThread, Threads } from '../ports.ts';
import type { CheckedBatch, CheckSettings } from './checked-file.ts';

/** Each thread has a heap of its own: with more of them, the memory grows more than the speed. */
const maximalThreads = 3;

/** In megabytes. The memory for what is new is what makes a thread large, and files need little of it. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 };

/** Threads of Node that run the program at a path, `main-cli-worker.ts` as it is shipped. */
export function nodeThreads(program: string | URL, options: WorkerOptions = {}): Threads {
  return {
    available: Math.min(availableParallelism(), maximalThreads),
    start: (settings) => startThread(program, settings, options),
  };
}

interface Waiting {
  readonly resolve: (batch: CheckedBatch) => void;
  readonly reject: (cause: unknown) => void;
}

function startThread(
  program: string | URL,
  settings: CheckSettings,
  options: WorkerOptions,
): CheckThread {
  const worker = new Worker(program, { ...options, workerData: settings, resourceLimits });
  const waiting: Waiting[] = [];
  let broken: { readonly cause: unknown } | undefined;

  function breakDown(cause: unknown): void {
    broken ??= { cause };
    for (const { reject } of waiting.splice(0)) reject(broken.cause);
  }
  worker.on('message', (batch: CheckedBatch) => waiting.shift()?.resolve(batch));
  worker.on('messageerror', breakDown);
  worker.on('error', breakDown);
  worker.on('exit', () => breakDown(new Error('the thread has ended')));

  return {
    check: (documents) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) {
          reject(asError(broken.cause));
          return;
        }
        waiting.push({ resolve, reject });
        worker.postMessage(documents);
      }),
    async end() {
      await worker.terminate();
    },
  };
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
