import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  vulnerabilitySeverities,
  type ImageFacts,
} from '../../server/src/reference/image-facts.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { cacheFolder } from '../../server/src/registry/cache/cache-folder.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import { imageFactRecords } from '../../server/src/registry/image-facts-record.ts';
import { createImageKnowledge } from '../../server/src/registry/image-knowledge-store.ts';
import { createSample, type Sample } from './corpus.ts';
import { LanguageClient } from './language-client.ts';
import { createPerson, type Person } from './pin-process.ts';
import { compete } from './statistics.ts';
import { judgeRatio, milliseconds, ratio, type Section, type Verdict } from './table.ts';

const limit = 1.1;
const lines = [100, 2_000] as const;
const image = 'registry.example.com/team/app:latest';

/** What it costs a hover that something is known of the image. */
export async function measureHover(
  folder: string,
  quick: boolean,
  script = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url)),
): Promise<Section> {
  const rounds = { count: quick ? 50 : 1000, budget: quick ? 4_000 : 20_000 };
  const rows: string[][] = [];
  const verdicts: Verdict[] = [];
  for (const count of lines) {
    const [knowing, unknowing] = [await createPerson(folder, []), await createPerson(folder, [])];
    await learn(knowing);
    const clients = [knowing, unknowing].map(
      ({ environment }) => new LanguageClient({ name: 'Seaworthy', script, environment }),
    );
    try {
      for (const client of clients) {
        await client.initialize();
        await client.open(sampleOf(count));
      }
      const [known, unknown] = await compete(
        clients.map((client) => () => client.hovered(0, 'FROM '.length)),
        rounds,
      );
      const [ours = Number.NaN, theirs = Number.NaN] = [known, unknown];
      rows.push([String(count), milliseconds(ours), milliseconds(theirs), ratio(ours / theirs)]);
      verdicts.push(judgeRatio(`Hover on a known image, ${count} lines`, ours, theirs, limit));
    } finally {
      await Promise.all(clients.map((client) => client.stop()));
    }
  }
  return {
    title: 'Hover on an image',
    explanation:
      'Publisher, signature, origin and a scan of an image are known from an earlier look, and the hover tells them beside what a rule says; the other server knows nothing of the image and tells the rule alone. Nobody is asked by either. From the request to the answer; medians of interleaved rounds.',
    columns: ['Lines', 'Known', 'Not known', 'Ratio'],
    rows,
    verdicts,
  };
}

/** Keeps facts about the image where the server of that person looks for them. */
async function learn({ environment }: Person): Promise<void> {
  const reference = parseReference(image);
  if (!reference.ok) throw new Error(`${image} is no reference.`);
  const account = { environment, homeDirectory: homedir(), platform: process.platform };
  const store = diskCache({ folder: cacheFolder(account), kind: imageFactRecords });
  await createImageKnowledge({ store }).note(reference.value, factsOf(Date.now()));
}

function factsOf(at: number): ImageFacts {
  const counts = Object.fromEntries(
    vulnerabilitySeverities.map((severity, index) => [severity, index]),
  ) as NonNullable<ImageFacts['scan']>['counts'];
  return {
    digest: `sha256:${'a'.repeat(64)}`,
    origin: { at, created: at, pushed: at, source: 'https://git.example.com/team/app' },
    publisher: { at, kind: 'account', name: 'team' },
    signature: {
      at,
      level: 'verified',
      signers: ['release@example.com'],
      isExpected: true,
      isComplete: true,
      isWhole: true,
      policy: '',
    },
    attestation: { at, hasPackages: true, hasProvenance: true },
    scan: {
      at,
      scanner: 'Trivy',
      scannerVersion: '0.70.0',
      database: at,
      counts,
      fixable: counts,
      knownExploited: 0,
      endOfLife: undefined,
    },
  };
}

function sampleOf(count: number): Sample {
  const { language, text, editLine } = createSample('dockerfile', count - 1);
  return { language, text: `FROM ${image}\n${text}`, editLine: editLine + 1 };
}
