import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { lengthAround, seededRandom } from '../../scripts/bench/random.ts';
import { median } from '../../scripts/bench/statistics.ts';
import { composeText, dockerfileText, overrideText } from '../../scripts/bench/tree-texts.ts';

/** The first texts of a seed. */
function texts(write: typeof composeText, count = 200): readonly string[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, () => write(random));
}

const lineCount = (text: string): number => text.split('\n').length - 1;

const writers = [
  ['Dockerfiles', dockerfileText],
  ['Compose files', composeText],
] as const;

describe('the texts of the tree that is measured', () => {
  it.each(writers)('are the same each time: %s', (_, write) => {
    expect(texts(write)).toEqual(texts(write));
  });

  it.each(writers)('are different from each other: %s', (_, write) => {
    expect(new Set(texts(write)).size).toBeGreaterThan(190);
  });

  it('are Dockerfiles, each with a FROM', () => {
    for (const text of texts(dockerfileText)) expect(text).toMatch(/^FROM \S/m);
  });

  it('are Compose files that can be read, with every service once', () => {
    for (const text of texts(composeText)) {
      expect(parseDocument(text, { merge: true }).errors, text).toEqual([]);
      expect(parseDocument(overrideText(text)).errors, text).toEqual([]);
    }
  });

  it('have the lengths of files in public repositories', () => {
    const dockerfiles = texts(dockerfileText, 1000).map(lineCount);
    const compose = texts(composeText, 1000).map(lineCount);
    expect(Math.abs(median(dockerfiles) - 25)).toBeLessThan(5);
    expect(Math.abs(median(compose) - 35)).toBeLessThan(8);
    expect(Math.max(...dockerfiles, ...compose)).toBeGreaterThan(200);
  });

  it('leave no marks of the examples', () => {
    for (const text of [...texts(dockerfileText), ...texts(composeText)])
      expect(text).not.toMatch(/[«»]/);
  });
});

describe('random lengths', () => {
  it('are as often shorter as longer than the one in the middle', () => {
    const random = seededRandom(2);
    const lengths = Array.from({ length: 2000 }, () => lengthAround(25, random));
    expect(median(lengths)).toBeCloseTo(25, -1);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(3);
  });
});
