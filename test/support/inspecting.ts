import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { InspectReport } from '../../server/src/cli/inspect/inspect-report.ts';
import type { CliPorts } from '../../server/src/cli/ports.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails, ImageEntry } from '../../server/src/registry/image-source.ts';
import { nothingTold } from '../../server/src/registry/publisher-source.ts';
import type { ListedTag } from '../../server/src/registry/tag-source.ts';
import { ok } from '../../server/src/text/result.ts';
import { details, layer } from '../analysis/images.ts';
import { command, type Outcome } from './command-line.ts';
import { memoryImageKnowledge, noTools } from './examining.ts';
import { digestOf, indexNamed } from './image-shelf.ts';
import { partialRegistry } from './registries.ts';

export const amd64 = digestOf('amd64');
export const arm64 = digestOf('arm64');
export const index = indexNamed('index', { 'linux/amd64': 'amd64', 'linux/arm64/v8': 'arm64' });

export const image = details({
  digest: amd64,
  created: Date.UTC(2026, 10, 20, 8, 12),
  user: 'app',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['python3'],
  exposedPorts: ['80/tcp'],
  workingDirectory: '/srv',
  environment: ['PATH=/bin', 'DB_PASSWORD=hunter2'],
  labels: new Map([
    ['maintainer', 'team'],
    ['org.opencontainers.image.source', 'https://example.com/source'],
    ['org.opencontainers.image.licenses', 'MIT'],
  ]),
  layers: [layer('base', 29_800_000), layer('app', 200_000)],
});

/** A registry with one image, whose list of tags tells digests; `parts` answer in its place. */
export function registryWith(
  parts: Partial<ImageRegistry> = {},
  {
    entry = index,
    shown = image,
    tags = [],
  }: { entry?: ImageEntry; shown?: ImageDetails; tags?: readonly ListedTag[] } = {},
): ImageRegistry {
  return partialRegistry({
    entry: () => Promise.resolve(ok(entry)),
    details: () => Promise.resolve(ok(shown)),
    allTags: () => Promise.resolve(ok({ tags, isPartial: false })),
    repositoryFacts: () => Promise.resolve(ok(nothingTold)),
    attestations: () =>
      Promise.resolve(ok({ found: [], provenance: undefined, packages: undefined })),
    ...parts,
  });
}

/** Runs `seaworthy inspect` with a registry that a test gives, on a machine where nobody else is to be asked. */
export function inspect(
  words: readonly string[],
  registry: ImageRegistry = registryWith(),
  ports: Partial<CliPorts> = {},
): Promise<Outcome> {
  return command(['inspect', ...words], {
    createRegistry: () => registry,
    createTools: () => noTools,
    openImageKnowledge: () => memoryImageKnowledge(),
    now: () => Date.UTC(2026, 10, 23),
    ...ports,
  });
}

/** What it says as data, which the schema accepts. */
export async function report(
  words: readonly string[],
  registry?: ImageRegistry,
  ports?: Partial<CliPorts>,
): Promise<InspectReport> {
  const { output } = await inspect(['--format', 'json', ...words], registry, ports);
  return readReport(output);
}

/** A report as data, which the schema accepts. */
export async function readReport(output: string): Promise<InspectReport> {
  const ajv = addFormats.default(new Ajv({ strict: true, allowUnionTypes: true }));
  const schema: unknown = JSON.parse(
    await readFile(new URL('../../schemas/inspect-report.schema.json', import.meta.url), 'utf8'),
  );
  const parsed = JSON.parse(output) as InspectReport;
  expect(ajv.validate(schema as object, parsed), ajv.errorsText()).toBe(true);
  return parsed;
}
