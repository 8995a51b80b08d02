import { runMeasured, type ProcessRun } from './measured-process.ts';
import type { Checker } from './rivals.ts';

export interface CheckerRun {
  /** Milliseconds of all its processes, one after the other. */
  readonly duration: number;
  /** Bytes: the most that one of them, with those that it started, had in memory; NaN where it is not known. */
  readonly peak: number;
  /** Why the run came to no end; undefined when it did. */
  readonly failure: string | undefined;
}

export interface RunPlace {
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** A file that gets what the program complains of. */
  readonly complaints: string;
}

/** Characters of the files that one process is given, far below what systems allow for all words. */
const maximalCharacters = process.platform === 'win32' ? 24_000 : 500_000;
const timeout = 150_000;
/** What Node.js and Python write when a program breaks. */
const trace = /^Traceback \(most recent call last\)|^ +at .+:\d+:\d+\)?$/m;
const errorLine = /^\w*(?:Error|Exception)\b.*$/m;

/** Has a checker look at the files, in as few processes as it takes; findings are no failure. */
export async function runChecker(checker: Checker, place: RunPlace): Promise<CheckerRun> {
  const { file, words, takes, codes } = checker;
  const batches = takes === 'folder' ? [['.']] : batchesOf(place.files);
  let duration = 0;
  let peak = Number.NaN;
  for (const batch of batches) {
    const run = await runMeasured(
      { ...place, file, words: [...words, ...batch] },
      place.complaints,
      timeout,
    );
    duration += run.duration;
    peak = Number.isNaN(peak) ? run.peak : Math.max(peak, run.peak);
    const failure = failureOf(run, codes);
    if (failure !== undefined) return { duration, peak, failure };
  }
  return { duration, peak, failure: undefined };
}

function failureOf({ code, complaints }: ProcessRun, codes: Checker['codes']): string | undefined {
  if (code === undefined) return 'it was stopped';
  if (trace.test(complaints)) return errorLine.exec(complaints)?.[0] ?? 'it threw';
  return codes === undefined || codes.includes(code) ? undefined : `it ended with ${code}`;
}

function batchesOf(files: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let characters = Infinity;
  for (const file of files) {
    characters += file.length + 1;
    if (characters > maximalCharacters) {
      batches.push([]);
      characters = file.length + 1;
    }
    batches.at(-1)?.push(file);
  }
  return batches;
}
