import { isObject, objectIn, textIn, type JsonObject } from './json.ts';
import { indexTypes } from './manifest.ts';
import { readDigest, readPushTime, readSize, type ToldFacts } from './tag-facts.ts';

/**
 * What Google's registries (gcr.io, pkg.dev) put into their lists of tags beside what the distribution specification
 * knows: `manifest`, a table of digests with `tag`, `timeUploadedMs`, `imageSizeBytes` and `mediaType`. By tag; of one
 * that stands in several rows the first counts.
 */
export function readGoogleFacts(list: JsonObject, now: number): ReadonlyMap<string, ToldFacts> {
  const facts = new Map<string, ToldFacts>();
  for (const [name, row] of Object.entries(objectIn(list, 'manifest'))) {
    const digest = readDigest(name);
    if (digest === undefined || !isObject(row) || !Array.isArray(row['tag'])) continue;
    const isIndex = indexTypes.includes(textIn(row, 'mediaType'));
    const told = {
      digest,
      pushedAt: readPushTime(row['timeUploadedMs'], 'milliseconds', now),
      // That of an index is its own, and says nothing of the images.
      size: isIndex ? undefined : readSize(row['imageSizeBytes']),
    };
    for (const tag of row['tag'])
      if (typeof tag === 'string' && !facts.has(tag)) facts.set(tag, told);
  }
  return facts;
}
