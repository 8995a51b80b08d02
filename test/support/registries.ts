import { registryError, type RegistryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import { fail, type Result } from '../../server/src/text/result.ts';

/** A registry that answers as `parts` do and refuses everything else. */
export function partialRegistry(parts: Partial<ImageRegistry>): ImageRegistry {
  const refuse = <T>({ registry }: ImageReference): Promise<Result<T, RegistryError>> =>
    Promise.resolve(fail(registryError('denied', registry)));
  return {
    resolve: refuse,
    firstTags: refuse,
    allTags: refuse,
    entry: refuse,
    exists: refuse,
    isGone: refuse,
    details: refuse,
    packages: refuse,
    listReferrers: refuse,
    fetchManifest: refuse,
    fetchBlob: refuse,
    blobAddress: refuse,
    fetchApi: refuse,
    repositoryFacts: refuse,
    attestations: refuse,
    ...parts,
  };
}
