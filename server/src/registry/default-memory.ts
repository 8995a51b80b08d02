import { rememberedIn } from './cache/cache.ts';
import { cacheFolder } from './cache/cache-folder.ts';
import { digestFacts } from './cache/digest-facts.ts';
import { diskCache } from './cache/disk-cache.ts';
import type { FactStore } from './cache/fact-store.ts';
import type { UserAccount } from './credentials/user-keychain.ts';
import { currentAccount } from './current-account.ts';
import type { DigestMemory, ResolvedDigest } from './digest-resolver.ts';

/** What the user's windows and command lines have in common: a folder among the user's caches. */
export function digestStore(
  account: UserAccount,
  log: (line: string) => void,
): FactStore<ResolvedDigest> {
  return diskCache({ folder: cacheFolder(account), kind: digestFacts, log });
}

/** What is remembered on this machine, without the client that asked for it. */
export function createDefaultMemory(): DigestMemory {
  return rememberedIn(digestStore(currentAccount(), () => undefined));
}
