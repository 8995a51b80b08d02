import type { Grant, GrantSite } from '../model/grants.ts';
import { sourceEnd, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { insertion, replacement, setField } from './field-edits.ts';
import { fieldSite, itemSpan } from './grant-sites.ts';
import { isHostPath, isPropagation, isReadOnlyMode, readShortMount } from './mount-syntax.ts';
import { itemRemoval } from './removal.ts';
import { childSection, isWrittenIn, sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { isOpen, templateIn, templateText } from './template-text.ts';
import { entrySpan, knownString, mayBeTrue, type Value, type YamlDocument } from './yaml.ts';

/** A named volume that stands for a path of the host. */
export interface NamedBind {
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** By the volume's name. */
export type NamedBinds = ReadonlyMap<string, NamedBind>;

/** The named volumes whose local driver binds a host path (`driver_opts` with `o: bind`). */
export function namedBinds(yaml: YamlDocument): NamedBinds {
  const volumes = yaml.entries(yaml.entries(yaml.root).get('volumes')?.value);
  return new Map(
    [...volumes].flatMap(([name, { value }]) => {
      const options = yaml.entries(yaml.entries(value).get('driver_opts')?.value);
      if (options.size === 0) return [];
      const flags = (knownString(yaml, options.get('o')?.value) ?? '').split(/[\s,]+/);
      const path = knownString(yaml, options.get('device')?.value);
      const isBind = flags.includes('bind') || flags.includes('rbind');
      return isBind && path !== undefined
        ? [[name, { path, isReadOnly: flags.includes('ro') }] as const]
        : [];
    }),
  );
}

/** The mounts of host paths, in the order of the list; those of volumes, images and memory are none. */
export function mountsOf({ yaml, service }: ServiceView, binds: NamedBinds): readonly Grant[] {
  const list = sectionAt(yaml, service, 'volumes', 'optional');
  const mounts: Grant[] = [];
  for (const item of list.items) {
    const text = yaml.text(item);
    const mount =
      text === undefined
        ? longMount(yaml, list, item, binds)
        : shortMount(yaml, list, item, text, binds);
    if (mount !== undefined) mounts.push(mount);
  }
  return mounts;
}

/** Where volumes of any kind are mounted, as far as it is known. */
export function mountTargets({ yaml, service }: ServiceView): ReadonlySet<string> {
  const list = sectionAt(yaml, service, 'volumes');
  const targets = list.items.map((item) => {
    const text = yaml.text(item);
    if (text === undefined) return knownString(yaml, yaml.entries(item).get('target')?.value) ?? '';
    const known = templateIn(yaml, text);
    return readShortMount(known)?.target ?? known;
  });
  return new Set(targets.map((target) => target.replace(/(?<=.)\/+$/, '')));
}

type Mount = Extract<Grant, { kind: 'bind-mount' }>;

function shortMount(
  yaml: YamlDocument,
  list: Section,
  item: Value,
  text: MappedText,
  binds: NamedBinds,
): Mount | undefined {
  const known = readShortMount(templateIn(yaml, text));
  const path = known && hostPath(known.source, binds);
  if (known === undefined || path === undefined) return undefined;
  const isReadOnly = path.isReadOnly || isReadOnlyMode(known.options ?? []);
  const writer = isWrittenIn(list, item) ? text : undefined;
  const words = optionWords(text.text, known.options);
  const propagation = known.options?.findLast(isPropagation);
  const span = itemSpan(item);
  return {
    kind: 'bind-mount',
    span,
    removal: itemRemoval(list, item),
    source: path.path,
    target: isOpen(known.target) ? '' : known.target,
    isReadOnly,
    propagation,
    propagationSite:
      propagation === undefined ? undefined : propagationSite(span, writer, words, propagation),
    readOnlyEdit: isReadOnly || writer === undefined ? undefined : readOnlyEdit(writer, words),
  };
}

function hostPath(source: string, binds: NamedBinds): NamedBind | undefined {
  const bind = binds.get(source);
  if (bind !== undefined) return isHostPath(bind.path) ? bind : undefined;
  return isHostPath(source) ? { path: source, isReadOnly: false } : undefined;
}

interface OptionWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Where the options stand in the text; none when a variable takes part in them. */
function optionWords(
  text: string,
  options: readonly string[] | undefined,
): readonly OptionWord[] | undefined {
  if (options === undefined) return [];
  const joined = options.join(',');
  if (!text.endsWith(`:${joined}`)) return undefined;
  let start = text.length - joined.length;
  return options.map((option) => {
    const word = { text: option, start, end: start + option.length };
    start = word.end + 1;
    return word;
  });
}

function propagationSite(
  span: Span,
  text: MappedText | undefined,
  words: readonly OptionWord[] | undefined,
  propagation: string,
): GrantSite {
  const word = words?.findLast((option) => option.text === propagation);
  if (text === undefined || words === undefined || word === undefined)
    return { span, removal: undefined };
  // With the only option its colon goes, with the first one the comma behind, else that before it.
  const isFirst = word === words[0] && words.length > 1;
  const removal = isFirst
    ? { start: word.start, end: word.end + 1 }
    : { start: word.start - 1, end: word.end };
  return { span: sourceSpan(text, word), removal: sourceSpan(text, removal) };
}

function readOnlyEdit(
  text: MappedText,
  words: readonly OptionWord[] | undefined,
): TextEdit | undefined {
  if (words === undefined || text.text.trimEnd() !== text.text) return undefined;
  const writable = words.findLast((option) => option.text === 'rw');
  if (writable !== undefined) return replacement(sourceSpan(text, writable), 'ro');
  const end = sourceEnd(text, text.text.length);
  if (words.length === 0) return insertion(end, ':ro');
  return insertion(end, words.at(-1)?.text === '' ? 'ro' : ',ro');
}

/** Compose Specification, "volumes", long syntax. */
function longMount(
  yaml: YamlDocument,
  list: Section,
  item: Value,
  binds: NamedBinds,
): Mount | undefined {
  const fields = childSection(yaml, list, item);
  const type = knownString(yaml, fields.fields.get('type')?.value) ?? 'volume';
  const source = fields.fields.get('source');
  if (source === undefined || !/^(?:bind|volume|npipe)$/.test(type)) return undefined;
  const path = hostPath(templateText(yaml.expand(source.value)), binds);
  if (path === undefined) return undefined;
  const isReadOnly = path.isReadOnly || mayBeTrue(yaml, fields.fields.get('read_only')?.value);
  const bind = sectionAt(yaml, fields, 'bind', 'optional');
  const propagation = bind.fields.get('propagation');
  return {
    kind: 'bind-mount',
    span: entrySpan(source),
    removal: itemRemoval(list, item),
    source: path.path,
    target: knownString(yaml, fields.fields.get('target')?.value) ?? '',
    isReadOnly,
    propagation: knownString(yaml, propagation?.value),
    propagationSite: propagation && fieldSite(bind, propagation),
    readOnlyEdit: isReadOnly ? undefined : setField(fields, source, 'read_only', 'true'),
  };
}
