import { isObject, type JsonObject } from './credentials/json-object.ts';

/** Reads bytes whose number is bounded already; undefined when they are not JSON or no object. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
