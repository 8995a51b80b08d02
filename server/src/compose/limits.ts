import type { Grant } from '../model/grants.ts';
import type { LimitedResource } from '../model/hardening.ts';
import { fieldSite } from './grant-sites.ts';
import { entryRemoval } from './removal.ts';
import { childSection, sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { entrySpan, isTrue, knownString, type Entry, type YamlDocument } from './yaml.ts';

const serviceKeys: ReadonlyMap<string, LimitedResource> = new Map([
  ['mem_limit', 'memory'],
  ['cpus', 'cpu'],
  ['cpu_quota', 'cpu'],
  ['cpu_count', 'cpu'],
  ['cpu_percent', 'cpu'],
  ['pids_limit', 'processes'],
]);

const deployKeys: ReadonlyMap<string, LimitedResource> = new Map([
  ['memory', 'memory'],
  ['cpus', 'cpu'],
  ['pids', 'processes'],
]);

/** A setting that limits a resource, or lifts its limit. */
export interface LimitSetting {
  readonly resource: LimitedResource;
  readonly section: Section;
  readonly key: string;
  readonly entry: Entry;
  readonly value: string;
  /** Whether it says that there is no limit. */
  readonly isLifted: boolean;
}

/** The limits of a service, by its own keys and in `deploy.resources.limits`; reservations limit nothing. */
export function limitSettings(yaml: YamlDocument, service: Section): readonly LimitSetting[] {
  const deploy = sectionAt(yaml, service, 'deploy', 'optional');
  const resources = sectionAt(yaml, deploy, 'resources', 'optional');
  const limits = sectionAt(yaml, resources, 'limits', 'optional');
  return [...settingsIn(yaml, service, serviceKeys), ...settingsIn(yaml, limits, deployKeys)];
}

function settingsIn(
  yaml: YamlDocument,
  section: Section,
  keys: ReadonlyMap<string, LimitedResource>,
): readonly LimitSetting[] {
  const settings: LimitSetting[] = [];
  for (const [key, resource] of keys) {
    const entry = section.fields.get(key);
    if (entry?.value === undefined) continue;
    const value = knownString(yaml, entry.value)?.trim() ?? '';
    settings.push({ resource, section, key, entry, value, isLifted: isNoLimit(value) });
  }
  return settings;
}

/** Zero and less: `0`, `-1`, `0b`; YAML writes numbers with another base too, as in `0x10`. */
function isNoLimit(value: string): boolean {
  const number = /^0[xo]/i.test(value) ? Number(value) : Number.parseFloat(value);
  return number <= 0;
}

/** The settings that are written and lift a limit. */
export function unlimitedGrants({ yaml, service, limits }: ServiceView): readonly Grant[] {
  const lifted = limits.filter(({ isLifted }) => isLifted);
  return [
    ...lifted.map(({ section, key, entry, value }): Grant => ({
      kind: 'unlimited',
      setting: key,
      value,
      ...fieldSite(section, entry),
    })),
    ...unlimitedMemory(yaml, service),
    ...unlimitedUlimits(yaml, service),
  ];
}

/** A container that the kernel must not stop may take all the memory of the host. */
function unlimitedMemory(yaml: YamlDocument, service: Section): readonly Grant[] {
  const entry = service.fields.get('oom_kill_disable');
  return entry !== undefined && isTrue(yaml, entry.value)
    ? [
        {
          kind: 'unlimited',
          setting: 'oom_kill_disable',
          value: 'true',
          ...fieldSite(service, entry),
        },
      ]
    : [];
}

/** Compose Specification, "ulimits": one number for both limits, or `soft` and `hard`. */
function unlimitedUlimits(yaml: YamlDocument, service: Section): readonly Grant[] {
  const ulimits = sectionAt(yaml, service, 'ulimits', 'optional');
  return ['nproc', 'nofile'].flatMap((name) => {
    const entry = ulimits.fields.get(name);
    if (entry?.value === undefined) return [];
    const { fields } = childSection(yaml, ulimits, entry.value);
    const lifted = [entry, fields.get('soft'), fields.get('hard')].find(
      (limit) => limit !== undefined && knownString(yaml, limit.value) === '-1',
    );
    return lifted === undefined
      ? []
      : [
          {
            kind: 'unlimited' as const,
            setting: name,
            value: '-1',
            span: entrySpan(lifted),
            removal: entryRemoval(ulimits, entry),
          },
        ];
  });
}
