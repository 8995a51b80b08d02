import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Bundle } from '../support/bundle.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';

let program: Bundle;

beforeAll(async () => {
  program = await bundle('main-cli.ts');
});

afterAll(() => program.remove());

const fileCount = 200;
const names = Array.from(
  { length: fileCount },
  (_, index) => `${String(index).padStart(3, '0')}.dockerfile`,
);

/** Long enough that a part of it could be written alone. */
const fixed = `FROM node:20.11.1-alpine\nUSER 1000\n# ${'x'.repeat(20_000)}\n`;
const unfixed = `# seaworthy: ignore[image-no-tag] -- once\n${fixed}`;

/** Fixes the files and interrupts that as soon as the file of this number is fixed; gives how many are. */
async function interrupted(folder: Folder, signal: NodeJS.Signals, at: number): Promise<number> {
  const child = spawn(process.execPath, [program.path, 'check', '--fix'], {
    cwd: folder.path,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!isOver() && (await folder.read(names[at] ?? '')) === unfixed) await setTimeout(1);
  child.kill(signal);
  await exited;
  const texts = await Promise.all(names.map((name) => folder.read(name)));
  for (const text of texts) expect([fixed, unfixed].includes(text)).toBe(true);
  return texts.filter((text) => text === fixed).length;
}

describe('seaworthy check --fix of many files', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'leaves each file whole when it gets %s',
    async (signal) => {
      for (const at of [0, 7, 60, 120]) {
        const folder = await makeFolder(Object.fromEntries(names.map((name) => [name, unfixed])));
        expect(await interrupted(folder, signal, at)).toBeGreaterThan(at);
        const found = await readdir(folder.path);
        const others = found.filter((name) => !names.includes(name));
        if (signal !== 'SIGKILL') expect(others).toEqual([]);
      }
    },
  );
});
