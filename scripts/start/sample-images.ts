import { createHash } from 'node:crypto';

/** Bytes under their digest, as a registry keeps them. */
export interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** A tagged image: what the tag names, and all that can be reached from it. */
export interface SampleImage {
  readonly repository: string;
  readonly tag: string;
  /** The index, or the manifest of an image for one platform. */
  readonly root: Content;
  /** Indexes and manifests, each behind those that it names. */
  readonly manifests: readonly Content[];
  readonly blobs: readonly Content[];
}

export interface Platform {
  readonly architecture: string;
  readonly variant?: string;
}

/** The media types of one family of image formats. */
export interface ImageFormat {
  readonly index: string;
  readonly manifest: string;
  readonly config: string;
  readonly layer: string;
}

export const ociFormat: ImageFormat = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
};

const platforms: readonly Platform[] = [
  { architecture: 'amd64' },
  { architecture: 'arm64', variant: 'v8' },
];
const created = '2024-01-01T00:00:00Z';
const tarBlock = 512;

interface Part {
  readonly manifest: Content;
  readonly descriptor: object;
  readonly blobs: readonly Content[];
}

/**
 * Makes an OCI index for amd64 and arm64 with an attestation entry for each, as BuildKit writes them.
 * The same name always gives the same bytes, and so the same digests.
 */
export function createSampleImage(repository: string, tag: string): SampleImage {
  const images = platforms.map((platform) => imagePart(repository, tag, platform, ociFormat));
  const parts = [...images, ...images.map(attestationPart)];
  return indexOf(repository, tag, parts, ociFormat);
}

/** Makes an index for amd64 and arm64 without attestations, in any format. */
export function createPlainIndex(
  repository: string,
  tag: string,
  format: ImageFormat,
): SampleImage {
  const parts = platforms.map((platform) => imagePart(repository, tag, platform, format));
  return indexOf(repository, tag, parts, format);
}

/** Makes an image for amd64 alone: the tag names a manifest, not an index. */
export function createSinglePlatformImage(
  repository: string,
  tag: string,
  format: ImageFormat,
): SampleImage {
  const { manifest, blobs } = imagePart(repository, tag, { architecture: 'amd64' }, format);
  return { repository, tag, root: manifest, manifests: [manifest], blobs };
}

function indexOf(
  repository: string,
  tag: string,
  parts: readonly Part[],
  format: ImageFormat,
): SampleImage {
  const manifests = parts.map(({ descriptor }) => descriptor);
  const root = json(format.index, { schemaVersion: 2, mediaType: format.index, manifests });
  return {
    repository,
    tag,
    root,
    manifests: [...parts.map(({ manifest }) => manifest), root],
    blobs: parts.flatMap(({ blobs }) => blobs),
  };
}

function imagePart(repository: string, tag: string, platform: Platform, format: ImageFormat): Part {
  const text = `${repository}:${tag} for ${platform.architecture}\n`;
  const layer = contentOf(format.layer, tar('etc/motd', text));
  const config = json(format.config, {
    created,
    os: 'linux',
    ...platform,
    config: {
      User: 'app',
      Env: ['PATH=/usr/bin:/bin'],
      Labels: { 'org.opencontainers.image.version': tag },
    },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    history: [{ created, created_by: 'COPY etc/motd /etc/motd' }],
  });
  const manifest = manifestOf(format, config, [descriptorOf(layer)]);
  const descriptor = { ...descriptorOf(manifest), platform: { os: 'linux', ...platform } };
  return { manifest, descriptor, blobs: [layer, config] };
}

/** An attestation of an image in the index: BuildKit, "Image attestation storage". */
function attestationPart({ manifest: subject }: Part): Part {
  const predicateType = 'https://slsa.dev/provenance/v0.2';
  const statement = json('application/vnd.in-toto+json', {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name: 'image', digest: { sha256: subject.digest.replace('sha256:', '') } }],
    predicate: { buildType: 'https://mobyproject.org/buildkit@v1', builder: { id: '' } },
  });
  const config = json(ociFormat.config, {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [statement.digest] },
  });
  const layer = {
    ...descriptorOf(statement),
    annotations: { 'in-toto.io/predicate-type': predicateType },
  };
  const manifest = manifestOf(ociFormat, config, [layer]);
  const descriptor = {
    ...descriptorOf(manifest),
    annotations: {
      'vnd.docker.reference.digest': subject.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  };
  return { manifest, descriptor, blobs: [statement, config] };
}

function manifestOf(format: ImageFormat, config: Content, layers: readonly object[]): Content {
  const fields = { mediaType: format.manifest, config: descriptorOf(config), layers };
  return json(format.manifest, { schemaVersion: 2, ...fields });
}

function descriptorOf({ mediaType, digest, bytes }: Content): object {
  return { mediaType, digest, size: bytes.length };
}

function json(mediaType: string, value: object): Content {
  return contentOf(mediaType, Buffer.from(JSON.stringify(value)));
}

function contentOf(mediaType: string, bytes: Uint8Array): Content {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { mediaType, digest, bytes };
}

/** An archive with one file (POSIX.1-2017 `pax`, "ustar Interchange Format"); the same text gives the same bytes. */
function tar(name: string, text: string): Uint8Array {
  const body = Buffer.from(text);
  const header = Buffer.alloc(tarBlock);
  const octal = (value: number, length: number) => value.toString(8).padStart(length, '0');
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(body.length, 11)}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write('0ustar\u000000', 156);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${octal(checksum, 6)}\0 `, 148);
  const padding = Buffer.alloc((tarBlock - (body.length % tarBlock)) % tarBlock);
  return Buffer.concat([header, body, padding, Buffer.alloc(2 * tarBlock)]);
}
