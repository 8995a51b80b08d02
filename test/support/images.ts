import { createHash } from 'node:crypto';
import type { Content } from '../../scripts/start/sample-images.ts';
import type { Digest } from '../../server/src/reference/digest.ts';
import { indexType, sendStatus, type Script } from './fake-registry.ts';

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const configType = 'application/vnd.oci.image.config.v1+json';
export const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
export const spdxPredicate = 'https://spdx.dev/Document';

/** Content whose digest is known to be one. */
export type Stored = Content & { readonly digest: Digest };

/** A manifest with all that it names. */
export interface BuiltManifest {
  readonly manifest: Stored;
  readonly blobs: readonly Stored[];
}

export function stored(mediaType: string, content: string | object): Stored {
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const digest: Digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { mediaType, digest, bytes };
}

export function descriptorOf({ mediaType, digest, bytes }: Stored, more: object = {}): object {
  return { mediaType, digest, size: bytes.length, ...more };
}

/** An image for one platform: what its configuration says, and a layer for each text. */
export function imageOf(config: object, layerTexts: readonly string[] = ['base']): BuiltManifest {
  const layers = layerTexts.map((text) => stored(layerType, text));
  const blob = stored(configType, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    ...config,
  });
  return manifestOf(
    blob,
    layers.map((layer) => ({ layer })),
  );
}

/** A manifest of any sort, its layers with annotations. */
export function manifestOf(
  config: Stored,
  layers: readonly { readonly layer: Stored; readonly annotations?: object }[],
  more: object = {},
): BuiltManifest {
  const manifest = stored(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: descriptorOf(config),
    layers: layers.map(({ layer, annotations }) => descriptorOf(layer, { annotations })),
    ...more,
  });
  return { manifest, blobs: [config, ...layers.map(({ layer }) => layer)] };
}

export function indexOf(manifests: readonly unknown[], more: object = {}): Stored {
  return stored(indexType, { schemaVersion: 2, mediaType: indexType, manifests, ...more });
}

/** An entry of an index, for a platform as `--platform` writes it. */
export function entryFor({ manifest }: BuiltManifest, platform: string): object {
  const [os, architecture, variant] = platform.split('/');
  return descriptorOf(manifest, { platform: { os, architecture, variant } });
}

/** An attestation of an image with the documents for some predicates, and its entry in an index (BuildKit, "Image attestation storage"). */
export function attestationOf(
  subject: BuiltManifest,
  predicates: Readonly<Record<string, unknown>>,
): { readonly attestation: BuiltManifest; readonly entry: object } {
  const layers = Object.entries(predicates).map(([predicateType, predicate]) => ({
    layer: stored(
      'application/vnd.in-toto+json',
      statementOf(subject.manifest.digest, predicateType, predicate),
    ),
    annotations: { 'in-toto.io/predicate-type': predicateType },
  }));
  const config = stored(configType, { os: 'unknown', architecture: 'unknown', config: {} });
  const attestation = manifestOf(config, layers);
  const entry = descriptorOf(attestation.manifest, {
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': subject.manifest.digest,
    },
  });
  return { attestation, entry };
}

/** A statement about an image (in-toto Attestation Framework, "Statement"). */
export function statementOf(subject: Digest, predicateType: string, predicate: unknown): object {
  const [algorithm = '', value] = subject.split(':');
  return {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name: 'image', digest: { [algorithm]: value } }],
    predicate,
  };
}

/** An envelope around a statement (DSSE, "Protocol"), with a signature that is none. */
export function envelopeOf(statement: object): object {
  return {
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    signatures: [{ sig: 'AA==' }],
  };
}

/** An SPDX document that names packages as `name version`. */
export function spdxOf(...packages: readonly string[]): object {
  const parts = packages.map((line) => {
    const [name, versionInfo] = line.split(' ');
    return { SPDXID: `SPDXRef-${line}`, name, versionInfo };
  });
  return { spdxVersion: 'SPDX-2.3', packages: parts };
}

/** A registry that has the contents by their digests, and some of them under tags, whatever the repository. */
export function holding(
  contents: readonly Stored[],
  tags: Readonly<Record<string, Stored>> = {},
): Script {
  const byVersion = new Map<string, Stored>([
    ...contents.map((content) => [content.digest, content] as const),
    ...Object.entries(tags),
  ]);
  return ({ path }, response) => {
    const content = byVersion.get(path.split('/').at(-1) ?? '');
    if (content === undefined) sendStatus(response, 404);
    else response.writeHead(200, { 'Content-Type': content.mediaType }).end(content.bytes);
  };
}

/** All that belongs to manifests. */
export function contentsOf(...built: readonly BuiltManifest[]): readonly Stored[] {
  return built.flatMap(({ manifest, blobs }) => [manifest, ...blobs]);
}
