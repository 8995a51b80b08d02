import { posix, win32 } from 'node:path';
import type { UserAccount } from '../../registry/credentials/user-keychain.ts';
import { pathVariable } from '../../text/path-variable.ts';

/**
 * The user's own folder for what must last, as no server would give it back: `%LOCALAPPDATA%\seaworthy\State` on Windows,
 * `~/Library/Application Support/seaworthy` on macOS, and elsewhere `seaworthy` in `$XDG_STATE_HOME` or
 * `~/.local/state` (XDG Base Directory Specification, where a relative path does not count).
 */
export function stateFolder({ platform, environment, homeDirectory }: UserAccount): string {
  if (platform === 'win32') {
    const local = pathVariable({ environment, platform }, 'LOCALAPPDATA');
    const base = local ?? win32.join(homeDirectory, 'AppData', 'Local');
    return win32.join(base, 'seaworthy', 'State');
  }
  if (platform === 'darwin')
    return posix.join(homeDirectory, 'Library', 'Application Support', 'seaworthy');
  const xdg = pathVariable({ environment, platform }, 'XDG_STATE_HOME');
  const base = xdg ?? posix.join(homeDirectory, '.local', 'state');
  return posix.join(base, 'seaworthy');
}
