import { homedir } from 'node:os';
import type { UserAccount } from './credentials/user-keychain.ts';

/** The user who runs this process. */
export function currentAccount(): UserAccount {
  return { environment: process.env, homeDirectory: homedir(), platform: process.platform };
}
