import type { HostNamespace, PrivilegeSetting } from '../model/document-model.ts';
import type { Chunk } from '../model/template.ts';
import type { Span } from '../text/span.ts';
import type { Service } from './builds.ts';
import {
  entrySpan,
  expandValue,
  isTrue,
  knownString,
  valueSpan,
  type Entry,
  type Value,
  type YamlDocument,
} from './yaml.ts';

/** Host paths that named volumes stand for, by volume name. */
export type NamedBinds = ReadonlyMap<string, string>;

const namespaceKeys: readonly (readonly [key: string, namespace: HostNamespace])[] = [
  ['network_mode', 'network'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['userns_mode', 'userns'],
  ['uts', 'uts'],
  ['cgroup', 'cgroup'],
];

/** What a service is granted beyond a plain container, each with the text that grants it. */
export function privilegesOf(
  yaml: YamlDocument,
  service: Service,
  binds: NamedBinds,
): readonly PrivilegeSetting[] {
  return [
    ...privileged(yaml, service),
    ...user(yaml, service),
    ...hostNamespaces(yaml, service),
    ...capabilities(yaml, service),
    ...securityOptions(yaml, service),
    ...mounts(yaml, service, binds),
  ];
}

/** The service itself, its life-cycle hooks and what `develop.watch` executes in it. */
function privileged(yaml: YamlDocument, service: Service): readonly PrivilegeSetting[] {
  const hooks = ['post_start', 'pre_stop'].flatMap((key) => yaml.items(service.get(key)?.value));
  const watches = yaml.items(yaml.entries(service.get('develop')?.value).get('watch')?.value);
  const commands = watches.map((watch) => yaml.entries(watch).get('exec')?.value);
  const holders = [service, ...[...hooks, ...commands].map((value) => yaml.entries(value))];
  return holders.flatMap((holder) => {
    const entry = holder.get('privileged');
    return entry !== undefined && isTrue(yaml, entry.value)
      ? [{ kind: 'privileged', span: entrySpan(entry) }]
      : [];
  });
}

function user(yaml: YamlDocument, service: Service): readonly PrivilegeSetting[] {
  const entry = service.get('user');
  return entry?.value === undefined
    ? []
    : [{ kind: 'user', user: knownString(yaml, entry.value), span: entrySpan(entry) }];
}

function hostNamespaces(yaml: YamlDocument, service: Service): readonly PrivilegeSetting[] {
  const build = yaml.entries(service.get('build')?.value);
  const entitlements = yaml.items(build.get('entitlements')?.value);
  const run = namespaceKeys.flatMap(([key, namespace]) =>
    isHost(yaml, service.get(key)).map((span) => ({ namespace, phase: 'run' as const, span })),
  );
  const network = [
    ...isHost(yaml, build.get('network')),
    ...entitlements.filter((item) => knownString(yaml, item) === 'network.host').map(valueSpan),
  ];
  return [
    ...run,
    ...network.map((span) => ({ namespace: 'network' as const, phase: 'build' as const, span })),
  ].map((setting) => ({ kind: 'host-namespace', ...setting }));
}

function isHost(yaml: YamlDocument, entry: Entry | undefined): readonly Span[] {
  return entry !== undefined && knownString(yaml, entry.value) === 'host' ? [entrySpan(entry)] : [];
}

function capabilities(yaml: YamlDocument, service: Service): readonly PrivilegeSetting[] {
  return listed(yaml, service.get('cap_add')?.value).map(({ text, span }) => ({
    kind: 'capability',
    name: text,
    span,
  }));
}

/** `name:value` or `name=value`; a bare name, as in `no-new-privileges`, has an empty value. */
function securityOptions(yaml: YamlDocument, service: Service): readonly PrivilegeSetting[] {
  return listed(yaml, service.get('security_opt')?.value).map(({ text, span }) => {
    const [, name = text, value = ''] = /^([^:=]*)[:=](.*)$/s.exec(text) ?? [];
    return { kind: 'security-option', name: name.trim(), value: value.trim(), span };
  });
}

function mounts(
  yaml: YamlDocument,
  service: Service,
  binds: NamedBinds,
): readonly PrivilegeSetting[] {
  const api = service.get('use_api_socket');
  const socket: readonly PrivilegeSetting[] =
    api !== undefined && isTrue(yaml, api.value)
      ? [{ kind: 'engine-api', span: entrySpan(api) }]
      : [];
  const volumes = yaml.items(service.get('volumes')?.value).flatMap((volume) => {
    const source = mountSource(yaml, volume);
    const path = source === undefined ? undefined : (binds.get(source) ?? source);
    return path === undefined || !isPath(path)
      ? []
      : [{ kind: 'bind-mount' as const, source: path, span: mountSpan(yaml, volume) }];
  });
  return [...socket, ...volumes];
}

/** The named volumes whose local driver binds a host path (`driver_opts` with `o: bind`). */
export function namedBinds(yaml: YamlDocument): NamedBinds {
  const volumes = yaml.entries(yaml.entries(yaml.root).get('volumes')?.value);
  return new Map(
    [...volumes].flatMap(([name, { value }]) => {
      const options = yaml.entries(yaml.entries(value).get('driver_opts')?.value);
      const isBind = /\br?bind\b/.test(knownString(yaml, options.get('o')?.value) ?? '');
      const device = knownString(yaml, options.get('device')?.value);
      return isBind && device !== undefined ? [[name, device] as const] : [];
    }),
  );
}

/** The left side of a short volume, or `source` of a long one; a lone path is an anonymous volume and has none. */
function mountSource(yaml: YamlDocument, volume: Value): string | undefined {
  const text = yaml.text(volume);
  if (text === undefined) {
    const fields = yaml.entries(volume);
    const type = knownString(yaml, fields.get('type')?.value) ?? 'volume';
    const isMount = type === 'bind' || type === 'npipe' || type === 'volume';
    return isMount ? knownString(yaml, fields.get('source')?.value) : undefined;
  }
  const known = expandValue(text).map(textOrGap).join('');
  const [, source] = /^((?:[a-zA-Z]:[\\/])?[^:]*):/.exec(known) ?? [];
  return source === undefined || source.includes(gap) ? undefined : source;
}

/** Stands for the value of a variable that has no default; no path holds this character. */
const gap = '\0';

function textOrGap(chunk: Chunk): string {
  return chunk.kind === 'text' ? chunk.text.text : gap;
}

function mountSpan(yaml: YamlDocument, volume: Value): Span {
  const source = yaml.entries(volume).get('source');
  return source === undefined ? valueSpan(volume) : entrySpan(source);
}

function isPath(source: string): boolean {
  return /^(?:[./~\\]|[a-zA-Z]:[\\/])/.test(source);
}

function listed(
  yaml: YamlDocument,
  list: Value | undefined,
): readonly { readonly text: string; readonly span: Span }[] {
  return yaml.items(list).flatMap((item) => {
    const text = knownString(yaml, item);
    return text === undefined ? [] : [{ text, span: item.alias ?? valueSpan(item) }];
  });
}
