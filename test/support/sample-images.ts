import type { Digest } from '../../server/src/reference/digest.ts';
import { effectiveTag, type ImageReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails } from '../../server/src/registry/image-source.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { sha256 } from './fake-registry.ts';
import { partialRegistry } from './registries.ts';

/** The digest of an image that is known by a word. */
export function digestOf(word: string): Digest {
  return sha256(word);
}

/**
 * A registry in whose repositories each tag stands for the image of a word, and which has these images; another image has
 * only a digest. `parts` answer in its place.
 */
export function imageRegistry(
  tags: Readonly<Record<string, string>>,
  images: Readonly<Record<string, ImageDetails>> = {},
  parts: Partial<ImageRegistry> = {},
): ImageRegistry {
  const byDigest = new Map(
    Object.entries(images).map(([word, image]) => {
      const digest = digestOf(word);
      return [digest, { ...image, manifest: { ...image.manifest, digest } }] as const;
    }),
  );
  function digestFor(version: string): Digest | undefined {
    const word = tags[version];
    return word === undefined
      ? [...byDigest.keys()].find((each) => each === version)
      : digestOf(word);
  }
  function found(reference: ImageReference, version: string): Result<ImageDetails, RegistryError> {
    const digest = digestFor(version);
    const image = digest && byDigest.get(digest);
    return image === undefined ? fail(registryError('not-found', reference.registry)) : ok(image);
  }
  const listed = ok({ tags: Object.keys(tags).map((tag) => ({ tag })), isPartial: false });
  return partialRegistry({
    resolve: (reference) => {
      const digest = digestFor(effectiveTag(reference));
      const answer =
        digest === undefined
          ? fail(registryError('not-found', reference.registry))
          : ok({ digest, mediaType: '', resolvedAt: 0 });
      return Promise.resolve(answer);
    },
    firstTags: () => Promise.resolve(listed),
    allTags: () => Promise.resolve(listed),
    entry: (reference, version) => {
      const image = found(reference, version);
      return Promise.resolve(image.ok ? ok(image.value.manifest) : image);
    },
    details: (reference, version) => Promise.resolve(found(reference, version)),
    packages: () => Promise.resolve(ok(undefined)),
    ...parts,
  });
}
