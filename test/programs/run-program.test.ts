import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ProgramRun, RunProgram } from '../../server/src/programs/program.ts';
import { findProgram } from '../../server/src/programs/program-path.ts';
import { createRunProgram } from '../../server/src/programs/run-program.ts';
import { createProgramFolder, type ProgramFolder } from '../support/helper-programs.ts';
import { isRunning, numbersIn, until } from '../support/processes.ts';

const never = new AbortController().signal;

async function programFolder(): Promise<ProgramFolder> {
  const folder = await createProgramFolder();
  onTestFinished(() => folder.close());
  return folder;
}

function runnerIn(folder: ProgramFolder, path = folder.path): RunProgram {
  return createRunProgram({
    environment: { PATH: `${path}:/usr/bin:/bin`, OWN: 'own' },
    platform: process.platform,
    homeDirectory: folder.path,
  });
}

function runOf(args: readonly string[] = [], more: Partial<ProgramRun> = {}): ProgramRun {
  return { program: 'scanner', args, timeout: 10_000, maximalOutput: 1_000, ...more };
}

/** What comes of a program with this script. */
async function outcomeOf(script: string, run = runOf()) {
  const folder = await programFolder();
  await folder.write('scanner', script);
  return runnerIn(folder)(run, never);
}

describe('a program', () => {
  it('gives its output, its last errors and its exit code, whatever that is', async () => {
    const outcome = await outcomeOf('echo out; echo err >&2; exit 3');
    if (!outcome.ok) throw new Error(outcome.error.code);
    const { exitCode, stdout, stderr } = outcome.value;
    expect(exitCode).toBe(3);
    expect(Buffer.from(stdout).toString('utf8')).toBe('out\n');
    expect(stderr).toBe('err\n');
  });

  it('gets each argument as it is: no shell reads them', async () => {
    const args = ['$(touch ran)', '; touch ran', '*', '', 'a b', '--output=/etc/x', '"', '%PATH%'];
    const outcome = await outcomeOf('for one in "$@"; do printf "[%s]" "$one"; done', runOf(args));
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(Buffer.from(outcome.value.stdout).toString('utf8')).toBe(
      args.map((arg) => `[${arg}]`).join(''),
    );
  });

  it('reads nothing, stands in the home directory and finds other programs only where we would', async () => {
    const folder = await programFolder();
    await folder.write('scanner', 'cat; printf "%s|%s|%s|%s" "$(pwd -P)" "$PATH" "$OWN" "$WISH"');
    const run = runnerIn(folder, `.:node_modules/.bin:${folder.path}`);
    const outcome = await run(runOf([], { environment: { WISH: 'quiet' } }), never);
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(Buffer.from(outcome.value.stdout).toString('utf8')).toBe(
      `${folder.path}|${folder.path}:/usr/bin:/bin|own|quiet`,
    );
  });

  it('has only the end of its errors kept', async () => {
    const outcome = await outcomeOf('yes error | head -c 100000 >&2; echo last >&2');
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(outcome.value.stderr).toHaveLength(4_096);
    expect(outcome.value.stderr).toMatch(/last\n$/);
  });

  it.each([
    ['writes too much', 'yes', 'too-much-output'],
    ['is ended by a signal', 'kill -9 $$', 'failed'],
  ])('that %s is a failure', async (_, script, code) => {
    expect(await outcomeOf(script)).toMatchObject({ ok: false, error: { code } });
  });

  it('cannot be given what no program can be given', async () => {
    expect(await outcomeOf('echo ran', runOf(['a\0b']))).toMatchObject({
      error: { code: 'failed', program: 'scanner' },
    });
  });

  it('is ended, with all that it has started, when its time is up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const folder = await programFolder();
    const file = join(folder.path, 'pids');
    await folder.write('scanner', `sleep 60 & echo "$$ $!" > "${file}"; wait`);
    const running = runnerIn(folder)(runOf(), never);
    const pids = await numbersIn(file);
    expect(pids.every(isRunning)).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(await running).toEqual({ ok: false, error: { code: 'timeout', program: 'scanner' } });
    await until(() => !pids.some(isRunning));
  });

  it('is ended, with all that it has started, when the caller goes', async () => {
    const folder = await programFolder();
    const file = join(folder.path, 'pids');
    await folder.write('scanner', `sleep 60 & echo "$$ $!" > "${file}"; wait`);
    const controller = new AbortController();
    const running = runnerIn(folder)(runOf(), controller.signal);
    const pids = await numbersIn(file);
    controller.abort();
    expect(await running).toMatchObject({ error: { code: 'cancelled' } });
    await until(() => !pids.some(isRunning));
  });

  it('is not even started for a caller who has gone', async () => {
    const folder = await programFolder();
    await folder.write('scanner', `touch "${folder.path}/ran"`);
    const outcome = await runnerIn(folder)(runOf(), AbortSignal.abort());
    expect(outcome).toMatchObject({ error: { code: 'cancelled' } });
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });
});

describe('a program that must not be run', () => {
  it.each(['../scanner', './scanner', 'folder/scanner', 'scanner;x', '', 'scan\ner'])(
    'is not looked for under the name %j',
    async (program) => {
      const folder = await programFolder();
      await folder.write('scanner', 'echo ran');
      await folder.write('folder/scanner', 'echo ran');
      expect(await runnerIn(folder)(runOf([], { program }), never)).toEqual({
        ok: false,
        error: { code: 'not-installed', program },
      });
    },
  );

  it.each(['relative', 'node_modules'])('is not found by a %s folder of PATH', async (kind) => {
    const folder = await programFolder();
    await folder.write('node_modules/.bin/scanner', 'echo ran');
    const path = join(folder.path, 'node_modules/.bin');
    const entry = kind === 'relative' ? relative(process.cwd(), path) : path;
    expect(existsSync(join(path, 'scanner'))).toBe(true);
    const outcome = await runnerIn(folder, entry)(runOf(), never);
    expect(outcome).toMatchObject({ error: { code: 'not-installed' } });
  });

  it('cannot be executed, or is a folder', async () => {
    const folder = await programFolder();
    await chmod(await folder.write('scanner', ''), 0o644);
    await folder.write('folder/x', '');
    for (const program of ['scanner', 'folder'])
      expect(await runnerIn(folder)(runOf([], { program }), never)).toMatchObject({
        error: { code: 'not-installed' },
      });
  });
});

describe('a program that the person has set by its path', () => {
  it('is that file and no other', async () => {
    const folder = await programFolder();
    const program = await folder.write('elsewhere/scanner', 'echo "elsewhere"');
    await folder.write('scanner', 'echo "on PATH"');
    const outcome = await runnerIn(folder)(runOf([], { program }), never);
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(Buffer.from(outcome.value.stdout).toString('utf8')).toBe('elsewhere\n');
    expect(await runnerIn(folder)(runOf([], { program: `${program}-2` }), never)).toMatchObject({
      error: { code: 'not-installed' },
    });
  });

  it('is on Windows only what can be run without a shell', async () => {
    const places = { environment: {}, platform: 'win32' } as const;
    for (const path of [String.raw`C:\tools\scanner.cmd`, String.raw`C:\tools\scanner`, '/bin/sh'])
      expect(await findProgram(path, places)).toBeUndefined();
  });
});
