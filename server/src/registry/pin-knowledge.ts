import type { Digest } from '../reference/digest.ts';
import type { PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';
import type { ImageRegistry } from './image-registry.ts';

/** What this machine has seen of a tag over time; times in milliseconds since 1970-01-01 UTC. */
export interface TagSighting {
  /** What it stood for when it was last asked for. */
  readonly digest: Digest;
  /** When it was first seen to stand for that. */
  readonly since: number;
  readonly lastSeen: number;
  /** When it was last seen to stand for something else; undefined when it never was. */
  readonly otherUntil: number | undefined;
}

/** What is kept of a pin: the facts, and when somebody last set out to learn them. */
export interface PinRecord {
  /** When a check was last begun, in milliseconds since 1970-01-01 UTC; one that failed counts. */
  readonly attemptedAt: number;
  /** What the last check that succeeded found. */
  readonly facts: PinFacts | undefined;
  /** When the platforms of a pinned index were last looked for, as `attemptedAt`. */
  readonly platformsCheckedAt: number | undefined;
}

/** Why a check found nothing out: an error, or that no more requests may be sent today. */
export type CheckFailure = { readonly code: 'no-budget' } | RegistryError;

/** Says whether so many requests may be sent now, and counts them. Never rejects. */
export type Allow = (requests: number) => Promise<boolean>;

/** The requests of a day, counted over all processes of the person on this machine. Nothing of it rejects. */
export interface RequestBudget {
  /** How many were counted today. */
  used(): Promise<number>;
  /** Counts so many requests when they are within the limit; what cannot be counted is not allowed. */
  take(requests: number, limit: number): Promise<boolean>;
}

/** The port through which editors know and learn what became of pins. Nothing of it rejects. */
export interface PinKnowledge {
  /** What is known of a pin, by whichever process, without any request. */
  recall(reference: ImageReference): Promise<PinRecord | undefined>;
  /** What was seen of the reference's tag, or `latest`, without any request. */
  sighting(reference: ImageReference): Promise<TagSighting | undefined>;
  /**
   * Asks the image's registry about the digest of a reference that has one, and about the tag beside it. `allow` is
   * asked before each request. What is found out is kept, as is the attempt.
   */
  check(
    reference: ImageReference,
    registry: ImageRegistry,
    allow: Allow,
    signal: AbortSignal,
  ): Promise<Result<PinFacts, CheckFailure>>;
  readonly budget: RequestBudget;
}
