import type { Platform } from '../../reference/platform.ts';
import { readPlatform } from '../platform.ts';

/** Readers of what a store holds, which may be anything: undefined for what is not sound. */

/** Characters of a version; a longer one is none that people gave. */
export const longestVersion = 128;
/** The last moment that a date can have (ECMAScript, "Time Values"). */
const latest = 8.64e15;

export function readStoredTime(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= latest
    ? value
    : undefined;
}

export function readStoredVersion(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestVersion ? value : undefined;
}

/** The platforms of a list; undefined when one of them is none. */
export function readStoredPlatforms(value: unknown): readonly Platform[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const platforms = value.map(readPlatform).filter((platform) => platform !== undefined);
  return platforms.length === value.length ? platforms : undefined;
}
