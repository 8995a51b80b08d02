import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Whether a process still runs; one that has ended may stay in the system's list until somebody asks for it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Resolves once the condition holds, as it does when another process has come so far. */
export async function until(condition: () => boolean): Promise<void> {
  const patience = performance.now() + 10_000;
  while (!condition() && performance.now() < patience)
    await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

/** The numbers that a script writes into a file as its first line, once it has. */
export async function numbersIn(file: string): Promise<readonly number[]> {
  await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
  return readFileSync(file, 'utf8').trim().split(' ').map(Number);
}
