/** What variables are read from, and how paths are written there. */
export interface VariableSource {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * The path that a variable holds. A relative one counts as not set: what it names would depend on the directory
 * in which we were started, and that may be somebody else's project.
 */
export function pathVariable(
  { environment, platform }: VariableSource,
  name: string,
): string | undefined {
  const path = environment[name] ?? '';
  return isAbsolutePath(path, platform) ? path : undefined;
}

/** Whether a path means the same wherever it is read: on Windows with its drive, or from a server's share. */
export function isAbsolutePath(path: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? /^(?:[a-z]:[\\/]|[\\/]{2})/i.test(path) : path.startsWith('/');
}
