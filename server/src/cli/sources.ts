import { resolve } from 'node:path';
import { plainLine } from '../text/plain-line.ts';
import type { FileChoice } from './command.ts';
import { findSources } from './discovery.ts';
import { readSource, type FileProblem, type ReadFile, type SourceFile } from './files.ts';
import type { CliPorts } from './ports.ts';
import { readStandardInput } from './standard-input.ts';

/** The files that a command is about. */
export interface SourceChoice extends FileChoice {
  /** The name that tells what standard input is; without it, standard input is not read. */
  readonly stdinFilename?: string | undefined;
}

type SourcePorts = Pick<CliPorts, 'readInput' | 'signal'>;

/**
 * Reads the files of a command one after the other: standard input first, which stands for the file of its name, then
 * those that are named or found, in a stable order. Ends early when the signal says so.
 */
export async function* sourcesOf(
  choice: SourceChoice,
  ports: SourcePorts,
): AsyncGenerator<ReadFile> {
  const { stdinFilename, honoursGitignore } = choice;
  const { signal } = ports;
  if (stdinFilename !== undefined) {
    const read = await readStandardInput(ports, stdinFilename);
    if (signal.aborted) return;
    yield read;
  }
  const standardInput = stdinFilename === undefined ? undefined : resolve(stdinFilename);
  for await (const found of findSources(pathsOf(choice), { honoursGitignore, signal })) {
    if (!found.ok) yield found;
    else if (resolve(found.value) !== standardInput) yield await readSource(found.value);
  }
}

function pathsOf({ paths, stdinFilename }: SourceChoice): readonly string[] {
  if (stdinFilename !== undefined) return paths.filter((path) => path !== '-');
  return paths.length === 0 ? ['.'] : paths;
}

/** The files that could be read; the others are handed to `onProblem`. */
export async function* soundSources(
  sources: AsyncIterable<ReadFile>,
  onProblem: (problem: FileProblem) => void,
): AsyncGenerator<SourceFile> {
  for await (const read of sources) {
    if (read.ok) yield read.value;
    else onProblem(read.error);
  }
}

/** Hands over each file that can be read and names the others; tells whether any was left out. */
export async function eachSource(
  choice: SourceChoice,
  ports: SourcePorts & Pick<CliPorts, 'writeError'>,
  use: (file: SourceFile) => void | Promise<void>,
): Promise<boolean> {
  let hasProblem = false;
  const sources = soundSources(sourcesOf(choice, ports), ({ sentence }) => {
    hasProblem = true;
    tell(ports, sentence);
  });
  for await (const file of sources) await use(file);
  return hasProblem;
}

/** Writes a sentence for the person at the terminal, whatever a stranger's file has put into it. */
export function tell({ writeError }: Pick<CliPorts, 'writeError'>, sentence: string): void {
  writeError(`${plainLine(sentence)}\n`);
}

/** Says so when a person has interrupted the command. */
export function isStopped(ports: Pick<CliPorts, 'writeError' | 'signal'>): boolean {
  if (ports.signal.aborted) tell(ports, 'Stopped. Files that were not finished are unchanged.');
  return ports.signal.aborted;
}
