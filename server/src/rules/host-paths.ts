import { engineFolders, engineSockets } from '../data/engine-sockets.ts';
import { hostDevices } from '../data/host-devices.ts';
import { hostPaths, type HostPaths, type Reach } from '../data/host-paths.ts';
import type { BindMount } from '../model/grants.ts';

/**
 * What a bind mount gives away: `engine` the socket of a container engine, `control` a place from which the
 * host can be taken over, `device` a disk or the kernel itself, `disclosure` a place that tells too much. One
 * mount is one of these at most.
 */
export type MountRisk =
  | { readonly kind: 'engine' }
  | (PlaceAtRisk & { readonly kind: 'control' })
  | { readonly kind: 'device'; readonly gives: string }
  | (PlaceAtRisk & { readonly kind: 'disclosure'; readonly isSlight: boolean });

interface PlaceAtRisk {
  /** Completes "which holds …". */
  readonly holds: string;
  readonly holdsEngineSocket: boolean;
}

const places: ReadonlyMap<string, HostPaths> = new Map(
  hostPaths.flatMap((place) => place.paths.map((path) => [path, place] as const)),
);
const folders: ReadonlySet<string> = new Set(engineFolders);
const sockets: ReadonlySet<string> = new Set(engineSockets);

/** What is given away by a mount; undefined for places that an application may own, and for paths relative to the project. */
export function mountRisk({ source, isReadOnly }: BindMount): MountRisk | undefined {
  const path = canonicalPath(source);
  if (path === undefined) return undefined;
  const inHome = inAnyHome(path);
  if (isEngine(path) || isEngine(inHome)) return { kind: 'engine' };
  return riskAt(path, isReadOnly) ?? (inHome === path ? undefined : riskAt(inHome, isReadOnly));
}

function riskAt(path: string, isReadOnly: boolean): MountRisk | undefined {
  const gives = deviceAt(path);
  if (gives !== undefined) return { kind: 'device', gives };
  const nearest = nearestPlace(path);
  if (nearest === undefined) return undefined;
  const { holds, control, disclosure } = nearest.place;
  const { holdsEngineSocket = false, isHarmlessToRead = false } = nearest.place;
  const isReached = (reach: Reach | undefined): boolean =>
    reach === 'below' || (reach === 'itself' && nearest.isItself);
  if (!isReadOnly && isReached(control)) return { kind: 'control', holds, holdsEngineSocket };
  if (!isReached(disclosure)) return undefined;
  return { kind: 'disclosure', holds, holdsEngineSocket, isSlight: isHarmlessToRead };
}

/** What a device gives to whoever may open it, when that is more than one peripheral: "a disk of the host". */
export function dangerousDevice(path: string): string | undefined {
  const canonical = canonicalPath(path);
  if (canonical === '/dev') return 'every device of the host';
  return canonical && deviceAt(canonical);
}

function deviceAt(path: string): string | undefined {
  if (!path.startsWith('/dev/')) return undefined;
  const name = path.slice('/dev/'.length);
  return hostDevices.find(({ pattern }) => pattern.test(name))?.gives;
}

interface NearestPlace {
  readonly place: HostPaths;
  readonly isItself: boolean;
}

/** The place that a path is or stands below; the nearest decides, so that one volume is not judged as all of `/var/lib/docker`. */
function nearestPlace(path: string): NearestPlace | undefined {
  for (
    let above = path;
    above !== '';
    above = above.slice(0, Math.max(above.lastIndexOf('/'), 0))
  ) {
    const place = places.get(above);
    if (place !== undefined) return { place, isItself: above === path };
  }
  return undefined;
}

function isEngine(path: string): boolean {
  if (path.startsWith('//./pipe/'))
    return /^(?:docker_engine\w*|dockerdesktop\w*|podman-machine-[\w.-]+|containerd-containerd)$/.test(
      path.slice('//./pipe/'.length),
    );
  return folders.has(path) || sockets.has(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * One spelling for the many of a path on the host; undefined when it is relative. Segments are compared whole,
 * so that `/library` is not below `/lib`. Below another variable only the name of a socket tells anything.
 */
function canonicalPath(source: string): string | undefined {
  const slashed = source
    .replaceAll('\\', '/')
    .replace(/^\$\{(?:HOME|USERPROFILE)\}(?=\/|$)/, '~')
    .replace(/^\$\{XDG_RUNTIME_DIR\}(?=\/|$)/, '/run/user/0');
  if (/^\/\/[.?]\/pipe\//i.test(slashed)) return `//./pipe/${slashed.slice(9).toLowerCase()}`;
  const isWindows = /^[a-z]:\//i.test(slashed);
  if (!isWindows && !/^(?:\/|~(?:\/|$)|\$\{)/.test(slashed)) return undefined;
  const segments: string[] = [];
  for (const segment of (isWindows ? slashed.toLowerCase() : slashed).split('/'))
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  const path = slashed.startsWith('/') ? `/${segments.join('/')}` : segments.join('/');
  return path
    .replace(/^\/var\/run(?=\/|$)/, '/run')
    .replace(/^\/run\/user\/\d+(?=\/|$)/, '/run/user/UID');
}

/** The path as one in a home, when it is in that of somebody: `/home/ann/.ssh` is `~/.ssh`. */
function inAnyHome(path: string): string {
  return path.replace(/^(?:\/root|\/home\/[^/]+|\/Users\/[^/]+|c:\/users\/[^/]+)(?=\/|$)/, '~');
}
