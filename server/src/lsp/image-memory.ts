import { factsFor, signerPolicyFor } from '../analysis/questions/signers.ts';
import { recentFacts, type ImageFacts } from '../reference/image-facts.ts';
import { imageKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { ImageKnowledge } from '../registry/image-knowledge.ts';
import type { TrustSettings } from '../settings/inspection-settings.ts';
import type { Requirement } from '../settings/policy.ts';

export interface ImageMemoryOptions {
  /** Called when a document first has an image. */
  readonly open: () => ImageKnowledge | Promise<ImageKnowledge>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

interface ReadFacts {
  readonly facts: ImageFacts | undefined;
  readonly readAt: number;
}

/** For how long facts need not be read again, in milliseconds: other windows and the command line find things out as well. */
const readLifetime = 60_000;
/** More images than anybody has open; then everything is read from the disk anew. */
const maximalEntries = 5_000;

/**
 * What was found out about images, at hand for the analysis, hovers and lenses, which wait for nobody: what they ask for and is
 * not there yet is noted, loaded from the disk and asked for again. Nothing here sends a request. An examination notes here what
 * it has found out.
 */
export class ImageMemory implements ImageKnowledge {
  readonly #options: ImageMemoryOptions;
  readonly #read = new Map<string, ReadFacts>();
  readonly #missing = new Map<string, ImageReference>();
  readonly #listeners: (() => void)[] = [];
  #knowledge: Promise<ImageKnowledge> | undefined;

  constructor(options: ImageMemoryOptions) {
    this.#options = options;
  }

  /** Calls the listener whenever what is known of an image has changed. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** What is known and recent enough for rules to speak of; what was not looked for in the last minute is noted as missing. */
  readonly factsOf = (reference: ImageReference): ImageFacts | undefined => {
    const key = imageKey(reference);
    if (!this.#isRead(key)) this.#missing.set(key, reference);
    const facts = this.#read.get(key)?.facts;
    return facts && recentFacts(facts, this.#options.now());
  };

  /** The same for a document in which this is required, without what was judged by who was expected to sign elsewhere. */
  factsFor(
    requirements: readonly Requirement[],
    trust: Pick<TrustSettings, 'signers'>,
  ): (reference: ImageReference) => ImageFacts | undefined {
    return (reference) => {
      const facts = this.factsOf(reference);
      return facts && factsFor(signerPolicyFor(reference, requirements, trust), facts);
    };
  }

  /** Whether something was asked for that was not looked for. */
  get isMissing(): boolean {
    return this.#missing.size > 0;
  }

  /** Looks for all that is missing; afterwards it is known or known not to be. */
  async load(): Promise<void> {
    const missing = [...this.#missing.values()];
    this.#missing.clear();
    await Promise.all(missing.map((reference) => this.recall(reference)));
  }

  /** What is known, however old, as of a minute ago. */
  async record(reference: ImageReference): Promise<ImageFacts | undefined> {
    const key = imageKey(reference);
    return this.#isRead(key) ? this.#read.get(key)?.facts : this.recall(reference);
  }

  /** The same, as it is on the disk now. */
  async recall(reference: ImageReference): Promise<ImageFacts | undefined> {
    const knowledge = await this.#open();
    const facts = await knowledge.recall(reference);
    const key = imageKey(reference);
    const before = this.#read.get(key);
    if (this.#read.size >= maximalEntries) this.#read.clear();
    this.#read.set(key, { facts, readAt: this.#options.now() });
    if (before !== undefined && JSON.stringify(before.facts) !== JSON.stringify(facts))
      this.#tell();
    return facts;
  }

  async note(reference: ImageReference, facts: ImageFacts): Promise<void> {
    const knowledge = await this.#open();
    await knowledge.note(reference, facts);
    // What is found out of a tag is known of its pin as well.
    this.#read.clear();
    this.#tell();
  }

  #isRead(key: string): boolean {
    const read = this.#read.get(key);
    return read !== undefined && Math.abs(this.#options.now() - read.readAt) < readLifetime;
  }

  #open(): Promise<ImageKnowledge> {
    return (this.#knowledge ??= Promise.resolve(this.#options.open()));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
