import { createHash } from 'node:crypto';

/** A short name for a text by which programs know it again: 32 hexadecimal digits, half of its SHA-256. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
