/** What a completion carries until a person looks at it. */
export interface CompletionData {
  /** The document that it is for. */
  readonly uri: string;
  /** The image as it is written without its tag. */
  readonly name: string;
  readonly tag: string;
}

/** Checks data that comes back from a client; undefined when it is not ours. */
export function readCompletionData(data: unknown): CompletionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, name, tag } = data as Readonly<Record<string, unknown>>;
  return typeof uri === 'string' && typeof name === 'string' && typeof tag === 'string'
    ? { uri, name, tag }
    : undefined;
}
