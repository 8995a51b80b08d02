import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinAllCommand } from '../../server/src/lsp/protocol.ts';
import type { Sample } from './corpus.ts';
import { LanguageClient } from './language-client.ts';
import { createPerson, pinAs, runNode, type Person } from './pin-process.ts';
import { startSlowRegistry, type SlowRegistry } from './slow-registry.ts';
import { median } from './statistics.ts';
import { milliseconds, type Section } from './table.ts';

/** How long it takes to pin one image when nothing of the registry client is loaded yet. */
export async function measureFirstPin(
  folder: string,
  quick: boolean,
  dist = fileURLToPath(new URL('../../dist/', import.meta.url)),
): Promise<Section> {
  const commandLine = path.join(dist, 'cli.cjs');
  const server = path.join(dist, 'server.cjs');
  const idle: number[] = [];
  const whole: number[] = [];
  const pins: Pins[] = [];
  const registry = await startSlowRegistry({ access: 'anonymous', delay: 0 });
  try {
    for (let round = 0; round < (quick ? 3 : 15); round++) {
      const person = await createPerson(folder, []);
      idle.push(await runNode([commandLine, '--version'], person.environment));
      const { duration } = await pinAs(person, commandLine, dockerfile(registry, 'command-line'));
      whole.push(duration);
      pins.push(await pinInEditor(await createPerson(folder, []), server, registry));
    }
  } finally {
    await registry.close();
  }
  return {
    title: 'The first pin',
    explanation:
      'One image of a registry on this machine that answers at once. For the command line, from the start of the process to its end: when it only tells its version, and when it pins. For the language server, from the command to its end: the first pin, which loads the registry client, and the next one of another image. Medians.',
    columns: ['Front end', 'Without a pin', 'First pin', 'Next pin'],
    rows: [
      ['command line', milliseconds(median(idle)), milliseconds(median(whole)), '–'],
      [
        'language server',
        '–',
        milliseconds(median(pins.map(({ first }) => first))),
        milliseconds(median(pins.map(({ next }) => next))),
      ],
    ],
    verdicts: [],
  };
}

interface Pins {
  readonly first: number;
  readonly next: number;
}

async function pinInEditor(
  { environment }: Person,
  script: string,
  registry: SlowRegistry,
): Promise<Pins> {
  registry.reset();
  const client = new LanguageClient({ name: 'Seaworthy', script, environment });
  try {
    await client.initialize();
    await client.open(sample('dockerfile', dockerfile(registry, 'first')));
    const first = await client.execute(pinAllCommand);
    const compose = `services:\n  app:\n    image: ${registry.host}/team/next:1\n`;
    await client.open(sample('compose', compose));
    const next = await client.execute(pinAllCommand);
    const { manifests } = registry.traffic();
    if (manifests !== 2) throw new Error(`The registry was asked ${manifests} times, not twice.`);
    return { first, next };
  } finally {
    await client.stop();
  }
}

function dockerfile({ host }: SlowRegistry, repository: string): string {
  return `FROM ${host}/team/${repository}:1\n`;
}

function sample(language: Sample['language'], text: string): Sample {
  return { language, text, editLine: 0 };
}
