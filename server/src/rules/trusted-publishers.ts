import type { PublisherFacts, PublisherKind } from '../reference/image-facts.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';
import { isCovered } from './image-patterns.ts';

/** Words in `trustedPublishers` that stand for everybody whom Docker Hub calls so. */
const kinds: readonly PublisherKind[] = ['official', 'verified', 'sponsored'];

/** `unasked`: Docker Hub can tell, and nobody has asked it. */
export type PublisherTrust = 'trusted' | 'not-trusted' | 'unasked';

/** Whether the publisher of an image is one of those that a configuration trusts, by the name alone as far as that tells. */
export function publisherTrust(
  trusted: readonly string[],
  reference: ImageReference,
  facts: PublisherFacts | undefined,
): PublisherTrust {
  const words = kinds.filter((kind) => trusted.includes(kind));
  const patterns = trusted.filter((entry) => !words.some((word) => word === entry));
  if (isCovered(patterns, reference)) return 'trusted';
  const isOnHub = reference.registry === dockerHub;
  if (isOnHub && isOfficial(reference))
    return words.includes('official') ? 'trusted' : 'not-trusted';
  if (facts !== undefined) return words.includes(facts.kind) ? 'trusted' : 'not-trusted';
  const needsAnswer = words.some((word) => word !== 'official');
  return isOnHub && needsAnswer ? 'unasked' : 'not-trusted';
}

/** Whether Docker publishes an image: the namespace `library` on Docker Hub has nothing else. */
export function isOfficial({ registry, repository }: ImageReference): boolean {
  return registry === dockerHub && repository.startsWith('library/');
}
