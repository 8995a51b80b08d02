import { expect } from 'vitest';
import { editsOf, pinAll } from '../../server/src/analysis/pins.ts';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import type { Digest } from '../../server/src/reference/digest.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { rules } from '../../server/src/rules/index.ts';
import { ok } from '../../server/src/text/result.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { partialRegistry } from './registries.ts';
import { today } from './rule-examples.ts';

export const sampleDigest: Digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

export const otherDigest: Digest = `sha256:${'fedcba9876543210'.repeat(4)}`;

/** Knows every image, always with the same digest, and nothing else of it. */
export const anyImage: ImageRegistry = partialRegistry({
  resolve: () =>
    Promise.resolve(
      ok({
        digest: sampleDigest,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        resolvedAt: 0,
      }),
    ),
});

/** The text with all its images pinned, the digest shortened to `@…` for reading. */
export async function pinned(language: Language, text: string): Promise<string> {
  const report = analyze({ text, language }, defaultOptions(rules, today));
  const result = await pinAll(report, anyImage, new AbortController().signal);
  return applyEdits(text, editsOf(result)).replaceAll(`@${sampleDigest}`, '@…');
}

/** `expected` is the text with `@…` where a digest must come; every other character must stay. */
export async function expectPins(language: Language, expected: string): Promise<void> {
  expect(await pinned(language, expected.replaceAll('@…', ''))).toBe(expected);
}
