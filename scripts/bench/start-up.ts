import { readFile } from 'node:fs/promises';
import { createSample } from './corpus.ts';
import { LanguageClient, type ServerCommand } from './language-client.ts';
import type { Contest } from './servers.ts';
import { median, turns } from './statistics.ts';
import { judgeRatio, megabytes, milliseconds, type Section, type Verdict } from './table.ts';

/** One run of a server: milliseconds from its start, bytes of resident memory. */
interface Run {
  readonly initialized: number;
  readonly diagnosed: number;
  readonly resident: number;
  readonly peak: number;
}

const lines = 2_000;

/** Start-up time and memory of each server on a file of 2,000 lines. */
export async function measureStartUp(
  contests: readonly Contest[],
  quick: boolean,
): Promise<Section> {
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const contest of contests) {
    const servers = [contest.ours, contest.rival, contest.idle];
    const medians = (await runAll(contest, servers, quick ? 3 : 9)).map(medianRun);
    for (const [index, run] of medians.entries())
      rows.push([
        servers[index]?.name ?? '',
        contest.language,
        milliseconds(run.initialized),
        milliseconds(run.diagnosed),
        megabytes(run.resident),
        megabytes(run.peak),
      ]);
    const [ours, rival] = medians;
    if (ours !== undefined && rival !== undefined && Number.isFinite(ours.resident))
      verdicts.push(
        judgeRatio(
          `Memory, ${contest.language}, beside ${contest.rival.name}`,
          ours.resident,
          rival.resident,
          1,
        ),
      );
  }
  return {
    title: 'Start-up and memory',
    explanation: `From the start of the process to the answer to \`initialize\` and to the first diagnostics of a file of ${lines} lines, then the resident memory (VmRSS) and its peak (VmHWM); medians of interleaved runs. Memory is measured on Linux only.`,
    columns: ['Server', 'Language', 'Initialized', 'First diagnostics', 'Memory', 'Peak'],
    rows,
    verdicts,
  };
}

async function runAll(
  { language }: Contest,
  servers: readonly ServerCommand[],
  rounds: number,
): Promise<readonly (readonly Run[])[]> {
  const sample = createSample(language, lines);
  const runs: Run[][] = servers.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const turn of turns(servers.length, round)) {
      const server = servers[turn];
      if (server === undefined) continue;
      const started = performance.now();
      const client = new LanguageClient(server);
      try {
        await client.initialize();
        const initialized = performance.now() - started;
        await client.open(sample);
        const diagnosed = performance.now() - started;
        runs[turn]?.push({ initialized, diagnosed, ...(await memoryOf(client.pid)) });
      } finally {
        await client.stop();
      }
    }
  return runs;
}

function medianRun(runs: readonly Run[]): Run {
  return {
    initialized: median(runs.map((run) => run.initialized)),
    diagnosed: median(runs.map((run) => run.diagnosed)),
    resident: median(runs.map((run) => run.resident)),
    peak: median(runs.map((run) => run.peak)),
  };
}

/** Bytes from `/proc/<pid>/status`; NaN where the system has no such file. */
async function memoryOf(pid: number | undefined): Promise<Pick<Run, 'resident' | 'peak'>> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  const bytes = (field: string): number => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kibibytes === undefined ? Number.NaN : Number(kibibytes) * 1024;
  };
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}
