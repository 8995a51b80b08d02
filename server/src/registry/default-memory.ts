import {
  challengeFacts,
  challengesIn,
  type ChallengeMemory,
} from './authorization/challenge-memory.ts';
import { rememberedIn } from './cache/cache.ts';
import { cacheFolder } from './cache/cache-folder.ts';
import { digestFacts } from './cache/digest-facts.ts';
import { diskCache } from './cache/disk-cache.ts';
import type { FactStore } from './cache/fact-store.ts';
import type { UserAccount } from './credentials/user-keychain.ts';
import { currentAccount } from './current-account.ts';
import type { DigestMemory, ResolvedDigest } from './digest-resolver.ts';
import { imageFactRecords } from './image-facts-record.ts';
import type { ImageKnowledge } from './image-knowledge.ts';
import { createImageKnowledge } from './image-knowledge-store.ts';
import type { PinKnowledge } from './pin-knowledge.ts';
import { createPinKnowledge } from './pins/create-pin-knowledge.ts';
import { imageRecords } from './pins/image-record.ts';
import { pinRecords } from './pins/pin-record.ts';
import { requestBudget } from './pins/request-budget.ts';
import { sightingFacts, withSightings } from './pins/sightings.ts';

/**
 * What the user's windows and command lines have in common: a folder among the user's caches. Each digest that is
 * learnt is also a sighting of its tag.
 */
export function digestStore(
  account: UserAccount,
  log: (line: string) => void,
): FactStore<ResolvedDigest> {
  const folder = cacheFolder(account);
  return withSightings(
    diskCache({ folder, kind: digestFacts, log }),
    diskCache({ folder, kind: sightingFacts, log }),
  );
}

/** What registries wanted from any of the user's windows and command lines. */
export function challengesOf(account: UserAccount, log: (line: string) => void): ChallengeMemory {
  return challengesIn(diskCache({ folder: cacheFolder(account), kind: challengeFacts, log }));
}

/** What is remembered on this machine, without the client that asked for it. */
export function createDefaultMemory(): DigestMemory {
  return rememberedIn(digestStore(currentAccount(), () => undefined));
}

/** What this machine knows of pins and tags, and the budget of its background checks. */
export function createDefaultPinKnowledge(log: (line: string) => void): PinKnowledge {
  const folder = cacheFolder(currentAccount());
  return createPinKnowledge({
    stores: {
      pins: diskCache({ folder, kind: pinRecords, log }),
      images: diskCache({ folder, kind: imageRecords, log }),
      sightings: diskCache({ folder, kind: sightingFacts, log }),
    },
    budget: requestBudget({ folder, log }),
  });
}

/** What this machine has found out about images. */
export function createDefaultImageKnowledge(log: (line: string) => void): ImageKnowledge {
  const folder = cacheFolder(currentAccount());
  return createImageKnowledge({ store: diskCache({ folder, kind: imageFactRecords, log }) });
}
