/**
 * What a code action carries until it is resolved: enough to find the offer again in the same version
 * of the document, so that the server keeps nothing in between.
 */
export type ActionData =
  | { readonly kind: 'pin'; readonly uri: string; readonly version: number; readonly start: number }
  | { readonly kind: 'pin-all'; readonly uri: string; readonly version: number };

/** Checks data that comes back from a client; undefined when it is not ours. */
export function readActionData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, uri, version, start } = data as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof version !== 'number') return undefined;
  if (kind === 'pin-all') return { kind, uri, version };
  return kind === 'pin' && typeof start === 'number' ? { kind, uri, version, start } : undefined;
}
