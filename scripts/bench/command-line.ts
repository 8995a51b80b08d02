import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCheckTree, writeCheckTree, type CheckTree } from './check-tree.ts';
import { runChecker, type CheckerRun } from './checker-run.ts';
import { createPerson, type Person } from './pin-process.ts';
import { findRivals, type Checker, type Rival, type Rivals } from './rivals.ts';
import { median, turns } from './statistics.ts';
import { judgeSpeed, megabytes, ratio, type Section, type Verdict } from './table.ts';

export interface CommandLineOptions {
  /** Fewer files, one round. */
  readonly quick: boolean;
  /** The folder that is checked; undefined makes one. */
  readonly tree: string | undefined;
}

/** Somebody in the rounds: what is run, on which files, and what came of it. */
interface Contestant {
  readonly title: string;
  readonly checker: Checker;
  /** Relative to the tree; those that a checker finds by itself when it searches the folder. */
  readonly files: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly runs: CheckerRun[];
}

/** The contestants by what they check, ours first. */
interface Group {
  readonly title: string;
  readonly ours: Contestant;
  readonly others: readonly Contestant[];
}

const program = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
/** Bytes. */
const memoryLimit = 200_000_000;
const limits = {
  full: { folders: 2_000, rounds: 5, budget: 150_000, share: 8_000 },
  quick: { folders: 400, rounds: 1, budget: 20_000, share: 2_500 },
} as const;
/** Files of the first run of another checker, which tells how many it can check in the time it gets. */
const sampleSize = 30;

/** How many files a second we check, and in how much memory, beside other checkers. */
export async function measureCommandLine(
  folder: string,
  { quick, tree: given }: CommandLineOptions,
): Promise<Section> {
  if (!existsSync(program)) throw new Error('dist/cli.cjs is missing; run `npm run build`.');
  const limit = quick ? limits.quick : limits.full;
  const made = path.join(folder, 'tree');
  if (given === undefined) await writeCheckTree(made, limit.folders);
  const tree = await readCheckTree(given ?? made);
  const person = await createPerson(folder, []);
  const complaints = path.join(folder, 'complaints.txt');
  const run = ({ checker, files, environment }: Omit<Contestant, 'runs'>): Promise<CheckerRun> =>
    runChecker(checker, { folder: tree.folder, files, environment, complaints });

  const rivals = await findRivals();
  const groups = await groupsOf(tree, person, rivals.found, limit.share, run);
  const contestants = groups.flatMap(({ ours, others }) => [ours, ...others]);
  const started = performance.now();
  for (let round = 0; round < limit.rounds; round++) {
    const begun = performance.now();
    for (const turn of turns(contestants.length, round)) {
      const contestant = contestants[turn];
      if (contestant === undefined || contestant.runs.some(({ failure }) => failure)) continue;
      contestant.runs.push(await run(contestant));
    }
    const now = performance.now();
    if (now - started + (now - begun) > limit.budget) break;
  }
  return {
    title: 'Checking many files',
    explanation: explanationOf(tree, given !== undefined, groups, rivals),
    columns: [
      'Files',
      'Checker',
      'Number',
      'Time',
      'Files a second',
      'Peak memory',
      'Ours beside it',
    ],
    rows: groups.flatMap(rowsOf),
    verdicts: groups.flatMap((group) => verdictsOf(group, rivals.found)),
  };
}

async function groupsOf(
  tree: CheckTree,
  { environment }: Person,
  rivals: readonly Rival[],
  share: number,
  run: (contestant: Contestant) => Promise<CheckerRun>,
): Promise<readonly Group[]> {
  const all = [...tree.files.dockerfile, ...tree.files.compose];
  const ours = (
    title: string,
    takes: Checker['takes'],
    words: readonly string[],
    files: readonly string[] = all,
  ) => ({
    title,
    checker: ourChecker(takes, words),
    files,
    environment,
    runs: [],
  });
  const groups: Group[] = [
    {
      title: 'all',
      ours: ours('Seaworthy', 'folder', ['--no-cache']),
      others: [ours('Seaworthy again', 'folder', [])],
    },
  ];
  for (const [language, title] of [
    ['compose', 'Compose files'],
    ['dockerfile', 'Dockerfiles'],
  ] as const) {
    const files = tree.files[language];
    const others: Contestant[] = [];
    for (const rival of rivals.filter((other) => other.language === language)) {
      const contestant = { title: rival.name, checker: rival, environment: process.env, runs: [] };
      const sample = await run({ ...contestant, files: everyNth(files, sampleSize) });
      const most = Math.round((sampleSize * share) / sample.duration);
      const fit = rival.takes === 'folder' ? files : everyNth(files, Math.max(sampleSize, most));
      others.push({ ...contestant, files: fit });
    }
    groups.push({ title, ours: ours('Seaworthy', 'files', ['--no-cache'], files), others });
  }
  // What is known from now on is what a second run finds.
  for (const { others } of groups.slice(0, 1)) for (const again of others) await run(again);
  return groups;
}

function ourChecker(takes: Checker['takes'], words: readonly string[]): Checker {
  return {
    name: 'Seaworthy',
    file: process.execPath,
    words: [program, 'check', '--format', 'json', ...words],
    takes,
    // A file that cannot be read, in a folder that was given, is no reason to stop.
    codes: [0, 1, 2],
  };
}

/** As many files as that, or all, from everywhere in the list. */
function everyNth(files: readonly string[], count: number): readonly string[] {
  const step = Math.max(1, files.length / count);
  return files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function rowsOf({ title, ours, others }: Group): readonly (readonly string[])[] {
  return [ours, ...others].map((contestant) => {
    const { files, runs } = contestant;
    const failure = failureOf(contestant);
    const figures = failure
      ? ['–', '–', '–']
      : [
          seconds(durationOf(contestant)),
          speedOf(contestant).toFixed(0),
          megabytes(Math.max(...runs.map(({ peak }) => peak))),
        ];
    const beside =
      failure || contestant === ours ? '–' : ratio(speedOf(ours) / speedOf(contestant));
    return [title, contestant.title, String(files.length), ...figures, beside];
  });
}

function verdictsOf({ ours, others }: Group, rivals: readonly Rival[]): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const other of others) {
    const rival = rivals.find(({ name }) => name === other.title);
    if (rival === undefined || failureOf(other) !== undefined) continue;
    verdicts.push(
      judgeSpeed(
        `Files a second, beside ${rival.name}`,
        speedOf(ours),
        speedOf(other),
        rival.reach,
      ),
    );
  }
  const peak = Math.max(...ours.runs.map((run) => run.peak));
  if (ours.checker.takes === 'folder' && Number.isFinite(peak))
    verdicts.push({
      target: `Peak memory, all files, at most ${megabytes(memoryLimit)}`,
      measured: megabytes(peak),
      isMet: peak <= memoryLimit,
    });
  return verdicts;
}

function durationOf({ runs }: Contestant): number {
  return median(runs.map(({ duration }) => duration));
}

/** Files a second. */
function speedOf(contestant: Contestant): number {
  return (1000 * contestant.files.length) / durationOf(contestant);
}

function failureOf({ runs }: Contestant): string | undefined {
  return runs.find(({ failure }) => failure !== undefined)?.failure;
}

function seconds(duration: number): string {
  return `${(duration / 1000).toFixed(2)} s`;
}

function explanationOf(
  { files, lines }: CheckTree,
  isGiven: boolean,
  groups: readonly Group[],
  { absent }: Rivals,
): string {
  const contestants = groups.flatMap(({ ours, others }) => [ours, ...others]);
  const rounds = Math.max(...contestants.map(({ runs }) => runs.length));
  const broken = contestants.flatMap((contestant) => {
    const failure = failureOf(contestant);
    return failure === undefined ? [] : [`${contestant.title} broke (${failure}).`];
  });
  return [
    `${files.dockerfile.length} Dockerfiles and ${files.compose.length} Compose files in ${isGiven ? 'the folder that was given' : 'a made folder: put together from the examples of the rules, with ignore files, environments and overrides, the same each time'}; the file in the middle has ${lines.dockerfile} and ${lines.compose} lines.`,
    `Each checker writes JSON to nowhere, and its time is from the start of the process to its end: the median of ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}.`,
    'Memory is the most that all its processes had at once in any round (VmHWM, on Linux only).',
    'For all files, Seaworthy searches the folder, first without what earlier runs found (`--no-cache`) and again with it; for the others, all checkers are given the same paths, as many as go into one command. One that is too slow for all of them gets fewer, from everywhere in the list; `Number` says how many.',
    'Other checkers run with their default rules.',
    ...broken,
    ...(absent.length > 0 ? [`Not measured: ${absent.join(', ')}.`] : []),
  ].join(' ');
}
