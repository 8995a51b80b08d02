import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isForeignFolder, isOwnDocument, type FoundFiles } from '../workspace/discovery.ts';

const maximalDepth = 32;
/** Files and folders that are looked at; beyond, it is no folder that people keep their own files in. */
const maximalEntries = 200_000;

/**
 * Dockerfiles and Compose files in a folder and below it, at most `limit`: those nearest to the top first, in
 * the order of their names. Links are not followed, and a folder that cannot be read has no files.
 */
export async function findDocuments(root: string, limit: number): Promise<FoundFiles> {
  const uris: string[] = [];
  let folders = [root];
  let entriesLeft = maximalEntries;
  for (let depth = 0; depth < maximalDepth && folders.length > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      entriesLeft -= entries.length;
      if (entriesLeft < 0) return { uris, isPartial: true };
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        if (entry.isDirectory() && !isForeignFolder(entry.name))
          deeper.push(join(folder, entry.name));
        if (!entry.isFile() || !isOwnDocument(entry.name)) continue;
        if (uris.length >= limit) return { uris, isPartial: true };
        uris.push(pathToFileURL(join(folder, entry.name)).href);
      }
    }
    folders = deeper;
  }
  return { uris, isPartial: folders.length > 0 };
}
