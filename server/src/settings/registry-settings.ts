import { isHost } from '../text/host.ts';
import { asObject, isAbsent, readSwitch } from './raw-values.ts';

/** How registries are reached; all of it is the person's own, none of it a workspace's. */
export interface RegistrySettings {
  /** Whether registries may be asked at all, even on a person's request. */
  readonly isEnabled: boolean;
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  /** What the person says of single registries, by registry as references name it: `docker.io`, `host:5000`. */
  readonly registries: Readonly<Record<string, RegistrySetting>>;
}

/** The keys of one registry in `seaworthy.registries`. */
export interface RegistrySetting {
  /** A base URL that is asked in its place. */
  readonly mirror?: string;
  /** Whether it may be asked by plain HTTP. */
  readonly plainHttp?: boolean;
  /** Whether it is never asked and its images are never pinned. */
  readonly skip?: boolean;
  /** Host, with its port if it has one, of the token server that may see its credentials. */
  readonly authHost?: string;
}

export const defaultRegistrySettings: RegistrySettings = {
  isEnabled: true,
  timeout: 10_000,
  registries: {},
};

export const shortestTimeout = 1;
export const longestTimeout = 120;

/** Reads `seaworthy.registry`; what cannot be used is named in `problems`, and its default holds. */
export function readRegistry(
  raw: unknown,
  problems: string[],
): Pick<RegistrySettings, 'isEnabled' | 'timeout'> {
  const registry = asObject(raw, 'seaworthy.registry', problems);
  return {
    isEnabled: readSwitch(registry['enabled'], 'seaworthy.registry.enabled', problems) ?? true,
    timeout: readTimeout(registry['timeout'], problems),
  };
}

/**
 * Reads a table of registries, which `name` calls by its name for people. A registry of which nothing can be
 * used is still in the table: the person knows it. It is skipped when that is its mirror, `skip` or all of it, so
 * that no name goes to a public registry because of a slip.
 */
export function readRegistries(
  raw: unknown,
  name: string,
  problems: string[],
): RegistrySettings['registries'] {
  const entries = Object.entries(asObject(raw, name, problems)).flatMap(([registry, value]) => {
    const entryName = `${name}["${registry}"]`;
    if (isHost(registry))
      return [[registry.toLowerCase(), readEntry(value, entryName, problems)] as const];
    problems.push(
      `\`${entryName}\` must be named as images name the registry, by host and port alone, such as \`registry.example.com:5000\`; it is ignored.`,
    );
    return [];
  });
  return Object.fromEntries(entries);
}

function readEntry(value: unknown, name: string, problems: string[]): RegistrySetting {
  const entry = asObject(value, name, problems, notAsked);
  for (const key of Object.keys(entry))
    if (!entryKeys.includes(key))
      problems.push(`\`${name}.${key}\` is not known; there are ${entryKeys.join(', ')}.`);
  const mirror = readMirror(entry['mirror'], `${name}.mirror`, problems);
  const plainHttp = readSwitch(entry['plainHttp'], `${name}.plainHttp`, problems);
  const skip = readSwitch(entry['skip'], `${name}.skip`, problems, notAsked);
  const authHost = readHost(entry['authHost'], `${name}.authHost`, problems);
  const isUnclear =
    (entry !== value && !isAbsent(value)) ||
    (mirror === undefined && !isAbsent(entry['mirror'])) ||
    (skip === undefined && !isAbsent(entry['skip']));
  if (isUnclear) return { skip: true };
  return {
    ...(mirror !== undefined && { mirror }),
    ...(plainHttp !== undefined && { plainHttp }),
    ...(skip !== undefined && { skip }),
    ...(authHost !== undefined && { authHost }),
  };
}

/** What becomes of a registry about which a value cannot be used. */
const notAsked = 'the registry is not asked until that is corrected';

const entryKeys: readonly string[] = ['mirror', 'plainHttp', 'skip', 'authHost'];

function readTimeout(value: unknown, problems: string[]): number {
  const { timeout } = defaultRegistrySettings;
  if (isAbsent(value)) return timeout;
  if (typeof value === 'number' && value >= shortestTimeout && value <= longestTimeout)
    return value * 1000;
  problems.push(
    `\`seaworthy.registry.timeout\` must be ${String(shortestTimeout)} to ${String(longestTimeout)} seconds; it is ignored.`,
  );
  return timeout;
}

function readMirror(value: unknown, name: string, problems: string[]): string | undefined {
  if (isAbsent(value)) return undefined;
  const isAddress =
    typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (isAddress) return value;
  problems.push(`\`${name}\` must be an http or https address; ${notAsked}.`);
  return undefined;
}

function readHost(value: unknown, name: string, problems: string[]): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string' && isHost(value)) return value.toLowerCase();
  problems.push(
    `\`${name}\` must be a host, with a port if it has one, such as \`auth.example.com\`; it is ignored.`,
  );
  return undefined;
}
