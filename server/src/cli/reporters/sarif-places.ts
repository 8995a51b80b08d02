import { pathToFileURL } from 'node:url';
import type { Range } from '../../text/line-index.ts';

/** Paths of the repository are relative to what this stands for. */
export const sourceRoot = '%SRCROOT%';

/** A file as an `artifactLocation` (3.4): relative to the repository, or by its own URI when it is outside. */
export function artifactLocation(path: string): object {
  return isAbsolute(path)
    ? { uri: pathToFileURL(path).href }
    : { uri: relativeUri(path), uriBaseId: sourceRoot };
}

/** A place in a file as a `location` (3.28), with its message when it has one of its own. */
export function sarifLocation(path: string, range: Range, message?: string): object {
  return {
    physicalLocation: { artifactLocation: artifactLocation(path), region: region(range) },
    ...(message === undefined ? {} : { message: { text: message } }),
  };
}

/** A range as a `region` (3.30): from 1, behind its last character at the end, as our ranges are. */
export function region({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

const loneSurrogate = /\p{Cs}/gu;

/** A relative reference (RFC 3986, 4.2); a `:` in its first segment would be read as a scheme. */
function relativeUri(path: string): string {
  return path.replace(loneSurrogate, '\ufffd').split('/').map(encodeURIComponent).join('/');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}
