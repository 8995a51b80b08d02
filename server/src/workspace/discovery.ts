import { languageOfName } from '../analysis/languages.ts';

/** Folders that hold what others wrote, or what tools made. */
export const foreignFolders: readonly string[] = ['.git', 'node_modules', '.venv', 'vendor'];

/** Whether a folder of this name is not searched. */
export function isForeignFolder(name: string): boolean {
  return foreignFolders.includes(name);
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
