import { readPolicy, policyKeys, type KnownRule } from './policy-reader.ts';
import type { PolicyLayer } from './policy.ts';

/** What a person decides in an editor; the command line runs with the defaults. */
export interface Settings {
  /** What the editor says of the rules; a configuration file wins over it. */
  readonly policy: PolicyLayer;
  /** Whether to leave to Docker's extension what BuildKit's own checks say; `auto`: when it is there and on. */
  readonly deferToDocker: Deferral;
  readonly registry: RegistrySettings;
}

export type Deferral = 'auto' | 'always' | 'never';

export const deferrals: readonly Deferral[] = ['auto', 'always', 'never'];

export interface RegistrySettings {
  /** Whether registries may be asked at all, even on a person's request. */
  readonly isEnabled: boolean;
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  /** Base URLs that are asked in place of a registry, by registry. */
  readonly mirrors: Readonly<Record<string, string>>;
}

export const defaultSettings: Settings = {
  policy: {},
  deferToDocker: 'auto',
  registry: { isEnabled: true, timeout: 10_000, mirrors: {} },
};

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was left out. */
  readonly problems: readonly string[];
}

const shortestTimeout = 1;
const longestTimeout = 120;

/**
 * Reads the object that an editor holds under `seaworthy`. A value that cannot be used is named in
 * `problems` and its default holds; nothing else is lost.
 */
export function readSettings(raw: unknown, rules: readonly KnownRule[]): ReadSettings {
  const problems: string[] = [];
  const root = asObject(raw, 'seaworthy', problems);
  const registry = asObject(root['registry'], 'seaworthy.registry', problems);
  const policy = readPolicy(pick(root, policyKeys), rules);
  for (const { message } of policy.problems) problems.push(`In \`seaworthy\`: ${message}`);
  return {
    settings: {
      policy: policy.layer,
      deferToDocker: readDeferral(root['deferToDockerBuildChecks'], problems),
      registry: {
        isEnabled: readBoolean(registry['enabled'], 'seaworthy.registry.enabled', problems),
        timeout: readTimeout(registry['timeout'], problems),
        mirrors: readMirrors(root['registries'], problems),
      },
    },
    problems,
  };
}

type RawObject = Readonly<Record<string, unknown>>;

function asObject(value: unknown, name: string, problems: string[]): RawObject {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as RawObject;
  problems.push(`\`${name}\` must be an object; it is ignored.`);
  return {};
}

/** The other settings are none of the policy's business. */
function pick(root: RawObject, keys: readonly string[]): RawObject {
  return Object.fromEntries(keys.flatMap((key) => (key in root ? [[key, root[key]]] : [])));
}

function readDeferral(value: unknown, problems: string[]): Deferral {
  const known = deferrals.find((deferral) => deferral === value);
  if (known === undefined && value !== undefined && value !== null)
    problems.push(
      `\`seaworthy.deferToDockerBuildChecks\` must be one of ${deferrals.join(', ')}; it is ignored.`,
    );
  return known ?? defaultSettings.deferToDocker;
}

function readBoolean(value: unknown, name: string, problems: string[]): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  problems.push(`\`${name}\` must be true or false; it is ignored.`);
  return true;
}

function readTimeout(value: unknown, problems: string[]): number {
  const { timeout } = defaultSettings.registry;
  if (value === undefined || value === null) return timeout;
  if (typeof value === 'number' && value >= shortestTimeout && value <= longestTimeout)
    return value * 1000;
  problems.push(
    `\`seaworthy.registry.timeout\` must be ${String(shortestTimeout)} to ${String(longestTimeout)} seconds; it is ignored.`,
  );
  return timeout;
}

function readMirrors(value: unknown, problems: string[]): Readonly<Record<string, string>> {
  const mirrors: Record<string, string> = {};
  const table = asObject(value, 'seaworthy.registries', problems);
  for (const [registry, entry] of Object.entries(table)) {
    const name = `seaworthy.registries["${registry}"]`;
    const { mirror } = asObject(entry, name, problems);
    if (mirror === undefined) continue;
    if (typeof mirror === 'string' && isBaseUrl(mirror)) mirrors[registry] = mirror;
    else problems.push(`\`${name}.mirror\` must be an http or https address; it is ignored.`);
  }
  return mirrors;
}

function isBaseUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
