import { hubHost } from '../../reference/docker-hub.ts';
import { isTag } from '../../reference/reference.ts';
import { readTime } from '../time.ts';
import { isObject, textIn, type JsonObject } from '../json.ts';
import { isKnown, readPlatform } from '../platform.ts';
import { listedTag, readDigest, readSize } from '../tag-facts.ts';
import type { ListedTag, PlatformSize } from '../tag-source.ts';
import type { TagApi } from './tag-api.ts';

const maximalImages = 100;

/**
 * Docker Hub's API (Docker Hub API reference, "List repository tags"), which has those first that were pushed last,
 * with their digests, times, and sizes by platform.
 */
export function dockerHubTags({
  base = 'https://hub.docker.com',
  registryHost = hubHost,
} = {}): TagApi {
  return {
    registryHost,
    pageUrl(repository, page) {
      const [namespace, name, ...others] = repository.split('/');
      if (namespace === undefined || name === undefined || others.length > 0) return undefined;
      const path = `/v2/namespaces/${namespace}/repositories/${name}/tags`;
      return new URL(`${base}${path}?page_size=100&page=${page}`);
    },
    readPage(body, now) {
      const { results, next } = body;
      if (!Array.isArray(results)) return undefined;
      const tags = results
        .filter(isObject)
        .map((result) => readResult(result, now))
        .filter((tag) => tag !== undefined);
      // Where the next page is we know ourselves.
      return { tags, hasMore: typeof next === 'string' && next !== '' };
    },
  };
}

function readResult(result: JsonObject, now: number): ListedTag | undefined {
  const name = textIn(result, 'name');
  if (!isTag(name)) return undefined;
  const { images } = result;
  const written: readonly unknown[] = Array.isArray(images) ? images.slice(0, maximalImages) : [];
  return listedTag(name, {
    digest: readDigest(result['digest']),
    pushedAt:
      readTime(textIn(result, 'tag_last_pushed'), now) ??
      readTime(textIn(result, 'last_updated'), now),
    sizes: written.map(readImage).filter((image) => image !== undefined),
  });
}

function readImage(image: unknown): PlatformSize | undefined {
  if (!isObject(image)) return undefined;
  const platform = readPlatform(image);
  const size = readSize(image['size']);
  if (platform === undefined || size === undefined || !isKnown(platform)) return undefined;
  return { platform, size };
}
