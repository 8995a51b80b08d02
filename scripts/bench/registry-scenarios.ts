import type { Access, Traffic } from './slow-registry.ts';

/** A file that is pinned, and the fewest requests that it takes. */
export interface Scenario {
  readonly name: string;
  readonly access: Access;
  readonly registries: number;
  /** Writes the images of the file for registries at these hosts. */
  readonly images: (hosts: readonly string[]) => readonly Image[];
  readonly fewest: Requests;
  /** Whether the target for the time holds: for files that take long enough, and longer for the network than for the processor. */
  readonly isTimed: boolean;
}

export interface Image {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

export type Requests = Pick<Traffic, 'manifests' | 'challenges' | 'tokens'>;

const oneRegistry = { registries: 1, isTimed: true };

export const scenarios: readonly Scenario[] = [
  {
    ...oneRegistry,
    name: '100 tags, anonymous',
    access: 'anonymous',
    images: tags,
    fewest: { manifests: 100, challenges: 0, tokens: 0 },
  },
  {
    ...oneRegistry,
    name: '100 tags, Basic',
    access: 'basic',
    images: tags,
    fewest: { manifests: 100, challenges: 1, tokens: 0 },
  },
  {
    ...oneRegistry,
    name: '100 tags, Bearer',
    access: 'bearer',
    images: tags,
    fewest: { manifests: 100, challenges: 1, tokens: 1 },
  },
  {
    ...oneRegistry,
    name: '100 repositories, anonymous',
    access: 'anonymous',
    images: (hosts) => repositories(100, hosts),
    fewest: { manifests: 100, challenges: 0, tokens: 0 },
  },
  {
    ...oneRegistry,
    name: '100 repositories, Basic',
    access: 'basic',
    images: (hosts) => repositories(100, hosts),
    fewest: { manifests: 100, challenges: 1, tokens: 0 },
  },
  {
    ...oneRegistry,
    name: '100 repositories, Bearer',
    access: 'bearer',
    images: (hosts) => repositories(100, hosts),
    fewest: { manifests: 100, challenges: 1, tokens: 100 },
  },
  {
    name: '400 repositories of 4 registries, anonymous',
    access: 'anonymous',
    registries: 4,
    images: (hosts) => repositories(400, hosts),
    fewest: { manifests: 400, challenges: 0, tokens: 0 },
    isTimed: false,
  },
  {
    ...oneRegistry,
    name: '10 repositories, 10 times each, Bearer',
    access: 'bearer',
    images: (hosts) => Array.from({ length: 10 }, () => repositories(10, hosts)).flat(),
    fewest: { manifests: 10, challenges: 1, tokens: 10 },
    isTimed: false,
  },
];

function tags([host = '']: readonly string[]): readonly Image[] {
  return Array.from({ length: 100 }, (_, tag) => ({
    host,
    repository: 'team/app',
    tag: `1.${tag}`,
  }));
}

function repositories(count: number, hosts: readonly string[]): readonly Image[] {
  return Array.from({ length: count }, (_, index) => ({
    host: hosts[index % hosts.length] ?? '',
    repository: `team/app-${index}`,
    tag: '1',
  }));
}
