import { posix, win32 } from 'node:path';
import { pathVariable } from '../../text/path-variable.ts';

export interface CacheFolderOptions {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

/**
 * The user's own folder for what can be had again: `%LOCALAPPDATA%\seaworthy\Cache` on Windows,
 * `~/Library/Caches/seaworthy` on macOS, and elsewhere `seaworthy` in `$XDG_CACHE_HOME` or `~/.cache`
 * (XDG Base Directory Specification, where a relative path does not count).
 */
export function cacheFolder({ platform, environment, homeDirectory }: CacheFolderOptions): string {
  if (platform === 'win32') {
    const local = pathVariable({ environment, platform }, 'LOCALAPPDATA');
    const base = local ?? win32.join(homeDirectory, 'AppData', 'Local');
    return win32.join(base, 'seaworthy', 'Cache');
  }
  if (platform === 'darwin') return posix.join(homeDirectory, 'Library', 'Caches', 'seaworthy');
  const xdg = pathVariable({ environment, platform }, 'XDG_CACHE_HOME');
  const base = xdg ?? posix.join(homeDirectory, '.cache');
  return posix.join(base, 'seaworthy');
}
