import { isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { KeySite } from '../model/document-model.ts';
import type { HardeningSites, MeasureSite } from '../model/hardening.ts';
import type { Span } from '../text/span.ts';
import { readSecurityOption } from './grants.ts';
import { keySiteOf } from './key-site.ts';
import { endOfLine } from './lines.ts';
import type { Section, Source } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { nodeSpan } from './yaml.ts';

/** The map of a service as its own lines write it, with where measures go in it. */
export interface OwnSites {
  readonly own: Span;
  readonly sites: HardeningSites;
}

const none: MeasureSite = { kind: 'none' };

/** Where measures can be written into a service: never into what it extends or merges, or into another file. */
export function hardeningSites({ service }: ServiceView, keySite: KeySite): OwnSites | undefined {
  const map = service.nodes.find((node) => isMap(node) && firstKeyOf(node) === keySite.span.start);
  if (!isMap(map)) return undefined;
  const own: OwnMap = { map, service, keySite };
  return {
    own: nodeSpan(map),
    sites: {
      droppedCapabilities: siteInList(own, 'cap_drop', isNever),
      securityOptions: siteInList(own, 'security_opt', isAboutPrivileges),
      readOnly: siteOfValue(own, 'read_only'),
      temporaryFolders: siteInList(own, 'tmpfs', isNever),
      limits: limitsSite(own),
    },
  };
}

interface OwnMap {
  readonly map: YAMLMap;
  /** With all that is laid below and above the map. */
  readonly service: Section;
  readonly keySite: KeySite;
}

function isNever(): boolean {
  return false;
}

function isAboutPrivileges(option: string): boolean {
  return readSecurityOption(option).name === 'no-new-privileges';
}

function siteOfValue({ map, service }: OwnMap, key: string): MeasureSite {
  const { source, fields } = service;
  const pair = pairOf(map, key);
  if (pair !== undefined)
    return isPlainScalar(pair.value, source.text)
      ? { kind: 'value', span: nodeSpan(pair.value) }
      : none;
  // What another file says may count more than what is written here.
  const isElsewhere = (fields.get(key)?.keySpan.start ?? 0) > source.ownEnd;
  return isElsewhere ? none : { kind: 'key' };
}

/** Where a list takes one more item, or the place of the item that contradicts it. */
function siteInList(own: OwnMap, key: string, contradicts: (item: string) => boolean): MeasureSite {
  const { map, service, keySite } = own;
  const { text } = service.source;
  const pair = pairOf(map, key);
  if (pair === undefined) {
    // A list of its own takes the place of one that a merge key brings; all others are joined.
    const isReplacing = service.fields.has(key) && pairOf(map, '<<') !== undefined;
    return isReplacing ? none : { kind: 'key' };
  }
  const list = pair.value;
  if (isPlainScalar(list, text) && isScalar(pair.key))
    return listInPlaceOf(nodeSpan(pair.key), nodeSpan(list), text, keySite);
  if (!isSeq(list) || list.anchor !== undefined || list.tag !== undefined) return none;
  const opposite = list.items.find(
    (item) => isPlainScalar(item, text) && contradicts(String(item.value)),
  );
  if (isScalar(opposite)) return { kind: 'value', span: nodeSpan(opposite) };
  return list.flow === true ? siteInBrackets(list) : siteBelow(list, text, keySite);
}

/** `tmpfs: /cache` becomes a list with the folder as its first item. */
function listInPlaceOf(
  key: Span,
  value: Span,
  text: string,
  { separator, step }: KeySite,
): MeasureSite {
  const colon = text.indexOf(':', key.end);
  if (colon < 0 || colon >= value.start) return none;
  const item = `${separator}${step}- `;
  return {
    kind: 'item',
    span: { start: colon + 1, end: value.end },
    before: `${item}${text.slice(value.start, value.end)}${item}`,
    after: '',
  };
}

function siteInBrackets({ items, range }: YAMLSeq): MeasureSite {
  const last = items.at(-1);
  const end = isScalar(last) ? last.range?.[1] : undefined;
  if (end !== undefined) return { kind: 'item', span: at(end), before: ', ', after: '' };
  return items.length === 0 && range
    ? { kind: 'item', span: at(range[0] + 1), before: '', after: '' }
    : none;
}

/** On a line of its own behind the last item, whose comment stays with it. */
function siteBelow({ items, range }: YAMLSeq, text: string, { separator }: KeySite): MeasureSite {
  const last = items.at(-1);
  const first = range?.[0];
  if (!isPlainScalar(last, text) || first === undefined || text.charAt(first) !== '-') return none;
  const lineStart = text.lastIndexOf('\n', first) + 1;
  const indent = text.slice(lineStart, first);
  if (!/^ *$/.test(indent)) return none;
  const newline = separator.startsWith('\r') ? '\r\n' : '\n';
  const end = endOfLine(text, nodeSpan(last).end);
  return { kind: 'item', span: at(end), before: `${newline}${indent}- `, after: '' };
}

const wayToLimits = ['deploy', 'resources', 'limits'] as const;

/** The innermost map on the way to the limits of `deploy` that the service writes itself, in lines. */
function limitsSite({ map, service: { source } }: OwnMap): HardeningSites['limits'] {
  let around = map;
  let site: KeySite | undefined;
  for (const [depth, key] of wayToLimits.entries()) {
    const pair = pairOf(around, key);
    if (pair === undefined) return site && { site, missing: wayToLimits.slice(depth) };
    const inner = mapBelow(pair, source);
    if (inner === undefined) return undefined;
    ({ map: around, site } = inner);
  }
  return site && { site, missing: [] };
}

function mapBelow(
  { key, value }: Pair,
  source: Source,
): { readonly map: YAMLMap; readonly site: KeySite } | undefined {
  if (!isScalar(key) || !isMap(value) || value.anchor !== undefined) return undefined;
  // A key of its own would take the place of all that is merged.
  if (pairOf(value, '<<') !== undefined) return undefined;
  const site = keySiteOf(nodeSpan(key), { source, nodes: [value] });
  return site && { map: value, site };
}

function pairOf({ items }: YAMLMap, name: string): Pair | undefined {
  return (items as readonly Pair[]).find(({ key }) => isScalar(key) && key.value === name);
}

function firstKeyOf({ items }: YAMLMap): number | undefined {
  const [first] = items as readonly Pair[];
  return isScalar(first?.key) ? first.key.range?.[0] : undefined;
}

/** Whether a node is one word or quoted text on one line that nothing else refers to and no variable or tag has a part in. */
function isPlainScalar(node: unknown, text: string): node is Scalar {
  if (!isScalar(node) || typeof node.value !== 'string') return false;
  const { start, end } = nodeSpan(node);
  const isBare = node.anchor === undefined && node.tag === undefined;
  return isBare && start < end && !/[\n$]/.test(text.slice(start, end));
}

function at(offset: number): Span {
  return { start: offset, end: offset };
}
