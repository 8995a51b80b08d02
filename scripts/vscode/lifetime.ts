import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What a run must undo before its process is gone, however that ends. */
export interface Lifetime {
  /** Calls `undo` when the run ends. It must work synchronously, and come to no harm when called late. */
  atEnd(undo: () => void): void;
  /** A new temporary folder that is removed when the run ends. */
  temporaryFolder(name: string): string;
  /** Undoes everything now, last thing first. Later calls do nothing. */
  end(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends with the process, also when a signal cuts it short; `interrupted` is the exit code then. */
export function createLifetime(interrupted = 2): Lifetime {
  const undos: (() => void)[] = [];

  function end(): void {
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) undo();
  }

  function temporaryFolder(name: string): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), `${name}-`));
    undos.push(() =>
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
    );
    return folder;
  }

  process.once('exit', end);
  for (const signal of signals) process.once(signal, () => process.exit(interrupted));
  return { atEnd: (undo) => void undos.push(undo), temporaryFolder, end };
}

/** Creates a folder inside another and gives its path. */
export function subfolder(...parts: readonly string[]): string {
  const folder = path.join(...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}
