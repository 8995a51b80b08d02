import type { Digest } from '../../server/src/reference/digest.ts';
import type { ImageDetails, ImageLayer } from '../../server/src/registry/image-source.ts';
import { sha256 } from '../support/fake-registry.ts';

/** A layer that is known by a word. */
export function layer(word: string, size = 1_000_000): ImageLayer {
  return { digest: sha256(word), size, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' };
}

/** An image of linux/amd64 that says what a test gives it, and nothing more. */
export function details(
  facts: Partial<ImageDetails> & {
    readonly layers?: readonly ImageLayer[];
    readonly annotations?: Readonly<Record<string, string>>;
    readonly digest?: Digest;
  } = {},
): ImageDetails {
  const { layers = [], annotations = {}, digest = sha256('manifest'), ...rest } = facts;
  return {
    manifest: {
      kind: 'manifest',
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      annotations: new Map(Object.entries(annotations)),
      config: { digest: sha256('config'), mediaType: 'application/x', size: 1 },
      layers,
    },
    platform: { os: 'linux', architecture: 'amd64' },
    created: undefined,
    user: '',
    environment: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    workingDirectory: '',
    volumes: [],
    stopSignal: '',
    healthCheck: [],
    author: '',
    labels: new Map(),
    history: [],
    ...rest,
  };
}
