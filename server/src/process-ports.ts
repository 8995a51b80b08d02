import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { nodeThreads } from './cli/check/threads.ts';
import type { CliPorts, RegistryContext, SpokenPorts } from './cli/ports.ts';
import { createPrompts } from './cli/prompts.ts';
import { promptNodeFiles, repositoryRoot } from './files/node-files.ts';
import { readOwnRegistries } from './files/own-registries.ts';
import { programId, rulePages, threadProgram } from './program.ts';
import type { ImageRegistry } from './registry/image-registry.ts';
import { cacheFolder } from './registry/cache/cache-folder.ts';
import { currentAccount } from './registry/current-account.ts';
import type { PinKnowledge } from './registry/pin-knowledge.ts';
import { rules } from './rules/index.ts';
import type { InspectionSettings } from './settings/inspection-settings.ts';
import { defaultSettings } from './settings/settings.ts';
import { version } from './version.ts';

/** What commands get from the process that they run in. */
export function portsOfProcess(spoken: SpokenPorts, signal: AbortSignal): CliPorts {
  const folder = process.cwd();
  return {
    ...spoken,
    rules,
    files: promptNodeFiles,
    folder,
    root: repositoryRoot(folder),
    environment: process.env,
    today: new Date().toISOString().slice(0, 10),
    now: Date.now,
    readInput: () => {
      // An input that nobody ends would hold up the process.
      signal.addEventListener('abort', () => process.stdin.destroy());
      return buffer(process.stdin);
    },
    createRegistry,
    createPins,
    readInspection,
    createTools: async (...parts) => {
      const { createInspectionTools } = await import('./inspection-tools.ts');
      return createInspectionTools(...parts);
    },
    openImageKnowledge: async (log) => {
      const { createDefaultImageKnowledge } = await import('./registry/default-memory.ts');
      return createDefaultImageKnowledge(log);
    },
    threads: nodeThreads(threadProgram),
    results: programId === undefined ? undefined : resultsOf(programId),
    readRulePage,
    serveLanguage,
    prompts: createPrompts({ input: process.stdin, output: process.stderr, signal }),
    signal,
  };
}

function resultsOf(program: string): CliPorts['results'] {
  return { folder: join(cacheFolder(currentAccount()), 'results'), program };
}

/** Most commands ask no registry: its code is loaded by the first that does. */
async function createRegistry({ log, onNotice }: RegistryContext): Promise<ImageRegistry> {
  const { createDefaultRegistry } = await import('./registry/default-registry.ts');
  const { registries, problems, isBroken } = await readOwnRegistries(process.env);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return createDefaultRegistry({
    timeout: defaultSettings.registry.timeout,
    registries,
    brokenFile: isBroken ? 'registries.yaml' : undefined,
    userAgent: `seaworthy/${version}`,
    log,
    onNotice,
  });
}

async function createPins(): Promise<PinKnowledge> {
  const { createDefaultPinKnowledge } = await import('./registry/default-memory.ts');
  return createDefaultPinKnowledge(() => undefined);
}

async function readInspection(): Promise<InspectionSettings> {
  const { readOwnInspection } = await import('./files/own-inspection.ts');
  const { settings, problems } = await readOwnInspection(process.env);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return settings;
}

async function readRulePage(rule: string): Promise<string | undefined> {
  const isRule = rules.some(({ id }) => id === rule);
  try {
    return isRule ? await readFile(join(rulePages, `${rule}.md`), 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The server looks at the words of the process for how it is spoken to. */
async function serveLanguage(): Promise<void> {
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  await import('./main-lsp.ts');
}
