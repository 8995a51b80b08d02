import type { Platform } from '../reference/platform.ts';
import type { ImageDetails, ImageLayer, ImagePackage } from '../registry/image-source.ts';
import { shownCommand, shownText, shownValue } from './shown-values.ts';

/** Two images of one platform side by side. All texts may be shown: they are single lines, bounded and without secrets. */
export interface ImageComparison {
  readonly platform: Pair<Platform | undefined>;
  /** Milliseconds since 1970-01-01 UTC; undefined when it is not told. */
  readonly created: Pair<number | undefined>;
  /** Compressed bytes of all layers. */
  readonly size: Pair<number>;
  readonly layers: SharedLayers;
  /** Empty for the default: root, except on Windows. */
  readonly user: Compared;
  /** As Dockerfiles write it, in brackets; empty when there is none, as is the command. */
  readonly entrypoint: Compared;
  readonly command: Compared;
  readonly workingDirectory: Compared;
  /** The name of the image that it was built on; empty when that is not told, as are the next two. */
  readonly base: Compared;
  readonly baseDigest: Compared;
  /** The address of its source code. */
  readonly source: Compared;
  readonly ports: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly environment: readonly NamedChange[];
  /** Undefined when one of the images has no list of its parts. */
  readonly packages: readonly NamedChange[] | undefined;
}

export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

/** Two texts as they may be shown: what is different may look the same where it is cut or hidden. */
export interface Compared extends Pair<string> {
  readonly isSame: boolean;
}

/** What is under a name in only one of the images, or differs; undefined where there is nothing. */
export interface NamedChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface SharedLayers {
  /** How many layers of the new image the old one has too, wherever they lie. */
  readonly shared: number;
  /** How many the new image has. */
  readonly after: number;
}

type Packages = readonly ImagePackage[] | undefined;

/** OCI image specification, "Pre-Defined Annotation Keys"; tools write them as labels too. */
const origins = {
  source: 'org.opencontainers.image.source',
  revision: 'org.opencontainers.image.revision',
  version: 'org.opencontainers.image.version',
  licence: 'org.opencontainers.image.licenses',
  base: 'org.opencontainers.image.base.name',
  baseDigest: 'org.opencontainers.image.base.digest',
} as const;

/** What an image may say of where it comes from. */
export type Origin = keyof typeof origins;

const firstLabels: readonly string[] = Object.values(origins);

/** Compares two images by what their manifests and configurations say; nothing of it is verified. */
export function compareImages(
  before: ImageDetails,
  after: ImageDetails,
  packages: Pair<Packages> = { before: undefined, after: undefined },
): ImageComparison {
  const both = <T>(read: (details: ImageDetails) => T): Pair<T> => ({
    before: read(before),
    after: read(after),
  });
  const ports = both(({ exposedPorts }) => exposedPorts);
  return {
    platform: both(({ platform }) => platform),
    created: both(({ created }) => created),
    size: both(sizeOf),
    layers: sharedLayers(before.manifest.layers, after.manifest.layers),
    user: compared(both(({ user }) => user)),
    entrypoint: comparedCommands(both(({ entrypoint }) => entrypoint)),
    command: comparedCommands(both(({ command }) => command)),
    workingDirectory: compared(both(({ workingDirectory }) => workingDirectory)),
    base: compared(both((details) => originOf(details, 'base'))),
    baseDigest: compared(both((details) => originOf(details, 'baseDigest'))),
    source: compared(both((details) => originOf(details, 'source'))),
    ports: {
      added: without(ports.after, ports.before),
      removed: without(ports.before, ports.after),
    },
    environment: changes(both(environmentOf), shownValue),
    packages:
      packages.before &&
      packages.after &&
      changes(
        { before: versionsOf(packages.before), after: versionsOf(packages.after) },
        (_, versions) => shownText(versions),
      ),
  };
}

/** The compressed bytes of an image's layers. */
export function sizeOf({ manifest }: ImageDetails): number {
  return manifest.layers.reduce((sum, { size }) => sum + size, 0);
}

/** What the annotations say of where the image comes from, else what the labels say, which may be its base's; empty if neither does. */
export function originOf({ manifest, labels }: ImageDetails, what: Origin): string {
  const key = origins[what];
  return manifest.annotations.get(key) ?? labels.get(key) ?? '';
}

/** The variables of an image, sorted by their names; of a name that is there twice the last counts. */
export function environmentOf({ environment }: ImageDetails): ReadonlyMap<string, string> {
  const variables = environment.map((entry) => {
    const [name = ''] = entry.split('=', 1);
    return [name, entry.slice(name.length + 1)] as const;
  });
  return new Map(variables.toSorted(([one], [other]) => inOrder(one, other)));
}

/** The labels of an image, those that say where it comes from first, then sorted by their names. */
export function labelsOf({ labels }: ImageDetails): ReadonlyMap<string, string> {
  const rank = (name: string): number =>
    firstLabels.includes(name) ? firstLabels.indexOf(name) : firstLabels.length;
  return new Map(
    [...labels].toSorted(([one], [other]) => rank(one) - rank(other) || inOrder(one, other)),
  );
}

/** The versions of each package in one text, sorted by the packages' names. */
export function versionsOf(packages: readonly ImagePackage[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages) {
    const known = versions.get(name);
    if (known === undefined) versions.set(name, [version]);
    else known.push(version);
  }
  return new Map(
    [...versions]
      .toSorted(([one], [other]) => inOrder(one, other))
      .map(([name, all]) => [name, all.toSorted(inOrder).join(', ')]),
  );
}

/** By UTF-16 units, which is the same on every machine. */
function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Set(others);
  return texts.filter((text) => !left.has(text));
}

function compared({ before, after }: Pair<string>): Compared {
  return {
    before: shownValue('', before),
    after: shownValue('', after),
    isSame: before === after,
  };
}

function comparedCommands({ before, after }: Pair<readonly string[]>): Compared {
  return {
    before: shownCommand(before),
    after: shownCommand(after),
    isSame: JSON.stringify(before) === JSON.stringify(after),
  };
}

function sharedLayers(before: readonly ImageLayer[], after: readonly ImageLayer[]): SharedLayers {
  const known = new Set<string>(before.map(({ digest }) => digest));
  const shared = after.filter(({ digest }) => known.has(digest));
  return { shared: shared.length, after: after.length };
}

/** What differs, in the order of the new image, what is gone at the end. */
function changes(
  { before, after }: Pair<ReadonlyMap<string, string>>,
  show: (name: string, text: string) => string,
): readonly NamedChange[] {
  const shown = (name: string, text: string | undefined): string | undefined =>
    text === undefined ? undefined : show(name, text);
  return [...new Set([...after.keys(), ...before.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => ({
      name: shownText(name),
      before: shown(name, before.get(name)),
      after: shown(name, after.get(name)),
    }));
}
