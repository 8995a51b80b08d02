import { describe, expect, it } from 'vitest';
import { tagChoices, withTag, type TagChoices } from '../../server/src/analysis/tag-choices.ts';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import type { ListedTag } from '../../server/src/registry/tag-source.ts';
import { OfficialTags, officialTagsDate } from '../../server/src/rules/official-tags.ts';
import { sampleDigest } from '../support/pinning.ts';

const official = new OfficialTags();

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function choose(
  image: string,
  tags: readonly ListedTag[] | undefined,
  written = '',
  isPartial = false,
): TagChoices {
  return tagChoices(reference(image), tags && { tags, isPartial }, official, written);
}

describe('choices of tags', () => {
  it('are what the registry lists, ordered, with all that it tells of them', () => {
    const told = { tag: '1.10', digest: sampleDigest, pushedAt: 1_700_000_000_000 };
    expect(choose('team/app', [{ tag: '1.9' }, { tag: 'latest' }, told], '1.8')).toEqual({
      choices: [
        { ...told, source: 'registry' },
        { tag: '1.9', source: 'registry' },
        { tag: 'latest', source: 'registry' },
      ],
      isPartial: false,
      officialListDate: undefined,
    });
  });

  it('are those of the official list, with its date, where no registry was asked', () => {
    const { choices, isPartial, officialListDate } = choose('python', undefined, '3.12-slim');
    expect(choices[0]?.tag).toMatch(/^3\.\d+-slim$/);
    expect(choices.every(({ source }) => source === 'official-list')).toBe(true);
    expect(isPartial).toBe(true);
    expect(officialListDate).toBe(officialTagsDate);
  });

  it('are completed from that list while the registry has not told all', () => {
    const { choices, isPartial } = choose('python', [{ tag: '2.7' }, { tag: '3' }], '', true);
    expect(choices.find(({ tag }) => tag === '2.7')?.source).toBe('registry');
    expect(choices.find(({ tag }) => tag === '3')?.source).toBe('registry');
    expect(choices.find(({ tag }) => tag === 'slim')?.source).toBe('official-list');
    expect(isPartial).toBe(true);
  });

  it('are none of that list when the registry has told all', () => {
    expect(choose('python', [{ tag: '2.7' }]).choices).toHaveLength(1);
  });

  it.each(['team/python', 'ghcr.io/library/python', 'no-such-image'])(
    'are none for %s without a registry',
    (image) => expect(choose(image, undefined).choices).toEqual([]),
  );

  it('are at most 1000, the best of 100,000', () => {
    const tags = Array.from({ length: 100_000 }, (_, index) => ({ tag: `1.${index}` }));
    const { choices, isPartial } = choose('team/app', tags, '1.0');
    expect(choices).toHaveLength(1000);
    expect(choices[0]?.tag).toBe('1.99999');
    expect(isPartial).toBe(true);
  });

  it('are of more than 1000 those that have the letters that are typed', () => {
    const others = Array.from({ length: 2000 }, (_, index) => ({ tag: `2.${index}` }));
    const tags = [...others, { tag: '0.1-Slim' }, { tag: '0.2-alpine' }];
    const typing = (typed: string): readonly string[] =>
      tagChoices(
        reference('team/app'),
        { tags, isPartial: false },
        official,
        '',
        typed,
      ).choices.map(({ tag }) => tag);
    expect(typing('slim')).toEqual(['0.1-Slim']);
    expect(typing('0alp')).toEqual(['0.2-alpine']);
    expect(typing('mils')).toEqual([]);
    expect(typing('')).toHaveLength(1000);
  });

  it('are all of fewer, whatever is typed', () => {
    const tags = [{ tag: '1.0' }, { tag: 'slim' }];
    const { choices } = tagChoices(
      reference('team/app'),
      { tags, isPartial: false },
      official,
      '',
      'slim',
    );
    expect(choices).toHaveLength(2);
  });

  it('leave signatures out, and take each name as it is', () => {
    const tags = ['1', 'constructor', '__proto__', `sha256-${'a'.repeat(64)}.sig`];
    const { choices } = choose(
      'team/app',
      tags.map((tag) => ({ tag })),
    );
    expect(choices.map(({ tag }) => tag).toSorted()).toEqual(['1', '__proto__', 'constructor']);
  });
});

describe('the same image with another tag', () => {
  it.each([
    ['python', 'python:2'],
    ['python:1', 'python:2'],
    [`localhost:5000/a/b:1@${sampleDigest}`, 'localhost:5000/a/b:2'],
  ])('%s', (image, expected) => {
    expect(withTag(reference(image), '2').written).toBe(expected);
  });
});
