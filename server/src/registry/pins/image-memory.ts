import type { Digest } from '../../reference/digest.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { FactStore } from '../cache/fact-store.ts';
import type { RegistryError } from '../errors.ts';
import type { ImageRegistry } from '../image-registry.ts';
import type { Allow, CheckFailure } from '../pin-knowledge.ts';
import { factsOfEntry, withDetails, type ImageRecord } from './image-record.ts';

/** What a check works with. */
export interface Asking {
  readonly registry: ImageRegistry;
  readonly allow: Allow;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Asks, when that many requests may still be sent. */
export async function askWithin<T>(
  { allow }: Pick<Asking, 'allow'>,
  requests: number,
  question: () => Promise<Result<T, RegistryError>>,
): Promise<Result<T, CheckFailure>> {
  return (await allow(requests)) ? question() : fail({ code: 'no-budget' });
}

/** Failures that will be the same tomorrow, as they are about bytes that have a digest. */
const lasting: ReadonlySet<CheckFailure['code']> = new Set([
  'invalid-response',
  'not-found',
  'schema1',
  'too-large',
]);

/** Whether a failure is about what was asked for, and not about the registry or who asks. */
export function isLasting({ code }: CheckFailure): boolean {
  return lasting.has(code);
}

/**
 * What is known of an image by its digest, from the store or by one request, and two or three where only its
 * configuration says when it was built.
 */
export async function learnImage(
  images: FactStore<ImageRecord>,
  reference: ImageReference,
  digest: Digest,
  asking: Asking,
): Promise<Result<ImageRecord, CheckFailure>> {
  const known = await images.read(digest);
  if (known !== undefined) return ok(known);
  const { registry, signal, now } = asking;
  const entry = await askWithin(asking, 1, () => registry.entry(reference, digest, signal));
  if (!entry.ok) return entry;
  const facts = factsOfEntry(entry.value, now());
  const isIndex = facts.images !== undefined;
  if (isIndex && (facts.created !== undefined || facts.images.length === 0)) {
    await images.write(digest, facts);
    return ok(facts);
  }
  const details = await askWithin(asking, isIndex ? 2 : 1, () =>
    registry.details(reference, digest, undefined, signal),
  );
  const learnt = details.ok ? withDetails(facts, details.value) : facts;
  // What one registry has lost of an image, another may have, and images are kept by digest for all of them.
  const isFinal = details.ok || (isLasting(details.error) && details.error.code !== 'not-found');
  if (isFinal) await images.write(digest, learnt);
  return ok(learnt);
}
