import type { SampleImage } from '../../scripts/start/sample-images.ts';
import {
  attestationOf,
  contentsOf,
  entryFor,
  imageOf,
  indexOf,
  manifestType,
  spdxOf,
  spdxPredicate,
  type BuiltManifest,
  type Stored,
} from './images.ts';
import { push, type PushTarget } from './push.ts';

/** What is told of a release; the rest is the same for all. */
export interface ReleaseFacts {
  /** The annotation of its index and images. */
  readonly version: string;
  /** As RFC 3339 has it. */
  readonly created: string;
  /** The texts of its layers, the base first. */
  readonly layers: readonly string[];
  readonly user?: string;
  readonly environment?: readonly string[];
  readonly ports?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** `name version` each, for an SBOM beside the images. */
  readonly packages?: readonly string[];
  /** Makes the attestations differ and nothing else. */
  readonly attempt?: number;
}

/** A release for two platforms, with attestations, as BuildKit pushes it. */
export interface Release {
  readonly index: Stored;
  /** The images, `linux/amd64` first. */
  readonly images: readonly [amd64: BuiltManifest, arm64: BuiltManifest];
  readonly all: readonly BuiltManifest[];
}

export function releaseOf(facts: ReleaseFacts): Release {
  const amd64 = platformImage(facts, 'amd64');
  const arm64 = platformImage(facts, 'arm64');
  const { packages = [], attempt = 1 } = facts;
  const attested = [amd64, arm64].map((image) =>
    attestationOf(image, {
      [spdxPredicate]: spdxOf(...packages),
      'https://slsa.dev/provenance/v1': { attempt },
    }),
  );
  const annotations = annotationsOf(facts);
  const index = indexOf(
    [
      entryFor(amd64, 'linux/amd64'),
      entryFor(arm64, 'linux/arm64'),
      ...attested.map(({ entry }) => entry),
    ],
    { annotations },
  );
  const images = [amd64, arm64] as const;
  return { index, images, all: [...images, ...attested.map(({ attestation }) => attestation)] };
}

/** Pushes a release under some tags; a tag that is there moves. */
export async function pushRelease(
  { index, all }: Release,
  repository: string,
  tags: readonly string[],
  target: PushTarget,
): Promise<void> {
  for (const tag of tags) {
    const sample: SampleImage = {
      repository,
      tag,
      root: index,
      manifests: all.map(({ manifest }) => manifest),
      blobs: contentsOf(...all).filter(({ mediaType }) => mediaType !== manifestType),
    };
    await push(sample, target);
  }
}

function platformImage(facts: ReleaseFacts, architecture: string): BuiltManifest {
  const { created, layers, user = '', environment = [], ports = [], labels = {} } = facts;
  const config = {
    architecture,
    created,
    config: {
      User: user,
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin', ...environment],
      Cmd: ['serve'],
      ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
      Labels: labels,
    },
  };
  return imageOf(
    config,
    layers.map((text) => `${architecture} ${text}`),
  );
}

function annotationsOf({ version, created }: ReleaseFacts): Readonly<Record<string, string>> {
  return {
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.created': created,
  };
}
