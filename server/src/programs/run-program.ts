import { homedir } from 'node:os';
import { plainLine } from '../text/plain-line.ts';
import { fail, ok } from '../text/result.ts';
import { runChild, type ChildOutcome } from './child.ts';
import { findProgram, type ProgramPlaces } from './program-path.ts';
import type { ProgramError, ProgramOutput, RunProgram } from './program.ts';

export interface RunProgramOptions extends ProgramPlaces {
  /** Where programs are run, never the current folder: scanners read settings and lists of exceptions where they stand. */
  readonly homeDirectory: string;
}

const keptErrors = 4_096;
const maximalDetail = 200;

/** Runs programs of a person's machine, found and limited as `RunProgram` promises. */
export function createRunProgram({
  environment,
  platform,
  homeDirectory,
}: RunProgramOptions): RunProgram {
  return async ({ program, args, timeout, maximalOutput, environment: added }, signal) => {
    const path = await findProgram(program, { environment, platform });
    if (path === undefined) return fail({ code: 'not-installed', program });
    const outcome = await runChild(
      {
        path,
        args,
        folder: homeDirectory,
        environment: { ...environment, ...added },
        platform,
        timeout,
        maximalOutput,
        keptErrors,
      },
      signal,
    );
    const output = outputOf(outcome);
    return output === undefined ? fail(errorOf(outcome, program)) : ok(output);
  };
}

/** Runs the programs of the user who runs this process. */
export const runProgram: RunProgram = (run, signal) =>
  createRunProgram({
    environment: process.env,
    platform: process.platform,
    homeDirectory: homedir(),
  })(run, signal);

/** Whether the user who runs this process has a program; nothing is run. */
export async function isInstalled(program: string): Promise<boolean> {
  const places = { environment: process.env, platform: process.platform };
  return (await findProgram(program, places)) !== undefined;
}

/** What a program that ended by itself has given. */
function outputOf(outcome: ChildOutcome): ProgramOutput | undefined {
  if (outcome.kind !== 'ended' || outcome.exitCode === null) return undefined;
  return { exitCode: outcome.exitCode, stdout: outcome.stdout, stderr: outcome.stderr };
}

function errorOf(outcome: ChildOutcome, program: string): ProgramError {
  if (outcome.kind === 'not-started') {
    const code = outcome.detail === 'ENOENT' ? 'not-installed' : 'failed';
    return { code, program, detail: plainLine(outcome.detail).slice(0, maximalDetail) };
  }
  if (outcome.kind === 'ended') return { code: 'failed', program, detail: 'ended by a signal' };
  return { code: outcome.kind, program };
}
