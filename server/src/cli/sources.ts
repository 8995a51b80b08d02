import { plainLine } from '../text/plain-line.ts';
import { readSources, type SourceFile } from './files.ts';
import type { CliPorts } from './run.ts';

/** Hands over each file that can be read and names the others; tells whether any was left out. */
export async function eachSource(
  paths: readonly string[],
  ports: Pick<CliPorts, 'writeError' | 'signal'>,
  use: (file: SourceFile) => void | Promise<void>,
): Promise<boolean> {
  let hasProblem = false;
  for await (const read of readSources(paths)) {
    if (ports.signal.aborted) break;
    if (read.ok) await use(read.value);
    else {
      hasProblem = true;
      tell(ports, read.error.sentence);
    }
  }
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
