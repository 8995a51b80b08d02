import type { Platform } from '../reference/platform.ts';
import { isObject, textIn } from './json.ts';

/** Words that name a system, an architecture or a variant are Go's (OCI image specification, "Image Index"). */
const word = /^[a-z0-9][\w.-]{0,63}$/i;

/**
 * Reads a platform as indexes, configurations, tag APIs and our own stores write it alike; undefined unless it has a
 * system and an architecture, and each of its words is one.
 */
export function readPlatform(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const os = textIn(value, 'os');
  const architecture = textIn(value, 'architecture');
  const variant = textIn(value, 'variant');
  if (![os, architecture, variant || 'none'].every((text) => word.test(text))) return undefined;
  return { os, architecture, ...(variant !== '' && { variant }) };
}

/** Whether it names what there are machines for; attestations stand among images as `unknown/unknown`. */
export function isKnown({ os, architecture }: Platform): boolean {
  return os !== 'unknown' || architecture !== 'unknown';
}
