import { createSample, sizes } from './corpus.ts';
import { LanguageClient } from './language-client.ts';
import { aboutRivals, type Contest } from './servers.ts';
import { compete, type Rounds } from './statistics.ts';
import { judgeRatio, milliseconds, ratio, type Section, type Verdict } from './table.ts';

const limit = 0.8;

/** Time from a typed character to the diagnostics of the new text, over the protocol. */
export async function measureLatency(
  contests: readonly Contest[],
  quick: boolean,
): Promise<Section> {
  const rounds = quick ? { count: 20, budget: 4_000 } : { count: 100, budget: 30_000 };
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const contest of contests)
    for (const lines of sizes) {
      const [ours, rival, idle] = await measureSize(contest, lines, rounds);
      rows.push([
        contest.language,
        String(lines),
        milliseconds(ours),
        `${milliseconds(rival)} (${contest.rival.name})`,
        milliseconds(idle),
        ratio(ours / rival),
      ]);
      // The other Compose server waits on purpose, so being faster than it proves nothing.
      if (contest.language === 'dockerfile')
        verdicts.push(judgeRatio(`Typing, ${lines} lines`, ours, rival, limit));
    }
  return {
    title: 'From a typed character to diagnostics',
    explanation: `One client drives each server over standard input and output and types a character in the middle of the file; medians of interleaved rounds after warm-up. ${aboutRivals}`,
    columns: ['Language', 'Lines', 'Seaworthy', 'Other server', 'Idle server', 'Ratio'],
    rows,
    verdicts,
  };
}

async function measureSize(
  { language, ours, rival, idle }: Contest,
  lines: number,
  rounds: Rounds,
): Promise<readonly [number, number, number]> {
  const clients = [ours, rival, idle].map((server) => new LanguageClient(server));
  try {
    for (const client of clients) {
      await client.initialize();
      await client.open(createSample(language, lines));
    }
    const [first, second, third] = await compete(
      clients.map((client) => () => client.type('x')),
      rounds,
    );
    return [first ?? Number.NaN, second ?? Number.NaN, third ?? Number.NaN];
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}
