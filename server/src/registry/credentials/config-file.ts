import { codeOf, isAbsent } from '../../text/error-code.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { KeychainProblem } from './keychain.ts';

/** Reads a file as UTF-8; rejects with Node's error codes. */
export type ReadFile = (path: string) => Promise<string>;

/** What a configuration file holds, or why it could not be read; a missing one has neither. */
export interface ConfigFile {
  readonly config: JsonObject;
  readonly problem?: KeychainProblem;
  /** The path, and what became of it, for the log. */
  readonly looked: string;
}

/** Reads a file of credentials. It is read anew each time, so that a login made in the meantime counts. */
export async function readConfigFile(readFile: ReadFile, path: string): Promise<ConfigFile> {
  try {
    return parseConfig(await readFile(path), path);
  } catch (cause) {
    return isAbsent(cause)
      ? { config: {}, looked: `${path} (no such file)` }
      : unreadable(path, codeOf(cause));
  }
}

/** Takes a text for such a file; `source` is its path, or the name of the variable that holds it. */
export function parseConfig(text: string, source: string): ConfigFile {
  try {
    const config: unknown = JSON.parse(text);
    return isObject(config) ? { config, looked: source } : unreadable(source, 'not a JSON object');
  } catch {
    // The error's message may quote the text, and so a secret.
    return unreadable(source, 'not JSON');
  }
}

function unreadable(source: string, reason: string): ConfigFile {
  const problem = { kind: 'unreadable', source, reason } as const;
  return { config: {}, problem, looked: `${source} (${reason})` };
}
