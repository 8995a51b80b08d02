import { isTag } from '../../reference/reference.ts';
import { isObject, textIn, type JsonObject } from '../json.ts';
import { listedTag, readDigest, readPushTime, readSize } from '../tag-facts.ts';
import type { ListedTag } from '../tag-source.ts';
import type { TagApi } from './tag-api.ts';

/** Quay's API (Red Hat Quay API guide, "listRepoTags"), which has the tags that exist, with their digests and times. */
export function quayTags({ base = 'https://quay.io', registryHost = 'quay.io' } = {}): TagApi {
  return {
    registryHost,
    pageUrl: (repository, page) =>
      new URL(
        `${base}/api/v1/repository/${repository}/tag/?onlyActiveTags=true&limit=100&page=${page}`,
      ),
    readPage(body, now) {
      const { tags } = body;
      if (!Array.isArray(tags)) return undefined;
      return {
        tags: tags
          .filter(isObject)
          .map((tag) => readQuayTag(tag, now))
          .filter((tag) => tag !== undefined),
        hasMore: body['has_additional'] === true,
      };
    },
  };
}

function readQuayTag(tag: JsonObject, now: number): ListedTag | undefined {
  const name = textIn(tag, 'name');
  if (!isTag(name)) return undefined;
  return listedTag(name, {
    digest: readDigest(tag['manifest_digest']),
    pushedAt: readPushTime(tag['start_ts'], 'seconds', now),
    size: tag['is_manifest_list'] === true ? undefined : readSize(tag['size']),
  });
}
