import { describe, expect, it } from 'vitest';
import { summarizeChecks } from '../../server/src/analysis/watch-sentences.ts';
import type { PinFacts } from '../../server/src/reference/pin-facts.ts';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { arm64, sampleIndex, sampleMove, samplePin } from '../../server/src/rules/pin-samples.ts';

function image(name: string): ImageReference {
  const parsed = parseReference(`${name}@${samplePin}`);
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}

function found(parts: Partial<PinFacts>): PinFacts {
  return { checkedAt: 0, pinned: sampleIndex, tag: { kind: 'current' }, ...parts };
}

describe('what a check of pins found', () => {
  it.each<[string, PinFacts, string]>([
    ['nothing', found({}), 'Checked 1 pinned image: nothing has changed.'],
    [
      'a pin that is gone',
      found({ pinned: { kind: 'missing' } }),
      'Checked 1 pinned image: 1 no longer in the registry.',
    ],
    [
      'a platform that is gone',
      found({ pinned: { ...sampleIndex, missing: [arm64] } }),
      'Checked 1 pinned image: 1 not there for all platforms.',
    ],
    [
      'a tag that moved',
      found({ tag: sampleMove }),
      'Checked 1 pinned image: 1 with a tag that has moved.',
    ],
  ])('is told in a sentence: %s', (_, outcome, sentence) => {
    expect(summarizeChecks([{ reference: image('app:1'), outcome }])).toBe(sentence);
  });

  it('names what could not be asked, each reason once', () => {
    const outcome = registryError('unreachable', 'registry-1.docker.io');
    const sentence = summarizeChecks([
      { reference: image('app:1'), outcome },
      { reference: image('app:1'), outcome },
      { reference: image('app:2'), outcome: found({}) },
    ]);
    expect(sentence).toMatch(
      /^Checked 1 pinned image: nothing has changed\.\nCould not check `app:1`: .+reach/,
    );
    expect(sentence.match(/registry-1/g)).toHaveLength(1);
  });

  it('says where there is nothing to check', () => {
    expect(summarizeChecks([])).toBe('There is nothing to check: no image here has a digest.');
  });
});
