import type { Span } from '../text/span.ts';

/** Where data in a pipe or a file comes from. */
export interface Origin {
  /** The command that downloads it. */
  readonly span: Span;
  readonly urls: readonly string[];
}

/** Where a script is while it is followed. */
export interface Place {
  /** Whether names differ by case: not on Windows. */
  readonly hasCase: boolean;
  /** The folder that relative paths start from; empty for the one that the script starts in. */
  folder: string;
}

/** The files that a script has downloaded so far, and the folder it is in. */
export interface SavedFiles extends Place {
  readonly origins: Map<string, Origin>;
  /** The paths of each file name. */
  readonly paths: Map<string, Set<string>>;
}

export function noSavedFiles(hasCase: boolean): SavedFiles {
  return { origins: new Map(), paths: new Map(), hasCase, folder: '' };
}

export function saveFile(files: SavedFiles, path: string, origin: Origin): void {
  const place = resolve(files, path);
  files.origins.set(place, origin);
  const name = nameOf(place);
  const paths = files.paths.get(name) ?? new Set();
  paths.add(place);
  files.paths.set(name, paths);
}

/** Where a file was downloaded from; a bare name also stands for a file in a folder of programs. */
export function originOf(files: SavedFiles, path: string): Origin | undefined {
  return files.origins.get(resolve(files, path));
}

/** Where a program comes from that is started by its bare name, so from a folder of the search path. */
export function originOfProgram(files: SavedFiles, name: string): Origin | undefined {
  for (const folder of programFolders) {
    const origin = files.origins.get(`${folder}/${name}`);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

const programFolders: readonly string[] = [
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/bin',
  '/sbin',
];

/** No longer counts the files of these names as unchecked; when none of them was downloaded, none at all. */
export function trustFiles(files: SavedFiles, names: Iterable<string>): void {
  let isNamed = false;
  for (const name of names) {
    const key = files.hasCase ? name : name.toLowerCase();
    for (const path of files.paths.get(key) ?? []) {
      files.origins.delete(path);
      isNamed = true;
    }
    files.paths.delete(key);
  }
  if (!isNamed) {
    files.origins.clear();
    files.paths.clear();
  }
}

/** Goes to another folder; to one that is not known without a name. */
export function changeFolder(place: Place, path: string | undefined): void {
  place.folder = path === undefined || path === '-' ? '?' : resolve(place, path);
}

/**
 * A path from the root or from the folder that the script starts in, without `.`, `..` and doubled slashes;
 * `${NAME}` in it becomes `$NAME`.
 */
export function resolve({ folder, hasCase }: Place, path: string): string {
  const plain = path.replaceAll(/\$\{(\w+)\}(?!\w)/g, '$$$1');
  const written = hasCase ? plain : plain.replaceAll('\\', '/').toLowerCase();
  const isWhole = /^(?:[/~$%]|[a-z]:)/i.test(written);
  const whole = isWhole || folder === '' ? written : `${folder}/${written}`;
  const segments: string[] = [];
  for (const segment of whole.split('/')) {
    if (segment === '..' && segments.length > 0) segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return (whole.startsWith('/') ? '/' : '') + segments.join('/');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
