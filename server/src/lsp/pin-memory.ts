import { pinKey, tagKey } from '../reference/image-keys.ts';
import { pinFactsLifetime, type PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type {
  Allow,
  CheckFailure,
  PinKnowledge,
  PinRecord,
  RequestBudget,
  TagSighting,
} from '../registry/pin-knowledge.ts';
import { ok, type Result } from '../text/result.ts';

export interface PinMemoryOptions {
  /** Called when a document first has an image. */
  readonly open: () => PinKnowledge | Promise<PinKnowledge>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

interface ReadSighting {
  readonly sighting: TagSighting | undefined;
  readonly readAt: number;
}

/** More pins than anybody has open; then everything is read from the disk anew. */
const maximalEntries = 5_000;
/** For how long a sighting need not be read again, in milliseconds. */
const sightingLifetime = 60_000;

/**
 * What is known of pins, at hand for the analysis, which waits for nobody: what it asks for and is not there yet is
 * noted, loaded from the disk and asked for again. Nothing here sends a request but `check`.
 */
export class PinMemory {
  readonly #options: PinMemoryOptions;
  readonly #records = new Map<string, PinRecord | undefined>();
  readonly #sightings = new Map<string, ReadSighting>();
  readonly #missing = new Map<string, ImageReference>();
  readonly #listeners: (() => void)[] = [];
  #knowledge: Promise<PinKnowledge> | undefined;

  constructor(options: PinMemoryOptions) {
    this.#options = options;
  }

  /** Calls the listener whenever what is said of a pin may have changed. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** What is known and recent enough for rules to speak of; what was never looked for is noted as missing. */
  readonly factsOf = (reference: ImageReference): PinFacts | undefined => {
    const key = pinKey(reference);
    if (!this.#records.has(key)) this.#missing.set(key, reference);
    const facts = this.#records.get(key)?.facts;
    if (facts === undefined) return undefined;
    const age = this.#options.now() - facts.checkedAt;
    return age >= 0 && age < pinFactsLifetime ? facts : undefined;
  };

  /** Whether something was asked for that was never looked for. */
  get isMissing(): boolean {
    return this.#missing.size > 0;
  }

  /** Looks for all that is missing; afterwards it is known or known not to be. */
  async load(): Promise<void> {
    const missing = [...this.#missing];
    this.#missing.clear();
    await Promise.all(missing.map(([key, reference]) => this.#read(key, reference)));
  }

  /** What is known of a pin, however old. */
  async record(reference: ImageReference): Promise<PinRecord | undefined> {
    const key = pinKey(reference);
    if (!this.#records.has(key)) await this.#read(key, reference);
    return this.#records.get(key);
  }

  /** The same, as other windows may have left it on the disk since. */
  async renewed(reference: ImageReference): Promise<PinRecord | undefined> {
    const key = pinKey(reference);
    const before = this.#records.get(key)?.facts;
    await this.#read(key, reference);
    const record = this.#records.get(key);
    if (!isSame(before, record?.facts)) this.#tell();
    return record;
  }

  /** What was seen of the tag, as of some moments ago. */
  async sighting(reference: ImageReference): Promise<TagSighting | undefined> {
    const key = tagKey(reference);
    const now = this.#options.now();
    const read = this.#sightings.get(key);
    if (read !== undefined && Math.abs(now - read.readAt) < sightingLifetime) return read.sighting;
    const knowledge = await this.#open();
    const sighting = await knowledge.sighting(reference);
    if (this.#sightings.size >= maximalEntries) this.#sightings.clear();
    this.#sightings.set(key, { sighting, readAt: now });
    return sighting;
  }

  /** Asks the registry, and keeps what it says. */
  async check(
    reference: ImageReference,
    registry: ImageRegistry,
    allow: Allow,
    signal: AbortSignal,
  ): Promise<Result<PinFacts, CheckFailure>> {
    const knowledge = await this.#open();
    const checked = await knowledge.check(reference, registry, allow, signal);
    this.#sightings.delete(tagKey(reference));
    await this.renewed(reference);
    return checked.ok ? ok(checked.value) : checked;
  }

  async budget(): Promise<RequestBudget> {
    return (await this.#open()).budget;
  }

  async #read(key: string, reference: ImageReference): Promise<void> {
    const knowledge = await this.#open();
    const record = await knowledge.recall(reference);
    if (this.#records.size >= maximalEntries) this.#records.clear();
    this.#records.set(key, record);
  }

  #open(): Promise<PinKnowledge> {
    return (this.#knowledge ??= Promise.resolve(this.#options.open()));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isSame(one: PinFacts | undefined, other: PinFacts | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
