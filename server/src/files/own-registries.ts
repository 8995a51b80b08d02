import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRegistriesFile, type ReadRegistries } from '../settings/registries-file.ts';
import { codeOf, isAbsent } from '../text/error-code.ts';
import { pathVariable } from '../text/path-variable.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a person says how registries are reached, for the command line and every editor: the file that
 * `SEAWORTHY_REGISTRIES` names, or `seaworthy/registries.yaml` in the folder for configurations of the system.
 */
export function ownRegistriesPath(environment: Environment): string {
  const [named, configured, roaming] = ['SEAWORTHY_REGISTRIES', 'XDG_CONFIG_HOME', 'APPDATA'].map(
    (name) => pathVariable({ environment, platform: process.platform }, name),
  );
  if (named !== undefined) return named;
  const folder = configured ?? roaming ?? join(homedir(), '.config');
  return join(folder, 'seaworthy', 'registries.yaml');
}

/**
 * Reads that file; when it is not there, nothing is said of any registry. One that is there and cannot be read is
 * broken, and so is one that is not there although the variable names it. Never rejects.
 */
export async function readOwnRegistries(environment: Environment): Promise<ReadRegistries> {
  const path = ownRegistriesPath(environment);
  const named = environment['SEAWORTHY_REGISTRIES'] ?? '';
  const isIgnored = named !== '' && named !== path;
  const ignored = isIgnored
    ? ['SEAWORTHY_REGISTRIES must be an absolute path; it is ignored.']
    : [];
  try {
    const read = readRegistriesFile(await readFile(path, 'utf8'), path);
    return { ...read, problems: [...ignored, ...read.problems] };
  } catch (cause) {
    const isBroken = !isAbsent(cause) || named === path;
    const unread = isBroken ? [`${path} cannot be read (${codeOf(cause)}).`] : [];
    return { registries: {}, problems: [...ignored, ...unread], isBroken };
  }
}
