import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf, isAbsent } from '../text/error-code.ts';
import { pathVariable } from '../text/path-variable.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One of the files in which a person says what holds for the command line and every editor. */
export interface OwnFile {
  /** `registries.yaml`. */
  readonly name: string;
  /** The environment variable that may name another file. */
  readonly variable: string;
}

export interface OwnText {
  readonly path: string;
  /** Undefined when the file is not there or cannot be read. */
  readonly text: string | undefined;
  /** Whether it should be there and cannot be read, so that nobody knows what it says. */
  readonly isUnreadable: boolean;
  /** One sentence for each thing that is wrong. */
  readonly problems: readonly string[];
}

/** Where it is: what its variable names, or `seaworthy/…` in the folder for configurations of the system. */
export function ownFilePath({ name, variable }: OwnFile, environment: Environment): string {
  const [named, configured, roaming] = [variable, 'XDG_CONFIG_HOME', 'APPDATA'].map((each) =>
    pathVariable({ environment, platform: process.platform }, each),
  );
  if (named !== undefined) return named;
  const folder = configured ?? roaming ?? join(homedir(), '.config');
  return join(folder, 'seaworthy', name);
}

/**
 * Reads it. One that is not there is no problem, unless the variable names it; a variable that is not an absolute path is one.
 * Never rejects.
 */
export async function readOwnFile(file: OwnFile, environment: Environment): Promise<OwnText> {
  const path = ownFilePath(file, environment);
  const named = environment[file.variable] ?? '';
  const isIgnored = named !== '' && named !== path;
  const ignored = isIgnored ? [`${file.variable} must be an absolute path; it is ignored.`] : [];
  try {
    const text = await readFile(path, 'utf8');
    return { path, text, isUnreadable: false, problems: ignored };
  } catch (cause) {
    const isUnreadable = !isAbsent(cause) || named === path;
    const unread = isUnreadable ? [`${path} cannot be read (${codeOf(cause)}).`] : [];
    return { path, text: undefined, isUnreadable, problems: [...ignored, ...unread] };
  }
}
