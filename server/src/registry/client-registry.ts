import type { ImageRegistry } from './image-registry.ts';
import { createImageSource } from './images/image-source.ts';
import { createPublisherSource } from './publishers/remembered-publishers.ts';
import type { RegistryClient } from './registry-client.ts';
import { withSharedArtifacts } from './shared-artifacts.ts';
import { createTagSource } from './tag-lists/remembered-tags.ts';

/** All that can be asked of registries, by one client; what digests name is kept in memory. */
export function registryOf(client: RegistryClient): ImageRegistry {
  const artifacts = withSharedArtifacts(client);
  return {
    ...createTagSource(client),
    ...createImageSource({ ...client, ...artifacts }),
    ...createPublisherSource(client),
    ...artifacts,
    resolve: (...question) => client.resolve(...question),
    fetchBlob: (...question) => client.fetchBlob(...question),
    blobAddress: (...question) => client.blobAddress(...question),
    fetchApi: (...question) => client.fetchApi(...question),
  };
}
