import type { MovedTag, PinFacts, PinnedImage, TagFacts } from '../../reference/pin-facts.ts';
import type { FactKind } from '../cache/fact-store.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { PinRecord } from '../pin-knowledge.ts';
import { readPlatform } from '../platform.ts';
import { readDigest } from '../tag-facts.ts';
import { readStoredPlatforms, readStoredTime, readStoredVersion } from './stored-values.ts';

/** What is known of pins, as a store keeps it. */
export const pinRecords: FactKind<PinRecord> = {
  name: 'pins',
  version: 1,
  maximalBytes: 32_768,
  parse,
};

function parse(value: unknown): PinRecord | undefined {
  if (!isObject(value)) return undefined;
  const attemptedAt = readStoredTime(value['attemptedAt']);
  if (attemptedAt === undefined) return undefined;
  const { facts } = value;
  const read = isObject(facts) ? readFacts(facts) : undefined;
  if (facts !== undefined && read === undefined) return undefined;
  return {
    attemptedAt,
    facts: read,
    platformsCheckedAt: readStoredTime(value['platformsCheckedAt']),
  };
}

function readFacts(facts: JsonObject): PinFacts | undefined {
  const checkedAt = readStoredTime(facts['checkedAt']);
  const pinned = isObject(facts['pinned']) ? readPinned(facts['pinned']) : undefined;
  const tag = isObject(facts['tag']) ? readTag(facts['tag']) : undefined;
  const isTagSound = facts['tag'] === undefined || tag !== undefined;
  if (checkedAt === undefined || pinned === undefined || !isTagSound) return undefined;
  return { checkedAt, pinned, tag };
}

function readPinned(image: JsonObject): PinnedImage | undefined {
  switch (image['kind']) {
    case 'missing':
      return { kind: 'missing' };
    case 'index': {
      const platforms = readStoredPlatforms(image['platforms']);
      const missing = readStoredPlatforms(image['missing']);
      if (platforms === undefined || missing === undefined) return undefined;
      return { kind: 'index', platforms, missing, ...readClaims(image) };
    }
    case 'manifest': {
      const platform = readPlatform(image['platform']);
      return { kind: 'manifest', platform, ...readClaims(image) };
    }
    default:
      return undefined;
  }
}

function readTag(tag: JsonObject): TagFacts | undefined {
  switch (tag['kind']) {
    case 'missing':
      return { kind: 'missing' };
    case 'current':
      return { kind: 'current' };
    case 'moved':
      return readMoved(tag);
    default:
      return undefined;
  }
}

function readMoved(tag: JsonObject): MovedTag | undefined {
  const { isIndex, listsPinned, isSameContent } = tag;
  const digest = readDigest(tag['digest']);
  const platforms = readStoredPlatforms(tag['platforms']);
  const seenAt = readStoredTime(tag['seenAt']);
  if (digest === undefined || platforms === undefined || seenAt === undefined) return undefined;
  if (
    typeof isIndex !== 'boolean' ||
    typeof listsPinned !== 'boolean' ||
    typeof isSameContent !== 'boolean'
  )
    return undefined;
  const flags = { isIndex, listsPinned, isSameContent };
  return { kind: 'moved', digest, platforms, seenAt, ...flags, ...readClaims(tag) };
}

function readClaims(image: JsonObject): Pick<MovedTag, 'created' | 'version'> {
  return {
    created: readStoredTime(image['created']),
    version: readStoredVersion(image['version']),
  };
}
