import { readRegistriesFile, type ReadRegistries } from '../settings/registries-file.ts';
import { ownFilePath, readOwnFile, type Environment, type OwnFile } from './own-files.ts';

const ownRegistries: OwnFile = { name: 'registries.yaml', variable: 'SEAWORTHY_REGISTRIES' };

/** Where a person says how registries are reached, for the command line and every editor. */
export function ownRegistriesPath(environment: Environment): string {
  return ownFilePath(ownRegistries, environment);
}

/**
 * Reads that file; when it is not there, nothing is said of any registry. One that is there and cannot be read is
 * broken, and so is one that is not there although the variable names it. Never rejects.
 */
export async function readOwnRegistries(environment: Environment): Promise<ReadRegistries> {
  const { path, text, isUnreadable, problems } = await readOwnFile(ownRegistries, environment);
  if (text === undefined) return { registries: {}, problems, isBroken: isUnreadable };
  const read = readRegistriesFile(text, path);
  return { ...read, problems: [...problems, ...read.problems] };
}
