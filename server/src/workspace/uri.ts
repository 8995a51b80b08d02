/** The path of a URI (RFC 3986, 3), decoded, for its file name; the scheme does not matter. */
export function pathOf(uri: string): string {
  const path = uri.replace(/^[a-z][a-z\d+.-]*:/i, '').replace(/[?#].*$/s, '');
  return decoded(path);
}

/** The absolute path of a `file:` URI (RFC 8089), with `/`; undefined for what is on no disk. */
export function filePathOf(uri: string): string | undefined {
  const [, host = '', path = ''] = /^file:\/\/([^/]*)(\/[^?#]*)$/i.exec(uri) ?? [];
  if (path === '') return undefined;
  const decodedPath = decoded(path).replace(/^\/(?=[a-z]:\/)/i, '');
  return host === '' || host === 'localhost' ? decodedPath : `//${host}${decodedPath}`;
}

/** The URI of a path relative to the folder of `uri`; undefined for documents that are in no folder. */
export function siblingUri(uri: string, relativePath: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(uri)) return undefined;
  const encoded = relativePath.split('/').map(encodeURIComponent).join('/');
  return URL.canParse(encoded, uri) ? new URL(encoded, uri).href : undefined;
}

/** The folder of a URI, without the last `/`. */
export function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

/** Whether a URI lies in a folder. Editors differ in what they escape, so both are compared decoded. */
export function isWithin(uri: string, folder: string): boolean {
  return decoded(uri).startsWith(`${decoded(folder).replace(/\/+$/, '')}/`);
}

/** What all spellings of a URI have in common: editors differ in what they escape. */
export function uriKey(uri: string): string {
  return decoded(uri);
}

/** The path of a URI relative to a folder above it. */
export function relativeTo(uri: string, folder: string): string {
  return decoded(uri).slice(decoded(folder).replace(/\/+$/, '').length + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
