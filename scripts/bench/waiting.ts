import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSample, type Sample } from './corpus.ts';
import { LanguageClient } from './language-client.ts';
import { createPerson } from './pin-process.ts';
import { startSlowRegistry, type SlowRegistry } from './slow-registry.ts';
import { compete } from './statistics.ts';
import { judgeRatio, milliseconds, ratio, type Section, type Verdict } from './table.ts';

const limit = 1.05;
/** Milliseconds until the registry answers: longer than anybody waits. */
const silence = 30_000;
const timeout = 60;
const lines = [100, 2_000] as const;

/** What typing costs while a registry that was asked has not answered yet. */
export async function measureWaiting(
  folder: string,
  quick: boolean,
  script = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url)),
): Promise<Section> {
  // All of it fits into the time that the registry takes.
  const rounds = { count: 1000, budget: quick ? 4_000 : 20_000 };
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  const registry = await startSlowRegistry({ access: 'anonymous', delay: silence });
  try {
    for (const count of lines) {
      const { environment } = await createPerson(folder, []);
      const server = { name: 'Seaworthy', script, environment };
      const [busy, idle] = [new LanguageClient(server), new LanguageClient(server)];
      try {
        await startWaiting(busy, registry, count);
        await idle.initialize();
        await idle.open(sampleFor(registry, count));
        const [waiting, alone] = await compete(
          [() => busy.type('x'), () => idle.type('x')] as const,
          rounds,
        );
        rows.push([
          String(count),
          milliseconds(waiting),
          milliseconds(alone),
          ratio(waiting / alone),
        ]);
        verdicts.push(
          judgeRatio(`Typing while a registry is silent, ${count} lines`, waiting, alone, limit),
        );
      } finally {
        await Promise.all([busy.stop(), idle.stop()]);
      }
    }
  } finally {
    await registry.close();
  }
  return {
    title: 'Typing while a registry does not answer',
    explanation: `A registry answers after ${silence / 1000} s. One server has asked it for the tags of an image, for completion, and in the background about the pinned image of the same file; the other, with the same file open, has asked nobody. From a typed character to its diagnostics; medians of interleaved rounds.`,
    columns: ['Lines', 'While waiting', 'Asking nobody', 'Ratio'],
    rows,
    verdicts,
  };
}

/** Opens the file and leaves the registry with two questions. */
async function startWaiting(
  client: LanguageClient,
  registry: SlowRegistry,
  count: number,
): Promise<void> {
  registry.reset();
  const sample = sampleFor(registry, count);
  await client.initialize({
    registry: { timeout },
    registries: { [registry.host]: { plainHttp: true } },
    backgroundChecks: { registries: [registry.host] },
  });
  await client.open(sample);
  client.complete(1, sample.text.split('\n')[1]?.length ?? 0);
  const deadline = performance.now() + 20_000;
  while (registry.traffic().arrivals < 2) {
    if (performance.now() > deadline)
      throw new Error(`The registry got ${registry.traffic().arrivals} requests, not 2.`);
    await delay(20);
  }
}

function sampleFor({ host }: SlowRegistry, count: number): Sample {
  const { language, text, editLine } = createSample('dockerfile', count - 2);
  const digest = `sha256:${'a'.repeat(64)}`;
  const head = `FROM ${host}/team/pinned:1.0@${digest}\nFROM ${host}/team/open:1\n`;
  return { language, text: head + text, editLine: editLine + 2 };
}
