import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { languageOfName } from '../analysis/languages.ts';
import { configNames } from '../settings/config-file.ts';
import { counted, listed } from '../text/words.ts';
import { pipelines, type InitCommand, type Pipeline } from './command.ts';
import { findSources } from './discovery.ts';
import { commentedConfiguration } from './init-configuration.ts';
import { isThere, writeNew, type Written } from './init-files.ts';
import { pipelineFiles } from './init-snippets.ts';
import type { CliPorts, ExitCode } from './ports.ts';
import { tell } from './sources.ts';

/** What is there before anything is written. */
interface Surroundings {
  /** The folder that gets the configuration, and the top of its repository, which gets the files of pipelines. */
  readonly folder: string;
  readonly top: string;
  readonly dockerfiles: number;
  readonly composeFiles: number;
  /** Whether there are more than were counted. */
  readonly isPartial: boolean;
  /** Of the names that a configuration may have, the one that is there, else the preferred one. */
  readonly configName: string;
  /** The pipelines that the repository seems to use. */
  readonly used: readonly Pipeline[];
}

/** What shows that a pipeline is used, from the top of the repository. */
const traces: Readonly<Record<Pipeline, string>> = {
  github: '.github',
  gitlab: pipelineFiles.gitlab.path,
  'pre-commit': pipelineFiles['pre-commit'].path,
};

/** More need not be counted to say that there are some. */
const maximalFiles = 1000;

/**
 * `seaworthy init`: writes a configuration that explains itself, and what a pipeline needs to run the check. 2 when a file
 * could not be written, or the person stopped before anything was.
 */
export async function init(command: InitCommand, ports: CliPorts): Promise<ExitCode> {
  const surroundings = await lookAround(command, ports);
  if (surroundings === undefined) return 2;
  tell(ports, explainFound(surroundings));
  const chosen = await choosePipelines(command, surroundings, ports);
  if (chosen === undefined || ports.signal.aborted) {
    tell(ports, 'Stopped. Nothing was written.');
    return 2;
  }

  const { folder, top, configName } = surroundings;
  const outcomes = [
    await writeOwn(join(folder, configName), commentedConfiguration, command, ports),
  ];
  for (const pipeline of chosen) outcomes.push(await addPipeline(pipeline, top, command, ports));
  if (command.pipelines === undefined && chosen.length === 0)
    tell(ports, explainPipelines(surroundings));
  tell(ports, 'Next: `seaworthy check` shows what there is to improve.');
  return outcomes.some(({ kind }) => kind === 'failed') ? 2 : 0;
}

async function lookAround(
  { folder: named }: InitCommand,
  ports: CliPorts,
): Promise<Surroundings | undefined> {
  const folder = resolve(ports.folder, named ?? '.');
  const stats = await stat(folder).catch(() => undefined);
  if (stats?.isDirectory() !== true) {
    tell(ports, `There is no folder ${folder}. Make it first, or name another one.`);
    return undefined;
  }
  const top = isInside(folder, ports.root) ? ports.root : folder;
  const isUsed = await Promise.all(pipelines.map((each) => isThere(join(top, traces[each]))));
  return {
    folder,
    top,
    ...(await countFiles(folder, ports)),
    configName: await findConfigName(folder),
    used: pipelines.filter((_, index) => isUsed[index]),
  };
}

async function countFiles(
  folder: string,
  { signal }: CliPorts,
): Promise<Pick<Surroundings, 'dockerfiles' | 'composeFiles' | 'isPartial'>> {
  const counts = { dockerfile: 0, compose: 0 };
  for await (const found of findSources([folder], { honoursGitignore: true, signal })) {
    const language = found.ok ? languageOfName(found.value) : undefined;
    if (language !== undefined) counts[language] += 1;
    if (counts.dockerfile + counts.compose >= maximalFiles)
      return { dockerfiles: counts.dockerfile, composeFiles: counts.compose, isPartial: true };
  }
  return { dockerfiles: counts.dockerfile, composeFiles: counts.compose, isPartial: false };
}

/** Two configurations in one folder would leave people guessing which of them holds. */
async function findConfigName(folder: string): Promise<string> {
  for (const name of configNames) if (await isThere(join(folder, name))) return name;
  return configNames[0];
}

async function choosePipelines(
  { pipelines: wanted }: InitCommand,
  { used }: Surroundings,
  { terminal, prompts }: CliPorts,
): Promise<readonly Pipeline[] | undefined> {
  if (wanted !== undefined) return wanted;
  if (!terminal.isInput || !terminal.isErrors) return [];
  const likelyFirst = [...used, ...pipelines.filter((each) => !used.includes(each))];
  const values = await prompts.choose(
    'Which pipelines shall run the check?',
    likelyFirst.map((value) => ({ value, label: labelOf(value, used) })),
  );
  return values && pipelines.filter((each) => values.includes(each));
}

function labelOf(pipeline: Pipeline, used: readonly Pipeline[]): string {
  const { title, path } = pipelineFiles[pipeline];
  return `${title}, in ${path}${used.includes(pipeline) ? ' (used here)' : ''}`;
}

async function addPipeline(
  pipeline: Pipeline,
  top: string,
  command: InitCommand,
  ports: CliPorts,
): Promise<Written> {
  const { path: name, text, addition } = pipelineFiles[pipeline];
  const path = join(top, name);
  if (addition === undefined || !(await isThere(path))) return writeOwn(path, text, command, ports);
  tell(
    ports,
    `${shownPath(path, ports)} is there already and was left as it is. Add this ${addition.place}:`,
  );
  ports.write(addition.text);
  return { kind: 'kept' };
}

async function writeOwn(
  path: string,
  text: string,
  { isForced }: InitCommand,
  ports: CliPorts,
): Promise<Written> {
  const written = await writeNew(path, text, isForced);
  const name = shownPath(path, ports);
  if (written.kind === 'failed') tell(ports, written.problem.sentence);
  else if (written.kind === 'kept')
    tell(ports, `${name} is there already and was left as it is. \`--force\` replaces it.`);
  else tell(ports, `${written.kind === 'created' ? 'Wrote' : 'Replaced'} ${name}.`);
  return written;
}

function explainFound({ dockerfiles, composeFiles, isPartial }: Surroundings): string {
  if (dockerfiles + composeFiles === 0)
    return 'There is no Dockerfile and no Compose file here yet.';
  const counts = [
    ...(dockerfiles === 0 ? [] : [counted(dockerfiles, 'Dockerfile')]),
    ...(composeFiles === 0 ? [] : [counted(composeFiles, 'Compose file')]),
  ];
  return `Found ${isPartial ? 'at least ' : ''}${listed(counts)}.`;
}

/** How a pipeline is added later: those that are used here, or all. */
function explainPipelines({ used }: Surroundings): string {
  const names = (used.length === 0 ? pipelines : used).map(
    (each) => `\`seaworthy init --ci ${each}\` (${pipelineFiles[each].title})`,
  );
  return `To run the check in a pipeline: ${listed(names)}.`;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!/^\.\.(?:[/\\]|$)/.test(way) && !isAbsolute(way));
}

function shownPath(path: string, { folder }: CliPorts): string {
  return isInside(path, folder) ? relative(folder, path) : path;
}
