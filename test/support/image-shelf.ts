import { createHash } from 'node:crypto';
import type { Digest } from '../../server/src/reference/digest.ts';
import { parsePlatform } from '../../server/src/reference/platform-match.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type {
  ImageEntry,
  IndexEntry,
  ManifestEntry,
} from '../../server/src/registry/image-source.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { details } from '../analysis/images.ts';
import { partialRegistry } from './registries.ts';
import { today } from './rule-examples.ts';

/** A registry in memory, whose images a test pushes, moves and deletes. */
export interface ImageShelf extends ImageRegistry {
  /** What was asked, in order: `HEAD docker.io/library/app:1`. */
  readonly asked: string[];
  /** What tags stand for, by name alone: every repository has the same. */
  readonly tags: Map<string, Digest>;
  readonly entries: Map<Digest, ImageEntry>;
  /** When images were built, by the digest of index or manifest, for those whose configuration says so. */
  readonly created: Map<Digest, number>;
  /** What a HEAD does not find, as in caches that fetch what is asked for by GET. */
  readonly onlyInFull: Set<Digest>;
  /** Answers everything with this failure while it is set. */
  failure: RegistryErrorCode | undefined;
}

export function digestOf(name: string): Digest {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

type Annotations = Readonly<Record<string, string>>;

export function manifestNamed(name: string, annotations: Annotations = {}): ManifestEntry {
  const config = { digest: digestOf(`config of ${name}`), mediaType: 'config', size: 1 };
  return { kind: 'manifest', ...common(name, annotations), config, layers: [] };
}

/** An index of images by platform; an image is named for its index and platform unless `images` names it. */
export function indexNamed(
  name: string,
  images: Readonly<Record<string, string>>,
  annotations: Annotations = {},
): IndexEntry {
  return {
    kind: 'index',
    ...common(name, annotations),
    images: Object.entries(images).map(([platform, image]) => ({
      digest: digestOf(image),
      platform: parsePlatform(platform),
      annotations: new Map(),
    })),
    attestations: [],
  };
}

function common(
  name: string,
  annotations: Annotations,
): Pick<ManifestEntry, 'digest' | 'mediaType' | 'annotations'> {
  const digest = digestOf(name);
  return { digest, mediaType: 'test', annotations: new Map(Object.entries(annotations)) };
}

export function imageShelf(now: () => number = () => Date.parse(today)): ImageShelf {
  const asked: string[] = [];
  const tags = new Map<string, Digest>();
  const entries = new Map<Digest, ImageEntry>();
  const created = new Map<Digest, number>();
  const onlyInFull = new Set<Digest>();

  function answer<T>(
    { registry }: ImageReference,
    value: T | undefined,
  ): Promise<Result<T, ReturnType<typeof registryError>>> {
    const code = shelf.failure ?? (value === undefined ? 'not-found' : undefined);
    if (code !== undefined || value === undefined)
      return Promise.resolve(fail(registryError(code ?? 'not-found', registry)));
    return Promise.resolve(ok(value));
  }

  const shelf: ImageShelf = {
    ...partialRegistry({}),
    asked,
    tags,
    entries,
    created,
    onlyInFull,
    failure: undefined,
    resolve(reference) {
      asked.push(`HEAD ${reference.registry}/${reference.repository}:${reference.tag ?? ''}`);
      const digest = tags.get(reference.tag ?? '');
      return answer(reference, digest && { digest, mediaType: 'test', resolvedAt: now() });
    },
    exists(reference, digest) {
      asked.push(`HEAD ${digest}`);
      return answer(reference, entries.has(digest) && !onlyInFull.has(digest));
    },
    isGone(reference, digest, shown) {
      asked.push(`GET ${digest}`, shown === undefined ? 'tags' : `HEAD ${shown}`);
      const isThere = entries.has(digest);
      const isShown =
        shown === undefined ? tags.size > 0 : tags.has(shown) || entries.has(shown as Digest);
      return answer(reference, isThere || isShown ? !isThere : undefined);
    },
    entry(reference, version) {
      asked.push(`GET ${version}`);
      return answer(reference, entries.get(tags.get(version) ?? (version as Digest)));
    },
    details(reference, version) {
      asked.push(`details ${version}`);
      return answer(reference, details({ created: created.get(version as Digest) }));
    },
  };
  return shelf;
}

/** Puts images on the shelf, those of an index's platforms too. */
export function push(shelf: ImageShelf, tag: string | undefined, entry: ImageEntry): Digest {
  shelf.entries.set(entry.digest, entry);
  if (entry.kind === 'index')
    for (const { digest } of entry.images)
      shelf.entries.set(digest, { ...manifestNamed('part'), digest });
  if (tag !== undefined) shelf.tags.set(tag, entry.digest);
  return entry.digest;
}
