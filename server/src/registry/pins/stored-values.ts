import { parseDigest, type Digest } from '../../reference/digest.ts';
import type { Platform } from '../../reference/platform.ts';
import { isObject, textIn } from '../json.ts';

/** Readers of what a store holds, which may be anything: undefined for what is not sound. */

const longestWord = 255;
/** Characters of a version; a longer one is none that people gave. */
export const longestVersion = 128;
/** The last moment that a date can have (ECMAScript, "Time Values"). */
const latest = 8.64e15;

export function readStoredTime(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= latest
    ? value
    : undefined;
}

export function readStoredDigest(value: unknown): Digest | undefined {
  const parsed = typeof value === 'string' ? parseDigest(value) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

export function readStoredVersion(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestVersion ? value : undefined;
}

export function readStoredPlatform(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const os = textIn(value, 'os');
  const architecture = textIn(value, 'architecture');
  const variant = textIn(value, 'variant');
  if (os === '' || architecture === '') return undefined;
  if ([os, architecture, variant].some((word) => word.length > longestWord)) return undefined;
  return { os, architecture, ...(variant !== '' && { variant }) };
}

/** The platforms of a list; undefined when one of them is none. */
export function readStoredPlatforms(value: unknown): readonly Platform[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const platforms = value.map(readStoredPlatform).filter((platform) => platform !== undefined);
  return platforms.length === value.length ? platforms : undefined;
}
