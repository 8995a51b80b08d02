import { fileURLToPath } from 'node:url';
import type { Sample } from './corpus.ts';
import { LanguageClient } from './language-client.ts';
import { createPerson, type Person } from './pin-process.ts';
import { startSlowRegistry, type Access, type SlowRegistry } from './slow-registry.ts';
import { median } from './statistics.ts';
import { judgeCount, milliseconds, ratio, type Section, type Verdict } from './table.ts';

/** Milliseconds that each answer takes. */
const delay = 100;
/** The page itself, and one more. */
const mostInARow = 2;

interface Completion {
  /** Requests one after another. */
  readonly requests: number;
  readonly duration: number;
}

/** How long a list of tags takes beside the one page of it that the registry must give. */
export async function measureCompletion(
  folder: string,
  quick: boolean,
  script = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url)),
): Promise<Section> {
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  const rounds = quick ? 1 : 5;
  for (const access of ['anonymous', 'basic', 'bearer'] as const) {
    const runs: Record<keyof Contacts, Completion[]> = { first: [], later: [], next: [] };
    for (let round = 0; round < rounds; round++) {
      const contacts = await measureAccess(access, folder, script);
      for (const when of ['first', 'later', 'next'] as const) runs[when].push(contacts[when]);
    }
    for (const [when, completions] of Object.entries(runs)) {
      const name = `${access}, ${contactNames[when as keyof Contacts]}`;
      const requests = Math.max(...completions.map((each) => each.requests));
      const duration = median(completions.map((each) => each.duration));
      rows.push([name, String(requests), milliseconds(duration), ratio(duration / delay)]);
      verdicts.push(judgeCount(`Requests in a row, ${name}`, requests, mostInARow));
    }
  }
  return {
    title: 'Completing a tag',
    explanation: `Registries on this machine take ${delay} ms for each answer and give a page of 999 tags. From the request for completion to the list, by a server that has asked another registry before; the ratio is to the time of one page. Medians, and the most requests that followed each other.`,
    columns: ['Registry', 'Requests in a row', 'Time', 'Ratio'],
    rows,
    verdicts,
  };
}

/** What a registry is to a person when its tags are asked for. */
interface Contacts {
  /** Nobody on this machine has asked it before. */
  readonly first: Completion;
  /** It was asked in another process. */
  readonly later: Completion;
  /** It has just been asked for another repository. */
  readonly next: Completion;
}

const contactNames: Readonly<Record<keyof Contacts, string>> = {
  first: 'asked for the first time',
  later: 'asked by an earlier process',
  next: 'asked before',
};

async function measureAccess(access: Access, folder: string, script: string): Promise<Contacts> {
  const registry = await startSlowRegistry({ access, delay });
  const other = await startSlowRegistry({ access: 'anonymous', delay: 0 });
  try {
    const person = await createPerson(folder, access === 'basic' ? [registry.host] : []);
    const [first] = await completeWith(person, script, registry, other);
    const [later, next] = await completeWith(person, script, registry, other);
    return { first, later, next };
  } finally {
    await Promise.all([registry.close(), other.close()]);
  }
}

/** Completes two repositories of the registry with a new server, whose code is loaded before. */
async function completeWith(
  { environment }: Person,
  script: string,
  registry: SlowRegistry,
  other: SlowRegistry,
): Promise<readonly [Completion, Completion]> {
  const client = new LanguageClient({ name: 'Seaworthy', script, environment });
  try {
    await client.initialize();
    await complete(client, other, 'warm-up');
    return [await complete(client, registry, 'one'), await complete(client, registry, 'two')];
  } finally {
    await client.stop();
  }
}

async function complete(
  client: LanguageClient,
  registry: SlowRegistry,
  repository: string,
): Promise<Completion> {
  const line = `FROM ${registry.host}/team/${repository}:`;
  const sample: Sample = { language: 'dockerfile', text: `${line}\n`, editLine: 0 };
  await client.open(sample);
  registry.reset();
  const duration = await client.completed(0, line.length);
  await client.close();
  return { requests: registry.traffic().arrivals, duration };
}
