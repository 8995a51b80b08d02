import { languageOfName } from '../analysis/languages.ts';

const foreignFolders: ReadonlySet<string> = new Set(['.git', 'node_modules', '.venv', 'vendor']);

/** Whether a folder of this name holds what others wrote, or what tools made. */
export function isForeignFolder(name: string): boolean {
  return foreignFolders.has(name);
}

/** Whether a file is one of ours by its name and the folders that it is in; the path is relative to where the search began. */
export function isOwnDocument(path: string): boolean {
  const names = path.split('/');
  return languageOfName(path) !== undefined && !names.slice(0, -1).some(isForeignFolder);
}

/** Files that were found, each by its URI. */
export interface FoundFiles {
  readonly uris: readonly string[];
  /** Whether the search ended at a bound, so that there may be more. */
  readonly isPartial: boolean;
}
