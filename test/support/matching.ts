import { expect } from 'vitest';

/** Stands in an expected value for any text that fits the pattern. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
