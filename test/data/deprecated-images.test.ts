import { describe, expect, it } from 'vitest';
import { deprecatedImages, deprecatedImagesDate } from '../../server/src/data/deprecated-images.ts';
import { officialImages } from '../../server/src/data/official-images.ts';
import { parseReference } from '../../server/src/reference/reference.ts';

/** Former official images that the list still has, although their notice on Docker Hub says that they ended. */
const deprecatedButListed = [
  'amazonlinux',
  'clearlinux',
  'clefos',
  'emqx',
  'liquibase',
  'mongo-express',
  'notary',
  'openjdk',
  'php-zendserver',
  'plone',
  'rockylinux',
  'unit',
];

describe('the list of deprecated images', () => {
  it('has a date', () => {
    expect(deprecatedImagesDate).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
  });

  it.each(deprecatedImages.map((entry) => [entry.image, entry] as const))(
    '%s has a source, a fate that completes a sentence, and a successor that can be written',
    (image, { fate, advice, successor, carries, source }) => {
      expect(source).toMatch(/^https:\/\/[\w.-]+\/\S+$/);
      expect(fate).toMatch(/^(?:is|has|was|gets|ended) .*[^.]$/);
      if (advice !== undefined) expect(advice).toMatch(/^[A-Z].*\.$/);
      if (successor === undefined) return;
      const parsed = parseReference(successor.replace('/**', '/app'));
      if (!parsed.ok) expect.fail(`${successor} is no reference`);
      expect(parsed.value.tag === undefined).toBe(carries !== undefined);
      expect(successor.endsWith('/**')).toBe(image.endsWith('/**'));
    },
  );

  it('names each image once', () => {
    const names = deprecatedImages.map(({ image }) => image);
    expect(new Set(names).size).toBe(names.length);
  });

  it('agrees with the list of official images about those that left it', () => {
    const listed = deprecatedImages
      .map(({ image }) => image)
      .filter((image) => image.startsWith('docker.io/library/'))
      .map((image) => image.slice('docker.io/library/'.length))
      .filter((name) => officialImages.builds.has(name));
    expect(listed.sort()).toEqual(deprecatedButListed);
  });
});
