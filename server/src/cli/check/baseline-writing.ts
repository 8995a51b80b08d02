import { existsSync } from 'node:fs';
import type { CliPorts } from '../ports.ts';
import type { FileProblem } from '../files.ts';
import { baselineText, type Baseline, type KnownFinding } from './baseline.ts';
import { openOutput } from './output.ts';

/**
 * Writes what was found, by absolute path, as the new baseline. Of files that were not looked at this time, it keeps what the old one has, as
 * long as they are there.
 */
export async function writeBaseline(
  file: string,
  found: ReadonlyMap<string, readonly KnownFinding[]>,
  old: Baseline,
  ports: Pick<CliPorts, 'folder' | 'write'>,
): Promise<FileProblem | undefined> {
  const kept = [...old.files].filter(([path]) => !found.has(path) && existsSync(path));
  const output = openOutput(file, ports);
  output.write(baselineText({ files: new Map([...kept, ...found]) }, file));
  return output.close();
}
