import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readRegistriesFile, type ReadRegistries } from '../settings/registries-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a person says how registries are reached, for the command line and every editor: the file that
 * `SEAWORTHY_REGISTRIES` names, or `seaworthy/registries.yaml` in the folder for configurations of the system.
 */
export function ownRegistriesPath(environment: Environment): string {
  const { SEAWORTHY_REGISTRIES: named = '', APPDATA: roaming = '' } = environment;
  if (named !== '') return named;
  const { XDG_CONFIG_HOME: configured = '' } = environment;
  const folder = [configured, roaming].find((path) => path !== '') ?? join(homedir(), '.config');
  return join(folder, 'seaworthy', 'registries.yaml');
}

/** Reads that file; when it is not there, nothing is said of any registry. Never rejects. */
export async function readOwnRegistries(environment: Environment): Promise<ReadRegistries> {
  const path = ownRegistriesPath(environment);
  try {
    return readRegistriesFile(await readFile(path, 'utf8'), path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const isAbsent = code === 'ENOENT' && (environment['SEAWORTHY_REGISTRIES'] ?? '') === '';
    return { registries: {}, problems: isAbsent ? [] : [`${path} cannot be read (${code}).`] };
  }
}
