import { isScalar } from 'yaml';
import type { KeySite } from '../model/document-model.ts';
import type { HardeningDetails, LimitDetail } from '../model/hardening.ts';
import type { Span } from '../text/span.ts';
import { hardeningSites } from './hardening-sites.ts';
import type { LimitSetting } from './limits.ts';
import { childSection, sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { isOpen, templateIn } from './template-text.ts';
import { knownString, nodeSpan, type Value, type YamlDocument } from './yaml.ts';

/** What a service says of its hardening in detail; `keySite` is that of the service. */
export function hardeningDetails(
  view: ServiceView,
  keySite: KeySite | undefined,
): HardeningDetails {
  const { yaml, service, limits } = view;
  const sites = keySite === undefined ? undefined : hardeningSites(view, keySite);
  return {
    droppedCapabilities: texts(yaml, sectionAt(yaml, service, 'cap_drop').items),
    limits: limits.map((limit) => limitDetail(yaml, limit, sites?.own)),
    secrets: secretNames(yaml, sectionAt(yaml, service, 'secrets')),
    temporaryFolders: temporaryFolders(yaml, service),
    undecidedKeys: undecidedKeys(yaml, service),
    sites: sites?.sites,
  };
}

function texts(yaml: YamlDocument, values: readonly Value[]): readonly string[] {
  return values.flatMap((value) => {
    const text = yaml.text(value);
    return text === undefined ? [] : [templateIn(yaml, text)];
  });
}

/** The short syntax names the secret, the long one has its `source` (Compose Specification, "secrets"). */
function secretNames(yaml: YamlDocument, list: Section): readonly string[] {
  return texts(
    yaml,
    list.items.map((item) => childSection(yaml, list, item).fields.get('source')?.value ?? item),
  );
}

/** One folder or a list of them, each with options behind a colon (Compose Specification, "tmpfs"). */
function temporaryFolders(yaml: YamlDocument, { fields }: Section): readonly string[] {
  const value = fields.get('tmpfs')?.value;
  if (value === undefined) return [];
  return texts(yaml, [value, ...yaml.items(value)]).map((text) => text.split(':', 1)[0] ?? '');
}

/** The keys that count what the numbers to begin with count; `cpu_quota` and its like have units of their own. */
const usualKeys: ReadonlySet<string> = new Set([
  'mem_limit',
  'memory',
  'cpus',
  'pids_limit',
  'pids',
]);

function limitDetail(
  yaml: YamlDocument,
  { resource, key, value, isLifted, entry }: LimitSetting,
  own: Span | undefined,
): LimitDetail {
  const isKnown = knownString(yaml, entry.value) !== undefined;
  return {
    resource,
    value: isKnown ? value : undefined,
    isLifted,
    valueSpan:
      usualKeys.has(key) && own && entry.value ? writtenSpan(yaml, entry.value, own) : undefined,
  };
}

/** Where a plain value stands inside of `own`; undefined for what a variable, an alias or an anchor has a part in. */
function writtenSpan(yaml: YamlDocument, { node, alias }: Value, own: Span): Span | undefined {
  const span = nodeSpan(node);
  const isWritten =
    isScalar(node) &&
    alias === undefined &&
    node.anchor === undefined &&
    own.start <= span.start &&
    span.end <= own.end;
  return isWritten && yaml.text({ node, alias })?.text.includes('$') === false ? span : undefined;
}

/** What a card speaks of. */
const decidedKeys: readonly string[] = [
  'user',
  'privileged',
  'cap_add',
  'cap_drop',
  'security_opt',
  'network_mode',
  'pid',
  'ipc',
  'uts',
  'userns_mode',
  'cgroup',
  'volumes',
  'devices',
  'read_only',
  'ports',
];

function undecidedKeys(yaml: YamlDocument, { fields }: Section): ReadonlySet<string> {
  return new Set(decidedKeys.filter((key) => isUndecided(yaml, fields.get(key)?.value)));
}

/** Whether a variable without a default has a part in a value, in an item of it, or in a field of an item. */
function isUndecided(yaml: YamlDocument, value: Value | undefined): boolean {
  if (value === undefined) return false;
  const items = yaml.items(value);
  const fields = items.flatMap((item) => [...yaml.entries(item).values()]);
  return texts(yaml, [value, ...items, ...fields.flatMap((field) => field.value ?? [])]).some(
    isOpen,
  );
}
