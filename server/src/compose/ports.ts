import type { ExposedPort, PublishedPort } from '../model/document-model.ts';
import type { Expansion } from '../model/template.ts';
import { sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { insertion, replacement, setField } from './field-edits.ts';
import { itemSite, itemSpan } from './grant-sites.ts';
import { hostOf, readPortRange, readShortPort, type ShortPort } from './port-syntax.ts';
import { childSection, isWrittenIn, sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { templateIn, templateText } from './template-text.ts';
import { entrySpan, knownString, valueSpan, type Value, type YamlDocument } from './yaml.ts';

const loopback = '127.0.0.1';

/** What the host passes on to a service: nothing when the container is on the host's own network. */
export function publishedPorts({ yaml, service }: ServiceView): readonly PublishedPort[] {
  const list = sectionAt(yaml, service, 'ports', 'optional');
  if (list.items.length === 0) return [];
  const isOnHost = knownString(yaml, service.fields.get('network_mode')?.value) === 'host';
  if (isOnHost) return [];
  const ports: PublishedPort[] = [];
  for (const item of list.items) {
    const text = yaml.text(item);
    const port =
      text === undefined
        ? longPort(yaml, childSection(yaml, list, item))
        : shortPort(yaml, list, item, text);
    if (port !== undefined) ports.push(port);
  }
  return ports;
}

/** `expose`: ports that the container listens on. */
export function exposedPorts({ yaml, service }: ServiceView): readonly ExposedPort[] {
  const list = sectionAt(yaml, service, 'expose', 'optional');
  return list.items.flatMap((item) => {
    const [ports = '', protocol = 'tcp'] = (knownString(yaml, item) ?? '').split('/');
    const range = readPortRange(ports);
    const site = { protocol: protocol.toLowerCase(), ...itemSite(list, item) };
    return range === undefined ? [] : [{ ...range, ...site }];
  });
}

function shortPort(
  yaml: YamlDocument,
  list: Section,
  item: Value,
  text: MappedText,
): PublishedPort {
  const port = readShortPort(templateIn(yaml, text));
  const { host, container, protocol } = port;
  const isEditable = host.kind === 'all' && isWrittenIn(list, item);
  return {
    span: itemSpan(item),
    host,
    container,
    protocol,
    loopbackEdit: isEditable
      ? shortLoopback(item, text, yaml.expandText(text), port.before)
      : undefined,
  };
}

/** Puts the address before the ports, or in place of one that means all. */
function shortLoopback(
  item: Value,
  text: MappedText,
  expansion: Expansion,
  before: ShortPort['before'],
): TextEdit | undefined {
  const start = sourceOffset(text, 0);
  if (before === undefined) return loneLoopback(item, text, start);
  const { address } = before;
  if (address === undefined) return insertion(start, `${loopback}:`);
  if (text.text.startsWith(`${address}:`))
    return replacement(sourceSpan(text, { start: 0, end: address.length }), loopback);
  // The address that means all may be the default of a variable, which is as good a place.
  const [first] = expansion;
  const isHere = first?.kind === 'text' && first.elsewhere === undefined;
  return isHere && address !== '' && first.text.text === address
    ? replacement(sourceSpan(first.text, { start: 0, end: address.length }), loopback)
    : undefined;
}

/** A container's port alone needs a second colon, and quotes, as it was perhaps a number. */
function loneLoopback(item: Value, text: MappedText, start: number): TextEdit {
  const span = valueSpan(item);
  return start === span.start
    ? replacement(span, `"${loopback}::${text.text}"`)
    : insertion(start, `${loopback}::`);
}

/** Compose Specification, "ports", long syntax; one without `published` gets a port of the host's choice. */
function longPort(yaml: YamlDocument, section: Section): PublishedPort | undefined {
  const { fields } = section;
  const target = fields.get('target');
  if (target?.value === undefined) return undefined;
  const shown = fields.get('published') ?? target;
  const host = hostOf(templateText(yaml.expand(fields.get('host_ip')?.value)));
  return {
    span: entrySpan(shown),
    host,
    container: readPortRange(knownString(yaml, target.value) ?? ''),
    protocol: (knownString(yaml, fields.get('protocol')?.value) ?? 'tcp').toLowerCase(),
    loopbackEdit: host.kind === 'all' ? setField(section, shown, 'host_ip', loopback) : undefined,
  };
}
