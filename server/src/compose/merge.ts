import { isMap, isSeq } from 'yaml';
import { knownText, type Expansion } from '../model/template.ts';
import type { Entry, Value, YamlAccess } from './yaml.ts';

/** What a map or list is in a Compose file, as far as it merges in a way of its own. */
export type Place =
  | 'root'
  | 'services'
  | 'service'
  | 'build'
  | 'deploy'
  | 'healthcheck'
  /** `NAME: value` or `NAME=value`: one for a name, in either form. */
  | 'assignments'
  /** One for a path in the container. */
  | 'mounts'
  | 'other';

/** Values of several files or services that are read as one. */
export interface Layers {
  readonly place: Place;
  /** The lowest first; at least two, and none of them layered itself. */
  readonly values: readonly Value[];
}

const assignments: readonly string[] = ['labels', 'extra_hosts', 'additional_contexts', 'args'];

const placesIn: Readonly<Partial<Record<Place, ReadonlyMap<string, Place>>>> = {
  root: new Map([['services', 'services']]),
  service: new Map<string, Place>([
    ['build', 'build'],
    ['deploy', 'deploy'],
    ['healthcheck', 'healthcheck'],
    ...assigned('environment', 'annotations', 'sysctls', ...assignments),
    ['volumes', 'mounts'],
    ['devices', 'mounts'],
  ]),
  build: new Map(assigned(...assignments)),
  deploy: new Map(assigned('labels')),
};

function assigned(...keys: readonly string[]): readonly (readonly [string, Place])[] {
  return keys.map((key) => [key, 'assignments']);
}

/** Compose Specification, "Merge": commands are replaced as a whole. */
const replacedIn: Readonly<Partial<Record<Place, ReadonlySet<string>>>> = {
  service: new Set(['command', 'entrypoint']),
  healthcheck: new Set(['test']),
};

const overrideTag = '!override';

/** Whether an offset is one of the document itself, not of a file that is read together with it. */
export type IsOwn = (offset: number) => boolean;

/**
 * Lays an entry over another of the same name, as the Compose Specification's "Merge" says: maps get each
 * other's entries, lists are joined, anything else is replaced; `!reset` takes away and `!override` replaces.
 * What merges keeps the key of the document itself, if it is there.
 */
export function mergeEntry(
  place: Place,
  name: string,
  lower: Entry,
  upper: Entry,
  isOwn: IsOwn,
): Entry {
  const isReplaced = name.startsWith('x-') || replacedIn[place]?.has(name) === true;
  if (isReplaced || upper.isReset) return upper;
  // A key without a value leaves the maps and lists below as they are.
  if (upper.value === undefined) return isCollection(lower.value) ? lower : upper;
  if (lower.value === undefined || upper.value.node.tag === overrideTag) return upper;
  const below = placeOf(place, name);
  const collections = [lower, upper].filter(({ value }) => isCollection(value)).length;
  // A string stands for the `context` of a build, which has other fields beside it.
  if (collections < 2 && (below !== 'build' || collections === 0)) return upper;
  const { keySpan } = isOwn(lower.keySpan.start) && !isOwn(upper.keySpan.start) ? lower : upper;
  return { keySpan, value: layered(below, lower.value, upper.value, isOwn), isReset: false };
}

/** A value over another; as its node counts that of the document itself, else the upper one. */
export function layered(place: Place, lower: Value, upper: Value, isOwn: IsOwn): Value {
  const values = [...layersOf(lower), ...layersOf(upper)];
  const { node, alias } =
    values.findLast(({ node: { range } }) => range?.[0] !== undefined && isOwn(range[0])) ?? upper;
  return { node, alias, layers: { place, values } };
}

/** The values that are read as one, the lowest first. */
export function layersOf(value: Value): readonly Value[] {
  return value.layers?.values ?? [value];
}

function placeOf(parent: Place, key: string): Place {
  return parent === 'services' ? 'service' : (placesIn[parent]?.get(key) ?? 'other');
}

function isCollection(value: Value | undefined): boolean {
  return isMap(value?.node) || isSeq(value?.node);
}

/**
 * What names an item of a list among those of its place: the variable of `NAME=value`, the target of a mount.
 * Undefined where items are never in each other's way.
 */
export function itemName(place: Place, item: Value, yaml: YamlAccess): string | undefined {
  if (place === 'assignments') return yaml.text(item)?.text.split('=', 1)[0];
  if (place !== 'mounts') return undefined;
  const target = yaml.entries(item).get('target')?.value;
  return target === undefined ? mountTarget(yaml.expand(item)) : knownText(yaml.expand(target));
}

/** The second field of `source:target:options`, where a drive's letter keeps its colon; a lone field is the target. */
function mountTarget(mount: Expansion): string | undefined {
  const text = mount.map((chunk) => (chunk.kind === 'text' ? chunk.text.text : '$')).join('');
  const [, source, target] =
    /^((?:[a-zA-Z]:[\\/])?[^:]*)(?::((?:[a-zA-Z]:[\\/])?[^:]*))?/.exec(text) ?? [];
  const known = target ?? source ?? '';
  return known === '' || known.includes('$') ? undefined : known;
}
