import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSample } from './corpus.ts';
import { runMeasured } from './measured-process.ts';
import { createPerson } from './pin-process.ts';
import { median, turns } from './statistics.ts';
import { megabytes, milliseconds, ratio, type Section, type Verdict } from './table.ts';

interface Start {
  readonly title: string;
  readonly words: readonly string[];
}

const program = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));
const timeout = 60_000;
const lines = 25;
/** What a start may take: so many times as long as that of Node.js alone, and so many milliseconds. */
const limit = { factor: 1.5, milliseconds: 60 } as const;

/** How long `check` takes on one small file, beside a Node.js that has nothing to do. */
export async function measureCommandStart(folder: string, quick: boolean): Promise<Section> {
  const { environment, folder: home } = await createPerson(folder, []);
  const check = [program, 'check', '--no-cache'];
  await writeFile(path.join(home, 'Dockerfile'), createSample('dockerfile', lines).text);
  await writeFile(path.join(home, 'compose.yaml'), createSample('compose', 2 * lines).text);
  const starts: readonly Start[] = [
    { title: 'node -e 0', words: ['-e', '0'] },
    { title: 'seaworthy --version', words: [program, '--version'] },
    { title: 'seaworthy check Dockerfile', words: [...check, 'Dockerfile'] },
    { title: 'seaworthy check compose.yaml', words: [...check, 'compose.yaml'] },
  ];
  const complaints = path.join(folder, 'complaints.txt');
  const durations: number[][] = starts.map(() => []);
  const peaks: number[][] = starts.map(() => []);
  for (let round = 0; round < (quick ? 10 : 30); round++)
    for (const turn of turns(starts.length, round)) {
      const words = starts[turn]?.words ?? [];
      const run = await runMeasured(
        { file: process.execPath, words, folder: home, environment },
        complaints,
        timeout,
      );
      if (run.code === undefined || run.code > 1)
        throw new Error(`\`node ${words.join(' ')}\` failed: ${run.complaints}`);
      durations[turn]?.push(run.duration);
      peaks[turn]?.push(run.peak);
    }
  const [node = Number.NaN, ...others] = durations.map(median);
  const allowed = limit.factor * node + limit.milliseconds;
  return {
    title: 'Starting the command line',
    explanation: `From the start of the process to its end, on a Dockerfile of ${lines} lines and a Compose file of ${2 * lines}, without what earlier runs found; medians of interleaved runs. Memory is that of the median run (VmHWM, on Linux only).`,
    columns: ['Command', 'Time', 'Peak memory', 'Beside Node.js'],
    rows: starts.map(({ title }, index) => {
      const time = median(durations[index] ?? []);
      return [title, milliseconds(time), megabytes(median(peaks[index] ?? [])), ratio(time / node)];
    }),
    verdicts: others.slice(1).map((time, index): Verdict => ({
      target: `${starts[index + 2]?.title ?? ''}: at most ${limit.factor} × \`node -e 0\` and ${limit.milliseconds} ms (${milliseconds(allowed)})`,
      measured: milliseconds(time),
      isMet: time <= allowed,
    })),
  };
}
