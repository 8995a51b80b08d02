import { isOwnDocument } from '../../server/src/workspace/discovery.ts';
import type { FileSystem } from '../../server/src/workspace/workspace.ts';

/** Files that a test puts on an imagined disk and changes as it goes. */
export interface SampleFiles extends FileSystem {
  readonly content: Map<string, string>;
  /** What was read from it, in order. */
  readonly asked: string[];
}

/** A disk with these files, by URI; those whose names end in `.env` look like secrets. */
export function sampleFiles(files: Readonly<Record<string, string>>): SampleFiles {
  const content = new Map(Object.entries(files));
  const asked: string[] = [];
  return {
    content,
    asked,
    read(uri) {
      asked.push(uri);
      return Promise.resolve(content.get(uri));
    },
    secretFiles(folder) {
      const paths = [...content.keys()].filter(
        (uri) => uri.startsWith(`${folder}/`) && uri.endsWith('.env'),
      );
      return Promise.resolve(paths.map((uri) => uri.slice(folder.length + 1)));
    },
    findDocuments(folder, limit) {
      const uris = [...content.keys()].filter(
        (uri) => uri.startsWith(`${folder}/`) && isOwnDocument(uri.slice(folder.length + 1)),
      );
      return Promise.resolve({ uris: uris.slice(0, limit), isPartial: uris.length > limit });
    },
  };
}
