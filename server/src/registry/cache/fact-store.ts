/** Keeps facts by key beyond the life of this process. No method rejects: what fails costs the fact alone. */
export interface FactStore<T> {
  /** What was last written for the key, by whichever process; undefined when nothing sound is there. */
  read(key: string): Promise<T | undefined>;
  /** Keeps the value if it can; resolves when that is done or given up. */
  write(key: string, value: T): Promise<void>;
}

/** A store of facts that may turn out to be wrong. */
export interface RevocableFactStore<T> extends FactStore<T> {
  /** Removes what is kept for the key, by whichever process; resolves when that is done or given up. */
  remove(key: string): Promise<void>;
}

/** One sort of facts: where a store keeps them apart from others, and how it knows a sound one. */
export interface FactKind<T> {
  /** Lower-case letters. */
  readonly name: string;
  /** Grows with the form of the values; facts of another version are as if absent. */
  readonly version: number;
  /** How long a fact may be as JSON with its key; 4,096 bytes when left out. What is longer is not kept. */
  readonly maximalBytes?: number;
  /** Reads what a store holds, which may be anything; undefined when it is not a sound value. */
  readonly parse: (value: unknown) => T | undefined;
}
