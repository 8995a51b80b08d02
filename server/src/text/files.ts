/**
 * The files around a document, as far as they are known. Paths are relative to the document's folder, with
 * `/` between their segments and normalised: `.env`, `../common/base.yaml`.
 */
export interface Files {
  /** The text of a file; undefined when it is not there or not known yet. */
  read(path: string): string | undefined;
}

/** A document that stands alone. */
export const noFiles: Files = { read: () => undefined };

/**
 * A path written in a file of `folder`, relative to the document's folder like `folder` itself, which is
 * empty for that one. Undefined for what is no file beside or above it: absolute paths, home folders, addresses.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  if (path === '' || path.includes('\0') || isAbsolute(path)) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${path}`.split('/')) {
    const last = segments.at(-1);
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && last !== undefined && last !== '..') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}

/** Addresses (`https://…`, `git@host:…`, `oci://…`) have their colon before the first slash, as drives have. */
function isAbsolute(path: string): boolean {
  return /^(?:[/\\~]|[^/]*:)/.test(path);
}

/** The folder of a path, empty for that of the document. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last segment of a path, whichever way its slashes lean. */
export function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
