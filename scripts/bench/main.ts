import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measureCommandLine } from './command-line.ts';
import { measureCommandStart } from './command-start.ts';
import { measureCompletion } from './completion.ts';
import { measureCpu } from './cpu.ts';
import { measureFirstPin } from './first-pin.ts';
import { measureHover } from './hover.ts';
import { measureLatency } from './latency.ts';
import { readOptions, type Options } from './options.ts';
import { measureSizes } from './package-size.ts';
import { measureRegistry } from './registry.ts';
import { findContests, type Contest } from './servers.ts';
import { measureStartUp } from './start-up.ts';
import { writeSection, type Section } from './table.ts';
import { measureWaiting } from './waiting.ts';

/** What can be measured, in the order of the report. */
const measures: readonly (readonly [name: string, measure: Measure])[] = [
  ['analysis', ({ folder, quick }) => measureCpu(folder, quick)],
  ['typing', async ({ contests, quick }) => measureLatency(await contests(), quick)],
  ['start-up', async ({ contests, quick }) => measureStartUp(await contests(), quick)],
  ['command-line', ({ folder, quick, tree }) => measureCommandLine(folder, { quick, tree })],
  ['command-line', ({ folder, quick }) => measureCommandStart(folder, quick)],
  ['registry', ({ folder, quick }) => measureRegistry(folder, quick)],
  ['first-pin', ({ folder, quick }) => measureFirstPin(folder, quick)],
  ['waiting', ({ folder, quick }) => measureWaiting(folder, quick)],
  ['hover', ({ folder, quick }) => measureHover(folder, quick)],
  ['completion', ({ folder, quick }) => measureCompletion(folder, quick)],
  ['sizes', ({ folder }) => measureSizes(folder)],
];

interface Surroundings extends Options {
  readonly folder: string;
  /** The servers that are measured, found for the first who asks. */
  readonly contests: () => Promise<readonly Contest[]>;
}

type Measure = (surroundings: Surroundings) => Section | Promise<Section>;

const args = process.argv.slice(2);
const options = readOptions(
  args,
  measures.map(([name]) => name),
);
const folder = await mkdtemp(path.join(os.tmpdir(), 'seaworthy-bench-'));
try {
  const parts = [introduction()];
  console.log(parts[0]);
  let found: Promise<readonly Contest[]> | undefined;
  const contests = (): Promise<readonly Contest[]> => (found ??= findContests(folder));
  for (const [name, measure] of measures) {
    if (options.only !== undefined && options.only !== name) continue;
    const section = writeSection(await measure({ ...options, folder, contests }));
    parts.push(section);
    console.log(`\n${section}`);
  }
  if (options.markdown !== undefined) await writeFile(options.markdown, parts.join('\n\n') + '\n');
} finally {
  await rm(folder, { recursive: true, force: true });
}

function introduction(): string {
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const processor = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    '# Benchmarks',
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: Node.js ${process.version}, ${processor}, ${os.cpus().length} processors, ${os.platform()} ${os.arch()}.`,
    'Times differ from machine to machine, so compare the ratios, which come from one run.',
  ].join('\n\n');
}
