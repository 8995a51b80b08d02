import type { Grant, HostNamespace } from '../model/grants.ts';
import { knownUser } from '../model/user.ts';
import { fieldSite, itemSite, listed } from './grant-sites.ts';
import { unlimitedGrants } from './limits.ts';
import { mountsOf, type NamedBinds } from './mounts.ts';
import { childSection, sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { entrySpan, isTrue, knownString, type YamlDocument } from './yaml.ts';

/** What a service is granted beyond a plain container, each with the text that grants it. */
export function grantsOf(view: ServiceView, binds: NamedBinds): readonly Grant[] {
  const { yaml, service } = view;
  return [
    ...trueField(yaml, service, 'privileged', { kind: 'privileged', holder: 'service' }),
    ...user(yaml, service, 'container'),
    ...commandsInside(view),
    ...hostNamespaces(yaml, service),
    ...buildGrants(view),
    ...capabilities(view),
    ...securityOptions(view),
    ...devices(view),
    ...trueField(yaml, service, 'use_api_socket', { kind: 'engine-api' }),
    ...mountsOf(view, binds),
    ...unlimitedGrants(view),
  ];
}

type Granted =
  | { readonly kind: 'privileged'; readonly holder: 'service' | 'hook' | 'watch' }
  | { readonly kind: 'engine-api' }
  | { readonly kind: 'insecure-build' };

function trueField(
  yaml: YamlDocument,
  section: Section,
  key: string,
  granted: Granted,
): readonly Grant[] {
  const entry = section.fields.get(key);
  return entry !== undefined && isTrue(yaml, entry.value)
    ? [{ ...granted, ...fieldSite(section, entry) }]
    : [];
}

function user(
  yaml: YamlDocument,
  section: Section,
  holder: 'container' | 'hook',
): readonly Grant[] {
  const entry = section.fields.get('user');
  return entry?.value === undefined
    ? []
    : [
        {
          kind: 'user',
          user: knownUser(yaml.expand(entry.value)),
          holder,
          ...fieldSite(section, entry),
        },
      ];
}

/** Life-cycle hooks and what `develop.watch` executes run in the container, with rights of their own. */
function commandsInside({ yaml, service, hooks }: ServiceView): readonly Grant[] {
  const watch = sectionAt(yaml, sectionAt(yaml, service, 'develop'), 'watch');
  return [
    ...hooks.flatMap((hook) => [
      ...trueField(yaml, hook, 'privileged', { kind: 'privileged', holder: 'hook' }),
      ...user(yaml, hook, 'hook'),
    ]),
    ...watch.items.flatMap((item) => {
      const command = sectionAt(yaml, childSection(yaml, watch, item), 'exec');
      return trueField(yaml, command, 'privileged', { kind: 'privileged', holder: 'watch' });
    }),
  ];
}

const namespaceKeys: readonly (readonly [key: string, namespace: HostNamespace])[] = [
  ['network_mode', 'network'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['userns_mode', 'userns'],
  ['uts', 'uts'],
  ['cgroup', 'cgroup'],
];

function hostNamespaces(yaml: YamlDocument, service: Section): readonly Grant[] {
  const grants: Grant[] = [];
  for (const [key, namespace] of namespaceKeys) {
    const entry = service.fields.get(key);
    if (entry !== undefined && knownString(yaml, entry.value) === 'host')
      grants.push({
        kind: 'host-namespace',
        namespace,
        phase: 'run',
        ...fieldSite(service, entry),
      });
  }
  return grants;
}

const hostNetworkBuild = { kind: 'host-namespace', namespace: 'network', phase: 'build' } as const;

/** Compose Build Specification: `privileged`, `network` and `entitlements`. */
function buildGrants({ yaml, build }: ServiceView): readonly Grant[] {
  const network = build.fields.get('network');
  const isHost = network !== undefined && knownString(yaml, network.value) === 'host';
  const entitlements = sectionAt(yaml, build, 'entitlements', 'optional');
  return [
    ...(isHost ? [{ ...hostNetworkBuild, ...fieldSite(build, network) }] : []),
    ...trueField(yaml, build, 'privileged', { kind: 'insecure-build' }),
    ...listed(yaml, entitlements).flatMap(({ text, item }): readonly Grant[] => {
      if (text === 'network.host')
        return [{ ...hostNetworkBuild, ...itemSite(entitlements, item) }];
      return text === 'security.insecure'
        ? [{ kind: 'insecure-build', ...itemSite(entitlements, item) }]
        : [];
    }),
  ];
}

function capabilities({ yaml, service }: ServiceView): readonly Grant[] {
  const added = sectionAt(yaml, service, 'cap_add', 'optional');
  return listed(yaml, added).map(({ text, item }) => ({
    kind: 'capability',
    name: text,
    ...itemSite(added, item),
  }));
}

function securityOptions({ yaml, securityOptions: options }: ServiceView): readonly Grant[] {
  return listed(yaml, options).map(({ text, item }) => ({
    kind: 'security-option',
    ...readSecurityOption(text),
    ...itemSite(options, item),
  }));
}

/** `name:value` or `name=value`; a bare name, as in `no-new-privileges`, has an empty value. */
export function readSecurityOption(text: string): {
  readonly name: string;
  readonly value: string;
} {
  const [, name = text, value = ''] = /^([^:=]*)[:=](.*)$/s.exec(text) ?? [];
  return { name: name.trim(), value: value.trim() };
}

/** `host:container:permissions`, the name of a CDI device, or the long form with a `source`. */
function devices({ yaml, service }: ServiceView): readonly Grant[] {
  const list = sectionAt(yaml, service, 'devices', 'optional');
  const rules = sectionAt(yaml, service, 'device_cgroup_rules', 'optional');
  return [
    ...list.items.flatMap((item): readonly Grant[] => {
      const source = childSection(yaml, list, item).fields.get('source');
      const [path = ''] = (knownString(yaml, source?.value ?? item) ?? '').split(':', 1);
      if (path === '') return [];
      const { span, removal } = itemSite(list, item);
      const shown = source === undefined ? span : entrySpan(source);
      return [{ kind: 'device', path, span: shown, removal }];
    }),
    ...listed(yaml, rules).map(({ text, item }): Grant => ({
      kind: 'device-rule',
      rule: text,
      ...itemSite(rules, item),
    })),
  ];
}
