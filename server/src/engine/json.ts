export type JsonObject = Readonly<Record<string, unknown>>;

/** Characters of one text of an engine that are kept; a command or a path has fewer. */
const maximalText = 4096;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; an empty one when there is something else. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = valueIn(object, key);
  return isObject(value) ? value : {};
}

/** The list under a key; an empty one when there is something else. */
export function listIn(object: JsonObject, key: string): readonly unknown[] {
  const value = valueIn(object, key);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The objects of a list, at most so many; what is none is left out. */
export function objectsOf(list: readonly unknown[], maximum: number): readonly JsonObject[] {
  return list.filter(isObject).slice(0, maximum);
}

/** The text under a key, cut where it is too long; an empty one when there is something else. */
export function textIn(object: JsonObject, key: string): string {
  return shortText(valueIn(object, key));
}

/** The texts of the list under a key, at most so many. */
export function textsIn(object: JsonObject, key: string, maximum: number): readonly string[] {
  return textsOf(listIn(object, key), maximum);
}

/** The texts of a list, at most so many; an empty one stands for what is none. */
export function textsOf(list: readonly unknown[], maximum: number): readonly string[] {
  return list.slice(0, maximum).map(shortText);
}

/** The number under a key when it counts something: finite and more than zero. */
export function countIn(object: JsonObject, key: string): number | undefined {
  const value = valueIn(object, key);
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

export function isTrueIn(object: JsonObject, key: string): boolean {
  return valueIn(object, key) === true;
}

/** The time under a key in RFC 3339, in milliseconds since 1970; undefined for the year 1, by which engines say that there is none. */
export function timeIn(object: JsonObject, key: string): number | undefined {
  const time = Date.parse(textIn(object, key));
  return time >= 0 ? time : undefined;
}

function valueIn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function shortText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maximalText) : '';
}
