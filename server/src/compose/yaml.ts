import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { expand, knownText, type Expansion } from '../model/template.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { cover, type Span } from '../text/span.ts';
import { parseInterpolation } from './interpolation.ts';
import { scalarText } from './scalar-text.ts';

/** A YAML value where it is written, with the aliases that led to it. */
export interface Value {
  readonly node: Node;
  /** The alias that stands in its place, when there is one. */
  readonly alias: Span | undefined;
}

/** A key with its value, if it has one; both may stand in another part of the file, from where they were merged. */
export interface Entry {
  readonly key: Scalar;
  readonly keySpan: Span;
  readonly value: Value | undefined;
}

/** One document of a YAML file, with aliases and merge keys resolved on the way. */
export interface YamlDocument {
  readonly root: Value | undefined;
  /** The entries of a map, merged ones behind its own; empty for anything else. */
  entries(value: Value | undefined): ReadonlyMap<string, Entry>;
  items(value: Value | undefined): readonly Value[];
  /** The string that stands there, variables not yet put in; undefined for maps, lists and null. */
  text(value: Value | undefined): MappedText | undefined;
}

/** A chain of aliases longer than this goes round in a circle. */
const maximalIndirections = 32;

/** A file without aliases takes one or two reads a character; these are for what fragments multiply. */
const readsPerCharacter = 10;
const freeReads = 100_000;

/** Compose Specification, "Merge": takes the attribute away, whatever value stands behind it. */
const resetTag = '!reset';

/** Reads every document of the text; broken YAML gives what can be read of it. Never throws. */
export function readYaml(text: string): readonly YamlDocument[] {
  try {
    const documents = parseAllDocuments(text, {
      keepSourceTokens: false,
      logLevel: 'silent',
      prettyErrors: false,
      strict: false,
      // Checking for repeated keys takes time quadratic in the size of a map.
      uniqueKeys: false,
    });
    if (!Array.isArray(documents)) return [];
    const canRead = createBudget(freeReads + readsPerCharacter * text.length);
    return documents.map((parsed) => readDocument(text, parsed, canRead));
  } catch {
    // Nesting deeper than the stack is the one thing that the parser does not report as an error.
    return [];
  }
}

/** Whether so many entries or characters more may be read; nothing more is once the budget is spent. */
type Budget = (reads: number) => boolean;

function createBudget(total: number): Budget {
  let left = total;
  return (reads) => (left -= reads) >= 0;
}

/** Aliases let a short text stand for an endless one: what `canRead` refuses is taken for absent. */
function readDocument(text: string, parsed: Document.Parsed, canRead: Budget): YamlDocument {
  const anchors: Anchors = text.includes('*') ? collectAnchors(parsed.contents) : new Map();

  function follow(node: unknown): Value | undefined {
    let current = node;
    let alias: Span | undefined;
    for (let step = 0; isAlias(current) && step < maximalIndirections; step++) {
      alias ??= spanOf(current);
      current = anchored(anchors, current);
    }
    if (!isScalar(current) && !isMap(current) && !isSeq(current)) return undefined;
    const isAbsent = current.tag === resetTag || (isScalar(current) && current.value === null);
    return isAbsent ? undefined : { node: current, alias };
  }

  /** Own entries come before merged ones, and those of a map before those of the maps merged into it. */
  function entriesOf(map: YAMLMap): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    const added = new Set<YAMLMap>();
    const pending = [map];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      // A map that is merged once more, perhaps into itself, has nothing to add.
      if (added.has(current) || !canRead(current.items.length)) continue;
      added.add(current);
      const merged: YAMLMap[] = [];
      for (const { key, value } of current.items as readonly Pair[]) {
        if (!isScalar(key)) continue;
        const name = String(key.source ?? key.value);
        if (name === '<<') for (const source of mergedMaps(value)) merged.push(source);
        else if (!entries.has(name)) entries.set(name, entryOf(key, value));
      }
      for (const source of merged.reverse()) pending.push(source);
    }
    return entries;
  }

  function mergedMaps(merge: unknown): readonly YAMLMap[] {
    const value = follow(merge);
    const sources = isSeq(value?.node) ? itemsOf(value) : [value];
    return [...new Set(sources.map((source) => source?.node))].filter((node) => isMap(node));
  }

  function itemsOf(value: Value | undefined): readonly Value[] {
    if (!isSeq(value?.node) || !canRead(value.node.items.length)) return [];
    return value.node.items.map(follow).filter((item) => item !== undefined);
  }

  function entryOf(key: Scalar, value: unknown): Entry {
    return { key, keySpan: spanOf(key), value: follow(value) };
  }

  return {
    root: follow(parsed.contents),
    entries: (value) => (isMap(value?.node) ? entriesOf(value.node) : new Map()),
    items: itemsOf,
    text(value) {
      const isText = isScalar(value?.node) && canRead(lengthOf(spanOf(value.node)));
      return isText ? scalarText(text, value.node) : undefined;
    },
  };
}

/** The nodes of each anchor, in the order of the text. */
type Anchors = ReadonlyMap<string, readonly Node[]>;

function collectAnchors(root: ParsedNode | null): Anchors {
  const anchors = new Map<string, Node[]>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) continue;
    if (node.anchor !== undefined) {
      const nodes = anchors.get(node.anchor);
      if (nodes === undefined) anchors.set(node.anchor, [node]);
      else nodes.push(node);
    }
    if (isSeq(node)) for (const item of node.items) pending.push(item);
    if (isMap(node))
      for (const pair of node.items as readonly Pair[]) pending.push(pair.key, pair.value);
  }
  for (const nodes of anchors.values()) nodes.sort((a, b) => spanOf(a).start - spanOf(b).start);
  return anchors;
}

/** The node that an alias means: the nearest one above it with that anchor. */
function anchored(anchors: Anchors, alias: Alias): Node | undefined {
  const { start } = spanOf(alias);
  const nodes = anchors.get(alias.source) ?? [];
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = nodes[middle];
    if (node !== undefined && spanOf(node).start < start) low = middle + 1;
    else high = middle;
  }
  return nodes[low - 1];
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}

function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** Where a value stands: the scalar with its quotes, the whole map or list. */
export function valueSpan({ node }: Value): Span {
  return spanOf(node);
}

/** From the key to the end of its value, or the key alone when the value stands elsewhere or goes over several lines. */
export function entrySpan({ keySpan, value }: Entry): Span {
  if (value === undefined || value.alias !== undefined || !isScalar(value.node)) return keySpan;
  return cover(keySpan, spanOf(value.node));
}

/** The value with the defaults of its variables put in. */
export function expandValue(text: MappedText | undefined): Expansion {
  return text === undefined ? [] : expand(parseInterpolation(text), () => undefined);
}

/** The string at a value with its defaults, or undefined when it is no string or depends on a variable without one. */
export function knownString(yaml: YamlDocument, value: Value | undefined): string | undefined {
  const text = yaml.text(value);
  return text && knownText(expandValue(text));
}

/** A boolean as Compose reads it from a YAML boolean or from any of the words that it accepts for one. */
export function isTrue(yaml: YamlDocument, value: Value | undefined): boolean {
  return /^(?:true|yes|y|on)$/i.test(knownString(yaml, value) ?? '');
}
