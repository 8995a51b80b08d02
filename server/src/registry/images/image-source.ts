import type { Digest } from '../../reference/digest.ts';
import { bestOffer } from '../../reference/platform-match.ts';
import type { Platform } from '../../reference/platform.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { Attestations, AttestationSource, PackageList } from '../attestation-source.ts';
import { registryError, type RegistryError } from '../errors.ts';
import {
  noSuchPlatform,
  type ImageDetails,
  type ImageEntry,
  type ImagePackage,
  type IndexEntry,
  type ImageSource,
  type ManifestEntry,
} from '../image-source.ts';
import type { RegistryClient } from '../registry-client.ts';
import { findAttestations, findPackages } from './attestations.ts';
import { readConfig, type ImageConfig } from './config.ts';
import { readEntry } from './entry.ts';
import { withLayers } from './history.ts';
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

/** Looks into images and at what is attached to them, through a client. Who asks for the same at the same time waits for one request. */
export function createImageSource(
  client: RegistryClient,
  { now = Date.now }: ImageSourceOptions = {},
): ImageSource & AttestationSource {
  const entries = createShelf<ImageEntry>(kept.entries);
  const configs = createShelf<ImageConfig>(kept.configs);
  const lists = createShelf<PackageList | undefined>(kept.packages);
  /** Nothing is put there, as something may be attached at any time. */
  const searches = createShelf<Attestations>(1);

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
    const attestations = attestationsOf(top.value, image.digest);
    return ok({ manifest: manifest.value, platform: image.platform, attestations });
  }

  async function besideIn(
    reference: ImageReference,
    index: Digest | undefined,
    image: Digest,
    signal: AbortSignal,
  ): Promise<Result<readonly Digest[], RegistryError>> {
    if (index === undefined) return ok([]);
    const found = await entry(reference, index, signal);
    if (!found.ok) return found;
    return ok(found.value.kind === 'index' ? attestationsOf(found.value, image) : []);
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
      const image = manifest.digest;
      const beside = () => Promise.resolve(ok(attestations));
      const search = { reference, image, index: undefined, beside };
      const list = await lists.take(reference, image, signal, async (shared) => {
        const found = await findPackages(client, search, now, shared);
        if (found.ok && found.value !== undefined) lists.put(reference, image, found.value);
        return found;
      });
      return list.ok ? ok(list.value && namesIn(list.value)) : list;
    },
    attestations: (reference, image, index, signal) =>
      searches.take(reference, `${image} in ${index ?? 'no index'}`, signal, (shared) => {
        const beside = () => besideIn(reference, index, image, shared);
        return findAttestations(client, { reference, image, index, beside }, now, shared);
      }),
  };
}

function attestationsOf({ attestations }: IndexEntry, image: Digest): readonly Digest[] {
  return attestations.filter(({ subject }) => subject === image).map(({ digest }) => digest);
}

/** Each version of a package once, of however many kinds it is. */
function namesIn({ packages }: PackageList): readonly ImagePackage[] {
  const named = packages.map(
    ({ name, version }) => [JSON.stringify([name, version]), { name, version }] as const,
  );
  return [...new Map(named).values()];
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
    history: withLayers(config.history, manifest.layers),
  };
}

function invalid(
  { registry }: ImageReference,
  detail: string,
): { readonly ok: false; readonly error: RegistryError } {
  return fail(registryError('invalid-response', registry, { detail }));
}
