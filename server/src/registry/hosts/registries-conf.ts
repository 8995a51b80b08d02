/** What podman's `registries.conf` says of single registries (containers-registries.conf(5), version 2). */
export interface RegistriesConf {
  readonly registries: readonly ConfiguredRegistry[];
  /** The name of a file that is there and cannot be read, so that nobody knows which registries must not be asked. */
  readonly brokenFile?: string;
}

export interface ConfiguredRegistry {
  /** What images it is for: `host`, `host/namespace`, or `*.example.com` for all hosts below one. */
  readonly prefix: string;
  /** What takes the place of the prefix; empty where a wildcard leaves the name as it is. */
  readonly location: string;
  /** Whether it may be asked by plain HTTP; certificates are checked even so. */
  readonly isInsecure: boolean;
  readonly isBlocked: boolean;
  readonly mirrors: readonly ConfiguredMirror[];
}

export interface ConfiguredMirror {
  readonly location: string;
  readonly isInsecure: boolean;
  /** Which images are asked for there; all when it is left out. */
  readonly takes?: 'tags' | 'digests';
}

/** A place where a repository may be asked for. */
export interface Location {
  readonly registry: string;
  readonly repository: string;
  readonly isInsecure: boolean;
  readonly takes?: 'tags' | 'digests';
  readonly isMirror: boolean;
}

export const emptyRegistriesConf: RegistriesConf = { registries: [] };

/**
 * Where a repository is to be had, mirrors in front and then the location itself; `blocked` when images of
 * that name are not to be pulled. The longest prefix counts. Which image is meant stays what the reference says:
 * short-name aliases and `unqualified-search-registries` have no say.
 */
export function locationsOf(
  { registries }: RegistriesConf,
  registry: string,
  repository: string,
): readonly Location[] | 'blocked' {
  const name = `${registry}/${repository}`;
  const itself: Location = { registry, repository, isInsecure: false, isMirror: false };
  const configured = registries
    .filter(({ prefix }) => matchedLength(prefix, name) !== undefined)
    .toSorted((one, other) => other.prefix.length - one.prefix.length)[0];
  if (configured === undefined) return [itself];
  if (configured.isBlocked) return 'blocked';

  const { prefix, isInsecure, location, mirrors } = configured;
  const rest = name.slice(matchedLength(prefix, name));
  const own =
    location === ''
      ? { ...itself, isInsecure }
      : placeOf(`${location}${rest}`, { isInsecure, isMirror: false });
  const others = mirrors.map((mirror) =>
    placeOf(`${mirror.location}${rest}`, { ...mirror, isMirror: true }),
  );
  return [...others, own].filter((place) => place !== undefined);
}

/** All registries that the file names as locations, which a person therefore knows. */
export function locationHosts({ registries }: RegistriesConf): ReadonlySet<string> {
  const locations = registries.flatMap(({ location, mirrors }) => [
    location,
    ...mirrors.map((mirror) => mirror.location),
  ]);
  return new Set(
    locations.map((location) => location.split('/', 1)[0] ?? '').filter((host) => host !== ''),
  );
}

/** How much of a name a prefix covers; undefined when it is not for it. A prefix ends where a part of the name does. */
function matchedLength(prefix: string, name: string): number | undefined {
  if (!prefix.startsWith('*.')) {
    const next = name.at(prefix.length);
    return name.startsWith(prefix) && (next === '/' || next === undefined)
      ? prefix.length
      : undefined;
  }
  const [host = ''] = name.split('/', 1);
  return host.endsWith(prefix.slice(1)) && host.length >= prefix.length ? host.length : undefined;
}

function placeOf(
  name: string,
  { isInsecure, isMirror, takes }: Pick<Location, 'isInsecure' | 'isMirror' | 'takes'>,
): Location | undefined {
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1) return undefined;
  return {
    registry: name.slice(0, slash),
    repository: name.slice(slash + 1),
    isInsecure,
    isMirror,
    ...(takes !== undefined && { takes }),
  };
}
