import type { CheckCommand } from '../command.ts';
import type { FileProblem } from '../files.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { isStopped, soundSources, sourcesOf, tell } from '../sources.ts';
import { fixFiles, summarizeFixes } from './fixing.ts';
import { prepare, type Preparation } from './preparation.ts';
import { reportFiles } from './reporting.ts';

/** `seaworthy check`: reports the findings of all files and of those that Compose reads with them; fixes them before. */
export async function check(command: CheckCommand, ports: CliPorts): Promise<ExitCode> {
  const prepared = await prepare(command, ports);
  if (!prepared.ok) {
    tell(ports, prepared.error);
    return 2;
  }
  if (command.fixes === 'none') return reportFiles(command, prepared.value, ports);
  const fixed = await fix(command, prepared.value, ports);
  return fixed ?? reportFiles(command, prepared.value, ports);
}

/** Makes fixes or shows them; undefined when what is left is to be reported. */
async function fix(
  command: CheckCommand,
  preparation: Preparation,
  ports: CliPorts,
): Promise<ExitCode | undefined> {
  const unread: FileProblem[] = [];
  const sources = soundSources(sourcesOf(command, ports), (problem) => unread.push(problem));
  const fixed = await fixFiles(sources, command, preparation, ports);
  tell(ports, summarizeFixes(fixed, command));
  if (isStopped(ports) || fixed.hasProblem) return 2;
  if (!command.isDiff) return undefined;
  for (const { sentence } of unread) tell(ports, sentence);
  if (unread.length > 0) return 2;
  return fixed.count > 0 ? 1 : 0;
}
