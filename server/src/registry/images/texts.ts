import { objectIn, type JsonObject } from '../json.ts';

const maximalTexts = 500;
const maximalKey = 255;
const maximalText = 4096;

/** The object of texts under a key, such as labels; what is no text or too long is left out, and what is too many. */
export function textsIn(object: JsonObject, key: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(objectIn(object, key))) {
    if (texts.size >= maximalTexts) break;
    const isSound = typeof text === 'string' && text.length <= maximalText;
    if (isSound && name.length <= maximalKey) texts.set(name, text);
  }
  return texts;
}

/** The list of texts under a key, such as a command, whole, so that two can be compared; what is no text is left out. */
export function textListIn(object: JsonObject, key: string): readonly string[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
