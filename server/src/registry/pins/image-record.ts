import type { Digest } from '../../reference/digest.ts';
import type { ImageClaims } from '../../reference/pin-facts.ts';
import { bestOffer } from '../../reference/platform-match.ts';
import type { Platform } from '../../reference/platform.ts';
import type { FactKind } from '../cache/fact-store.ts';
import {
  contentOf,
  type ImageDetails,
  type ImageEntry,
  type IndexedImage,
} from '../image-source.ts';
import { isObject } from '../json.ts';
import { digestOfBytes } from '../manifest.ts';
import { readTime } from '../time.ts';
import { readPlatform } from '../platform.ts';
import { readDigest } from '../tag-facts.ts';
import { longestVersion, readStoredTime, readStoredVersion } from './stored-values.ts';

/** What is kept of an image by its digest: it follows from the bytes that have the digest, so it never changes. */
export interface ImageRecord extends ImageClaims {
  /** The images of an index, without attestations; undefined for a manifest. */
  readonly images: readonly PlatformImage[] | undefined;
  /** Of a manifest. */
  readonly platform: Platform | undefined;
  /** Of what `contentOf` gives. */
  readonly content: Digest | undefined;
}

export interface PlatformImage {
  readonly digest: Digest;
  readonly platform: Platform | undefined;
}

const maximalImages = 100;

/** What images are known by, as a store keeps it. */
export const imageRecords: FactKind<ImageRecord> = {
  name: 'images',
  version: 1,
  maximalBytes: 32_768,
  parse,
};

/** What an index or manifest says without its configuration; `now` in milliseconds since 1970-01-01 UTC. */
export function factsOfEntry(entry: ImageEntry, now: number): ImageRecord {
  const annotations = entry.kind === 'manifest' ? entry.annotations : claimsOf(entry);
  const claims = {
    created: readTime(annotations.get('org.opencontainers.image.created') ?? '', now),
    version: versionIn(annotations),
  };
  const whole = contentOf(entry);
  const content = whole === undefined ? undefined : digestOfText(whole);
  if (entry.kind === 'manifest')
    return { ...claims, images: undefined, platform: undefined, content };
  const images = entry.images
    .slice(0, maximalImages)
    .map(({ digest, platform }) => ({ digest, platform }));
  return { ...claims, images, platform: undefined, content };
}

/** The same with what the configuration of its image, or of one of its images, adds. */
export function withDetails(
  facts: ImageRecord,
  { created, platform }: Pick<ImageDetails, 'created' | 'platform'>,
): ImageRecord {
  return {
    ...facts,
    created: facts.created ?? created,
    platform: facts.images === undefined ? platform : undefined,
  };
}

function digestOfText(text: string): Digest {
  return digestOfBytes(new TextEncoder().encode(text), 'sha256');
}

type Annotations = ReadonlyMap<string, string>;

/** What the index says of itself, else what it says of the image that most people get from it. */
function claimsOf({ annotations, images }: Extract<ImageEntry, { kind: 'index' }>): Annotations {
  const chosen: IndexedImage | undefined = bestOffer(images, undefined);
  return new Map([...(chosen?.annotations ?? []), ...annotations]);
}

function versionIn(annotations: Annotations): string | undefined {
  const version = annotations.get('org.opencontainers.image.version')?.trim() ?? '';
  return version === '' || version.length > longestVersion ? undefined : version;
}

function parse(value: unknown): ImageRecord | undefined {
  if (!isObject(value)) return undefined;
  const claims = {
    created: readStoredTime(value['created']),
    version: readStoredVersion(value['version']),
  };
  const { images } = value;
  const content = readDigest(value['content']);
  if (images === undefined) {
    const platform = readPlatform(value['platform']);
    return content && { ...claims, images: undefined, platform, content };
  }
  if (!Array.isArray(images)) return undefined;
  const read = images.filter(isObject).flatMap((image) => {
    const digest = readDigest(image['digest']);
    return digest === undefined ? [] : [{ digest, platform: readPlatform(image['platform']) }];
  });
  if (read.length !== images.length) return undefined;
  if (read.length > 0 && content === undefined) return undefined;
  return { ...claims, images: read, platform: undefined, content };
}
