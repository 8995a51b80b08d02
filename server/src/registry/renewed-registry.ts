import type { ImageRegistry } from './image-registry.ts';

/** A registry, and whether anything that it was made from could not be read. */
export interface MadeRegistry {
  readonly registry: ImageRegistry;
  readonly isBroken: boolean;
}

/**
 * Asks the registry that `make` gives, and has a new one made for each question as long as it is a broken one, so
 * that a person who repairs a file need not start anything again. `make` must not reject.
 */
export function renewedWhileBroken(make: () => Promise<MadeRegistry>): ImageRegistry {
  let made: Promise<MadeRegistry> | undefined;

  async function current(): Promise<ImageRegistry> {
    made ??= make();
    const { registry, isBroken } = await made;
    if (isBroken) made = undefined;
    return registry;
  }

  return {
    resolve: async (...question) => (await current()).resolve(...question),
    firstTags: async (...question) => (await current()).firstTags(...question),
    allTags: async (...question) => (await current()).allTags(...question),
    entry: async (...question) => (await current()).entry(...question),
    exists: async (...question) => (await current()).exists(...question),
    isGone: async (...question) => (await current()).isGone(...question),
    details: async (...question) => (await current()).details(...question),
    packages: async (...question) => (await current()).packages(...question),
    listReferrers: async (...question) => (await current()).listReferrers(...question),
    fetchManifest: async (...question) => (await current()).fetchManifest(...question),
    fetchBlob: async (...question) => (await current()).fetchBlob(...question),
    blobAddress: async (...question) => (await current()).blobAddress(...question),
    fetchApi: async (...question) => (await current()).fetchApi(...question),
    repositoryFacts: async (...question) => (await current()).repositoryFacts(...question),
    attestations: async (...question) => (await current()).attestations(...question),
  };
}
