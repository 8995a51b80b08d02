import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { measureCompletion } from './completion.ts';
import { measureCpu } from './cpu.ts';
import { measureFirstPin } from './first-pin.ts';
import { measureLatency } from './latency.ts';
import { readOptions } from './options.ts';
import { measureSizes } from './package-size.ts';
import { measureRegistry } from './registry.ts';
import { findContests } from './servers.ts';
import { measureStartUp } from './start-up.ts';
import { writeSection, type Section } from './table.ts';
import { measureWaiting } from './waiting.ts';

const args = process.argv.slice(2);
const { quick, markdown } = readOptions(args);
const folder = await mkdtemp(path.join(os.tmpdir(), 'seaworthy-bench-'));
try {
  const parts = [introduction()];
  console.log(parts[0]);
  const contests = await findContests(folder);
  for (const measure of [
    () => measureCpu(folder, quick),
    () => measureLatency(contests, quick),
    () => measureStartUp(contests, quick),
    () => measureRegistry(folder, quick),
    () => measureFirstPin(folder, quick),
    () => measureWaiting(folder, quick),
    () => measureCompletion(folder, quick),
    () => measureSizes(folder),
  ] satisfies (() => Section | Promise<Section>)[]) {
    const section = writeSection(await measure());
    parts.push(section);
    console.log(`\n${section}`);
  }
  if (markdown !== undefined) await writeFile(markdown, parts.join('\n\n') + '\n');
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
