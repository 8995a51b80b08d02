export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; an empty one when there is something else. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** The text under a key; an empty one when there is something else. */
export function textIn(object: JsonObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Reads a text, or bytes in UTF-8, whose number is bounded already; undefined when they are not JSON or no object. */
export function parseJsonObject(source: string | Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(
      typeof source === 'string' ? source : Buffer.from(source).toString('utf8'),
    );
    return isObject(value) ? value : undefined;
  } catch {
    // The error's message may quote the source, and so a secret.
    return undefined;
  }
}
