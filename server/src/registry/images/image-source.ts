import type { Digest } from '../../reference/digest.ts';
import { bestOffer } from '../../reference/platform-match.ts';
import type { Platform } from '../../reference/platform.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { registryError, type RegistryError } from '../errors.ts';
import {
  noSuchPlatform,
  type ImageDetails,
  type ImageEntry,
  type ImagePackage,
  type ImageSource,
  type ManifestEntry,
} from '../image-source.ts';
import type { RegistryClient } from '../registry-client.ts';
import { findPackages } from './attached-packages.ts';
import { readConfig, type ImageConfig } from './config.ts';
import { readEntry } from './entry.ts';
import { createShelf } from './shelf.ts';
import { readTime } from '../time.ts';

export interface ImageSourceOptions {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
}

/** One platform's image, and what is attached to it in its index. */
interface ChosenImage {
  readonly manifest: ManifestEntry;
  /** What the index says; undefined where there is none. */
  readonly platform: Platform | undefined;
  readonly attestations: readonly Digest[];
}

const maximalConfig = 8 * 1024 * 1024;

/** How much is kept in memory: so many of each, the ones used last, and none that is much larger than any sound one. */
const kept = { entries: 200, configs: 50, packages: 6, bytes: 256 * 1024 } as const;

/** Looks into images through a client. Who asks for the same at the same time waits for one request. */
export function createImageSource(
  client: RegistryClient,
  { now = Date.now }: ImageSourceOptions = {},
): ImageSource {
  const entries = createShelf<ImageEntry>(kept.entries);
  const configs = createShelf<ImageConfig>(kept.configs);
  const lists = createShelf<readonly ImagePackage[] | undefined>(kept.packages);

  function entry(
    reference: ImageReference,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<ImageEntry, RegistryError>> {
    return entries.take(reference, version, signal, async (shared) => {
      const got = await client.fetchManifest(reference, version, shared);
      if (!got.ok) return got;
      const found = readEntry(got.value);
      if (found === undefined) return invalid(reference, 'no image manifest or index');
      if (got.value.bytes.length <= kept.bytes) entries.put(reference, found.digest, found);
      return ok(found);
    });
  }

  async function choose(
    reference: ImageReference,
    version: string,
    wanted: Platform | undefined,
    signal: AbortSignal,
  ): Promise<Result<ChosenImage, RegistryError>> {
    const top = await entry(reference, version, signal);
    if (!top.ok) return top;
    if (top.value.kind === 'manifest')
      return ok({ manifest: top.value, platform: undefined, attestations: [] });
    const image = bestOffer(top.value.images, wanted);
    if (image === undefined)
      return fail(registryError('not-found', reference.registry, { detail: noSuchPlatform }));
    const manifest = await entry(reference, image.digest, signal);
    if (!manifest.ok) return manifest;
    if (manifest.value.kind !== 'manifest') return invalid(reference, 'an index in an index');
    const attestations = top.value.attestations
      .filter(({ subject }) => subject === image.digest)
      .map(({ digest }) => digest);
    return ok({ manifest: manifest.value, platform: image.platform, attestations });
  }

  function configOf(
    reference: ImageReference,
    { config }: ManifestEntry,
    signal: AbortSignal,
  ): Promise<Result<ImageConfig, RegistryError>> {
    if (config.size > maximalConfig)
      return Promise.resolve(fail(registryError('too-large', reference.registry)));
    return configs.take(reference, config.digest, signal, async (shared) => {
      const limits = { maximalSize: config.size };
      const blob = await client.fetchBlob(reference, config.digest, limits, shared);
      if (!blob.ok) return blob;
      const read = readConfig(blob.value, now());
      if (read === undefined) return invalid(reference, 'no image configuration');
      if (blob.value.length <= kept.bytes) configs.put(reference, config.digest, read);
      return ok(read);
    });
  }

  return {
    entry,
    exists: (reference, digest, signal) => client.hasManifest(reference, digest, signal),
    isGone: (...question) => client.isGone(...question),
    async details(reference, version, wanted, signal) {
      const chosen = await choose(reference, version, wanted, signal);
      if (!chosen.ok) return chosen;
      const { manifest, platform } = chosen.value;
      const config = await configOf(reference, manifest, signal);
      return config.ok ? ok(detailsOf(manifest, platform, config.value, now())) : config;
    },
    async packages(reference, version, wanted, signal) {
      const chosen = await choose(reference, version, wanted, signal);
      if (!chosen.ok) return chosen;
      const { manifest, attestations } = chosen.value;
      const search = { reference, image: manifest.digest, attestations };
      return lists.take(reference, manifest.digest, signal, async (shared) => {
        const found = await findPackages(client, search, shared);
        if (found.ok && found.value !== undefined)
          lists.put(reference, manifest.digest, found.value);
        return found;
      });
    },
  };
}

/** Reproducible builds have no time in their configuration, but perhaps one in the annotations. */
function detailsOf(
  manifest: ManifestEntry,
  platform: Platform | undefined,
  config: ImageConfig,
  now: number,
): ImageDetails {
  const annotated = manifest.annotations.get('org.opencontainers.image.created') ?? '';
  return {
    ...config,
    manifest,
    platform: platform ?? config.platform,
    created: config.created ?? readTime(annotated, now),
  };
}

function invalid(
  { registry }: ImageReference,
  detail: string,
): { readonly ok: false; readonly error: RegistryError } {
  return fail(registryError('invalid-response', registry, { detail }));
}
