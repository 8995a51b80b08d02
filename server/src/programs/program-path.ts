import { access, constants, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { isAbsolutePath } from '../text/path-variable.ts';

/** What decides where a person's programs are. */
export interface ProgramPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Names of programs are looked for as they are, so that none can lead to another folder. */
const plainName = /^[A-Za-z0-9._-]+$/;

/**
 * The path of a program: that of a plain name in the first of PATH's folders that has it, or an absolute path that is
 * one itself; undefined when there is none. On Windows only an `.exe` is a program, as anything else needs a shell.
 */
export async function findProgram(
  program: string,
  places: ProgramPlaces,
): Promise<string | undefined> {
  for (const path of candidates(program, places)) if (await isProgram(path)) return path;
  return undefined;
}

function candidates(program: string, places: ProgramPlaces): readonly string[] {
  const isWindows = places.platform === 'win32';
  if (isAbsolutePath(program, places.platform))
    return !isWindows || /\.exe$/i.test(program) ? [program] : [];
  if (!plainName.test(program)) return [];
  const name = isWindows && !/\.exe$/i.test(program) ? `${program}.exe` : program;
  const path = isWindows ? win32 : posix;
  return programDirectories(places).map((directory) => path.join(directory, name));
}

/** The PATH's directories that neither the current directory nor a project can be behind. */
export function programDirectories({ environment, platform }: ProgramPlaces): readonly string[] {
  const isWindows = platform === 'win32';
  const entries = (environment[pathName(environment)] ?? '').split(isWindows ? ';' : ':');
  return entries
    .map((entry) => (isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry))
    .filter(
      (entry) => isAbsolutePath(entry, platform) && !/[\\/]node_modules(?:[\\/]|$)/.test(entry),
    );
}

/** The environment for a program, which finds others only where we would find it. */
export function programEnvironment(
  places: ProgramPlaces,
): Readonly<Record<string, string | undefined>> {
  const { environment, platform } = places;
  const separator = platform === 'win32' ? ';' : ':';
  return { ...environment, [pathName(environment)]: programDirectories(places).join(separator) };
}

/** What the environment calls its PATH; Windows writes `Path`. */
function pathName(environment: ProgramPlaces['environment']): string {
  return Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
