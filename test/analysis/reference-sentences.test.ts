import { describe, expect, it } from 'vitest';
import { explainReferenceError } from '../../server/src/analysis/reference-sentences.ts';
import { parseReference } from '../../server/src/reference/reference.ts';

function explain(text: string): string {
  const parsed = parseReference(text);
  return parsed.ok ? 'a reference' : explainReferenceError(text, parsed.error);
}

describe('a sentence about what is no image reference', () => {
  it('says what is wrong, where, and what to do', () => {
    expect(explain('ghcr.io/Team/App:1')).toBe(
      '`ghcr.io/Team/App:1` is no image reference: at character 9, `Team/App` has upper-case letters, which names of repositories never have. Write `team/app`.',
    );
  });

  it('shows what to write where there is nothing', () => {
    expect(explain('')).toBe(
      'The name of the image is empty. Write one such as `python:3.14` or `ghcr.io/team/app:1.2`.',
    );
  });

  it('is one plain line of bearable length, whatever the text', () => {
    const sentence = explain(`a:\u001b[2J\n${'x'.repeat(5000)}`);
    expect(sentence).not.toMatch(/\p{Cc}/u);
    expect(sentence.length).toBeLessThan(500);
  });
});
