/** What a package URL names. */
export interface NamedPackage {
  /** As people know it: `openssl`, `@types/node`, `org.apache:log4j`. */
  readonly name: string;
  readonly version: string;
}

/** Types whose namespace is the distribution, and no part of the name. */
const distributionTypes: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm', 'alpm', 'apk-tools']);

const maximalLength = 2_000;

/** Qualifiers that tell which of several builds it is; others say where it was got, be it with a password. */
const buildQualifiers: ReadonlySet<string> = new Set(['arch', 'distro', 'epoch']);

/** A package URL with what names the package alone, for others to see. */
export function namingPurl(purl: string): string {
  const [withoutSubpath = ''] = purl.split('#', 1);
  const [path = '', qualifiers = ''] = withoutSubpath.split('?', 2);
  const kept = qualifiers
    .split('&')
    .filter((qualifier) => buildQualifiers.has(qualifier.split('=', 1)[0]?.toLowerCase() ?? ''));
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

/** Reads a package URL (purl specification, "Rules for each purl component"); undefined when it is none. */
export function parsePurl(purl: string): NamedPackage | undefined {
  if (purl.length > maximalLength) return undefined;
  const [, type = '', rest = ''] = /^pkg:\/*([a-z][a-z\d.+-]*)\/(.+)$/is.exec(purl) ?? [];
  const [path = ''] = rest.split(/[?#]/, 1);
  const at = path.lastIndexOf('@');
  // An `@` in front begins an npm scope that nobody has escaped.
  const hasVersion = at > path.lastIndexOf('/') + 1 || (at > 0 && path[at - 1] !== '/');
  const parts = (hasVersion ? path.slice(0, at) : path)
    .split('/')
    .filter((part) => part !== '')
    .map(unescaped);
  const version = hasVersion ? unescaped(path.slice(at + 1)) : '';
  const name = parts.at(-1);
  if (name === undefined) return undefined;
  return { name: distributionTypes.has(type.toLowerCase()) ? name : full(type, parts), version };
}

function full(type: string, parts: readonly string[]): string {
  return parts.join(type.toLowerCase() === 'maven' ? ':' : '/');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
