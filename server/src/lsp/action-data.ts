/**
 * What a code action carries until it is resolved: enough to find its subject again in the same version
 * of the document, so that the server keeps nothing in between.
 */
export type ActionData = PinData | IgnoreData;

export type PinData = DocumentData &
  ({ readonly kind: 'pin'; readonly start: number } | { readonly kind: 'pin-all' });

/** A comment that silences rules, on what stands at `start` or in the whole file. */
export type IgnoreData = DocumentData & {
  readonly kind: 'ignore-here' | 'ignore-in-file';
  readonly rules: readonly string[];
  readonly start: number;
};

interface DocumentData {
  readonly uri: string;
  readonly version: number;
}

/** Checks data that comes back from a client; undefined when it is not ours. */
export function readActionData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, uri, version, start, rules } = data as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof version !== 'number') return undefined;
  if (kind === 'pin-all') return { kind, uri, version };
  if (typeof start !== 'number') return undefined;
  if (kind === 'pin') return { kind, uri, version, start };
  const isIgnore = kind === 'ignore-here' || kind === 'ignore-in-file';
  return isIgnore && isTexts(rules) ? { kind, uri, version, start, rules } : undefined;
}

export function isIgnoreData(data: ActionData): data is IgnoreData {
  return data.kind === 'ignore-here' || data.kind === 'ignore-in-file';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
