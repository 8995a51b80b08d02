import type { Lookup } from '../model/template.ts';
import { resolvePath, type Files } from '../text/files.ts';
import { knownVariable } from './environment.ts';

/** What Compose looks for when it is not told which files to read, in the order of its preference. */
const baseNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/**
 * The files that Compose merges when it reads this one without being told more, the lowest first: those that
 * `COMPOSE_FILE` lists, else the base and its override. Only the file itself when it is none of them.
 */
export function mergedFiles(name: string, environment: Lookup, files: Files): readonly string[] {
  const listed = knownVariable(environment, 'COMPOSE_FILE') ?? '';
  const found = listed === '' ? defaultFiles(name, files) : listedFiles(listed, environment);
  return found.includes(name) ? [...new Set(found)] : [name];
}

function defaultFiles(name: string, files: Files): readonly string[] {
  if (!baseNames.includes(name) && !overrideNames.includes(name)) return [];
  const isThere = (path: string): boolean => path === name || files.read(path) !== undefined;
  return [baseNames.find(isThere), overrideNames.find(isThere)].filter(
    (path) => path !== undefined,
  );
}

function listedFiles(listed: string, environment: Lookup): readonly string[] {
  const chosen = knownVariable(environment, 'COMPOSE_PATH_SEPARATOR') ?? '';
  // Windows separates with a semicolon, where a colon belongs to a drive.
  const usual = listed.includes(';') ? ';' : ':';
  return listed
    .split(chosen === '' ? usual : chosen)
    .map((path) => resolvePath('', path.trim()))
    .filter((path) => path !== undefined);
}
