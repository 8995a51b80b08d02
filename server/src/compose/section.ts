import { isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Span } from '../text/span.ts';
import { layersOf } from './merge.ts';
import { nodeSpan, type Entry, type Value, type YamlDocument } from './yaml.ts';

/** The text that a model is read from: the document first, the files that it is read together with behind it. */
export interface Source {
  readonly text: string;
  /** Where the document itself ends. */
  readonly ownEnd: number;
}

export type Fields = ReadonlyMap<string, Entry>;

/** A map or list of a service, with what an edit must know of the place where it stands. */
export interface Section {
  readonly source: Source;
  /** Empty for a list. */
  readonly fields: Fields;
  /** Empty for a map. */
  readonly items: readonly Value[];
  /**
   * Its nodes, as far as they are in the document and in this place: none when an alias, a merge key or another
   * file brings it here, several when the document itself lays one over the other.
   */
  readonly nodes: readonly Collection[];
  /** What it is a field of, when the field may be left out with the last that stands in it. */
  readonly holder: Section | undefined;
}

export type Collection = YAMLMap | YAMLSeq;

/** The map that all others stand in. */
export function rootSection(yaml: YamlDocument, source: Source): Section {
  return yaml.root === undefined ? emptySection : sectionOf(yaml, source, yaml.root);
}

type Need = 'needed' | 'optional';

/** The map or list of a field. One that is `optional` goes when it would be empty, with its key. */
export function sectionAt(
  yaml: YamlDocument,
  holder: Section,
  key: string,
  need: Need = 'needed',
): Section {
  return childSection(yaml, holder, holder.fields.get(key)?.value, need);
}

/** The map or list that stands in another one. */
export function childSection(
  yaml: YamlDocument,
  holder: Section,
  value: Value | undefined,
  need: Need = 'needed',
): Section {
  if (value === undefined) return emptySection;
  return sectionOf(yaml, holder.source, value, holder, need === 'optional' ? holder : undefined);
}

/** What is not there. */
export const emptySection: Section = {
  source: { text: '', ownEnd: 0 },
  fields: new Map(),
  items: [],
  nodes: [],
  holder: undefined,
};

function sectionOf(
  yaml: YamlDocument,
  source: Source,
  value: Value,
  around?: Section,
  holder?: Section,
): Section {
  const nodes: Collection[] = [];
  for (const { node, alias } of layersOf(value)) {
    if (alias !== undefined || !(isMap(node) || isSeq(node))) continue;
    const span = nodeSpan(node);
    const isHere = around === undefined || nodeAround(around, span) !== undefined;
    if (isHere && span.end <= source.ownEnd) nodes.push(node);
  }
  return {
    source,
    fields: yaml.entries(value),
    items: yaml.items(value),
    nodes,
    holder,
  };
}

/** The node of a section that holds a span; undefined when that stands elsewhere. */
export function nodeAround({ nodes }: Section, { start, end }: Span): Collection | undefined {
  return nodes.find(({ range }) => (range?.[0] ?? 0) <= start && end <= (range?.[1] ?? 0));
}

/** Whether a value stands in a section as itself. */
export function isWrittenIn(section: Section, { node, alias }: Value): boolean {
  return alias === undefined && nodeAround(section, nodeSpan(node)) !== undefined;
}
