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

/** A key with its value; both may stand in another part of the file, from where they were merged. */
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

/** A chain of aliases or merges longer than this goes round in a circle. */
const maximalIndirections = 32;

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
    return Array.isArray(documents) ? documents.map((parsed) => readDocument(text, parsed)) : [];
  } catch {
    // Nesting deeper than the stack is the one thing that the parser does not report as an error.
    return [];
  }
}

function readDocument(text: string, parsed: Document.Parsed): YamlDocument {
  const anchors: Anchors = text.includes('*') ? collectAnchors(parsed.contents) : new Map();

  function follow(node: unknown): Value | undefined {
    let current = node;
    let alias: Span | undefined;
    for (let step = 0; isAlias(current) && step < maximalIndirections; step++) {
      alias ??= spanOf(current);
      current = anchored(anchors, current);
    }
    return isScalar(current) || isMap(current) || isSeq(current)
      ? { node: current, alias }
      : undefined;
  }

  function addEntries(map: YAMLMap, into: Map<string, Entry>, depth: number): void {
    const merged: unknown[] = [];
    for (const pair of map.items as readonly Pair[]) {
      if (!isScalar(pair.key)) continue;
      const name = String(pair.key.source ?? pair.key.value);
      if (name === '<<') merged.push(pair.value);
      else if (!into.has(name)) into.set(name, entryOf(pair.key, pair.value));
    }
    if (depth >= maximalIndirections) return;
    for (const value of merged.map(follow)) {
      const sources = isSeq(value?.node) ? value.node.items.map(follow) : [value];
      for (const source of sources)
        if (isMap(source?.node)) addEntries(source.node, into, depth + 1);
    }
  }

  function entryOf(key: Scalar, value: unknown): Entry {
    return { key, keySpan: spanOf(key), value: follow(value) };
  }

  return {
    root: follow(parsed.contents),
    entries(value) {
      const into = new Map<string, Entry>();
      if (isMap(value?.node)) addEntries(value.node, into, 0);
      return into;
    },
    items: (value) =>
      isSeq(value?.node) ? value.node.items.map(follow).filter((item) => item !== undefined) : [],
    text: (value) => (isScalar(value?.node) ? scalarText(text, value.node) : undefined),
  };
}

type Anchors = ReadonlyMap<string, readonly Node[]>;

function collectAnchors(root: ParsedNode | null): Anchors {
  const anchors = new Map<string, Node[]>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined)
        anchors.set(node.anchor, [...(anchors.get(node.anchor) ?? []), node]);
    }
    if (isSeq(node)) for (const item of node.items) pending.push(item);
    if (isMap(node))
      for (const pair of node.items as readonly Pair[]) pending.push(pair.key, pair.value);
  }
  return anchors;
}

/** The node that an alias means: the nearest one above it with that anchor. */
function anchored(anchors: Anchors, alias: Alias): Node | undefined {
  const { start } = spanOf(alias);
  const above = anchors.get(alias.source)?.filter((node) => spanOf(node).start < start) ?? [];
  return above.reduce<Node | undefined>(
    (last, node) => (last === undefined || spanOf(last).start < spanOf(node).start ? node : last),
    undefined,
  );
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
