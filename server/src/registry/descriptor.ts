import { parseDigest, type Digest } from '../reference/digest.ts';
import type { Platform } from '../reference/platform.ts';
import { isObject } from './json.ts';
import { readPlatform } from './platform.ts';

/**
 * What refers to content by its digest (OCI image specification, "Content Descriptors"). All of it is a
 * stranger's word until the content is fetched and checked; whoever shows a text of it must make it inert.
 */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  /** Keys are compared as they are; a map, so that none of them can mean anything to JavaScript. */
  readonly annotations?: ReadonlyMap<string, string>;
  readonly platform?: Platform;
}

const maximalAnnotations = 100;
const maximalAnnotation = 64 * 1024;
const maximalWord = 255;

/** Names of media types (RFC 6838, 4.2). */
const mediaTypePattern = /^\w[\w!#$&^.+-]{0,126}\/\w[\w!#$&^.+-]{0,126}$/;

/**
 * Reads a descriptor; undefined unless each member that we know is as the specification wants it. Members that are
 * empty, null or unknown are left out, as programs write them that way.
 */
export function parseDescriptor(value: unknown): Descriptor | undefined {
  if (!isObject(value)) return undefined;
  const { mediaType, digest, size } = value;
  const artifactType = present(value['artifactType']);
  const annotations = present(value['annotations']);
  const platform = present(value['platform']);

  const parsed = typeof digest === 'string' ? parseDigest(digest) : undefined;
  if (!isMediaType(mediaType) || parsed?.ok !== true || !isSize(size)) return undefined;
  if (artifactType !== undefined && !isMediaType(artifactType)) return undefined;
  if (annotations !== undefined && !areAnnotations(annotations)) return undefined;
  if (platform !== undefined && !isPlatform(platform)) return undefined;
  const known = readPlatform(platform);
  return {
    mediaType,
    digest: parsed.value,
    size,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations !== undefined && { annotations: new Map(Object.entries(annotations)) }),
    ...(known !== undefined && { platform: known }),
  };
}

function present(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

function isMediaType(value: unknown): value is string {
  return typeof value === 'string' && mediaTypePattern.test(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function areAnnotations(value: unknown): value is Readonly<Record<string, string>> {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= maximalAnnotations &&
    entries.every(
      ([key, text]) =>
        key.length <= maximalWord && typeof text === 'string' && text.length <= maximalAnnotation,
    )
  );
}

function isPlatform(value: unknown): boolean {
  return isObject(value) && isWord(value['os']) && isWord(value['architecture']);
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maximalWord;
}
