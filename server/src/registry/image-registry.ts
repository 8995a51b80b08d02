import type { ArtifactSource } from './artifact-source.ts';
import type { AttestationSource } from './attestation-source.ts';
import type { DigestResolver } from './digest-resolver.ts';
import type { ImageSource } from './image-source.ts';
import type { PublisherSource } from './publisher-source.ts';
import type { TagSource } from './tag-source.ts';

/** All that editor and command line ask registries for. */
export interface ImageRegistry
  extends
    DigestResolver,
    TagSource,
    ImageSource,
    ArtifactSource,
    PublisherSource,
    AttestationSource {}
