import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createPerson, pinAs, type Person } from './pin-process.ts';
import { scenarios, type Image, type Requests, type Scenario } from './registry-scenarios.ts';
import { digestFor, startSlowRegistry, type SlowRegistry, type Traffic } from './slow-registry.ts';
import { median } from './statistics.ts';
import {
  judgeCount,
  judgeRatio,
  milliseconds,
  ratio,
  type Section,
  type Verdict,
} from './table.ts';

interface Outcome {
  readonly requests: Requests;
  /** The most connections that one registry had. */
  readonly connections: number;
  /** Milliseconds from the first request to the last answer. */
  readonly duration: number;
}

/** Milliseconds that each answer takes. */
const delay = 30;
/** Requests that a registry gets at a time. */
const concurrency = 4;
const maximalConnections = 6;
const limit = 1.3;

/**
 * What registries see of a pin, and how long it takes beside the ideal: the fewest requests there can be, in
 * rounds of as many as go to one registry at a time.
 */
export async function measureRegistry(
  folder: string,
  quick: boolean,
  script = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url)),
): Promise<Section> {
  if (!existsSync(script)) throw new Error(`${script} is missing; run \`npm run build\`.`);
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) {
    const outcomes: Outcome[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++)
      outcomes.push(await run(scenario, folder, script));
    const { name, fewest, registries, isTimed } = scenario;
    const requests = worst(outcomes.map((outcome) => outcome.requests));
    const connections = Math.max(...outcomes.map((outcome) => outcome.connections));
    const duration = median(outcomes.map((outcome) => outcome.duration));
    const ideal = Math.ceil(sum(fewest) / registries / concurrency) * delay;
    rows.push([
      name,
      list(requests),
      list(fewest),
      String(connections),
      milliseconds(duration),
      milliseconds(ideal),
      ratio(duration / ideal),
    ]);
    verdicts.push(judgeRequests(name, requests, fewest));
    if (isTimed) verdicts.push(judgeRatio(`Time, ${name}`, duration, ideal, limit));
    verdicts.push(
      judgeCount(`Connections to one registry, ${name}`, connections, maximalConnections),
    );
  }
  return {
    title: 'Pinning through registries',
    explanation: `The command line pins all images of one file; each registry is on this machine, takes ${delay} ms for each answer and counts what it gets: requests for manifests, those of them that it answered with 401 and a challenge, and requests for tokens. The time is from the first request to the last answer, the median of some runs; the counts are the worst of them. The ideal is the fewest requests there can be, in rounds of ${concurrency} at a time to each registry.`,
    columns: ['File', 'Requests', 'Fewest', 'Connections', 'Time', 'Ideal', 'Ratio'],
    rows,
    verdicts,
  };
}

async function run(scenario: Scenario, folder: string, script: string): Promise<Outcome> {
  const { access } = scenario;
  const registries: SlowRegistry[] = [];
  try {
    for (let index = 0; index < scenario.registries; index++)
      registries.push(await startSlowRegistry({ access, delay }));
    const hosts = registries.map(({ host }) => host);
    const person = await createPerson(folder, access === 'basic' ? hosts : []);
    const images = scenario.images(hosts);
    await pinAndCheck(person, script, images);
    const first = registries.map((registry) => registry.traffic());
    return {
      requests: total(first),
      connections: Math.max(...first.map(({ connections }) => connections)),
      duration:
        Math.max(...first.map(({ ended }) => ended)) - Math.min(...first.map(({ began }) => began)),
    };
  } finally {
    await Promise.all(registries.map((registry) => registry.close()));
  }
}

/** A wrong pin makes every figure worthless, so it ends the benchmark. */
async function pinAndCheck(
  person: Person,
  script: string,
  images: readonly Image[],
): Promise<void> {
  const { text } = await pinAs(
    person,
    script,
    writeFile(images, () => ''),
  );
  const expected = writeFile(images, ({ repository, tag }) => `@${digestFor(repository, tag)}`);
  if (text !== expected) throw new Error(`The pins are not those of the registry:\n${text}`);
}

function writeFile(images: readonly Image[], pin: (image: Image) => string): string {
  return images
    .map((image, index) => {
      const { host, repository, tag } = image;
      return `FROM ${host}/${repository}:${tag}${pin(image)} AS stage-${index}\n`;
    })
    .join('');
}

function total(traffics: readonly Traffic[]): Requests {
  const add = (what: keyof Requests) => traffics.reduce((all, traffic) => all + traffic[what], 0);
  return { manifests: add('manifests'), challenges: add('challenges'), tokens: add('tokens') };
}

function worst(requests: readonly Requests[]): Requests {
  const most = (what: keyof Requests) => Math.max(...requests.map((each) => each[what]));
  return { manifests: most('manifests'), challenges: most('challenges'), tokens: most('tokens') };
}

function sum({ manifests, challenges, tokens }: Requests): number {
  return manifests + challenges + tokens;
}

function list({ manifests, challenges, tokens }: Requests): string {
  return `${manifests} + ${challenges} × 401 + ${tokens} tokens`;
}

function judgeRequests(what: string, measured: Requests, fewest: Requests): Verdict {
  return {
    target: `Requests, ${what}: ${list(fewest)}`,
    measured: list(measured),
    isMet: list(measured) === list(fewest),
  };
}
