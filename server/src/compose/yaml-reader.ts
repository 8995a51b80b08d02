import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Parser,
  type Pair,
  type ParseOptions,
  type Scalar,
  type SchemaOptions,
  type YAMLMap,
} from 'yaml';
import type { SyntaxProblem } from '../model/document-model.ts';
import { expand, type Chunk, type Expansion, type Lookup } from '../model/template.ts';
import { MappedTextBuilder, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { anchored, collectAnchors, noAnchors, type Anchors } from './anchors.ts';
import { parseInterpolation } from './interpolation.ts';
import { isNestedTooDeeply } from '../text/nesting.ts';
import { itemName, layersOf, mergeEntry, type IsOwn, type Layers } from './merge.ts';
import { scalarText } from './scalar-text.ts';
import { syntaxProblemOf, tooDeep } from './syntax-problem.ts';
import { nodeSpan, type Entry, type Value, type YamlAccess } from './yaml.ts';

/** Reads YAML texts one behind the other, so that an offset tells which of them is meant. */
export interface YamlReader extends YamlAccess {
  /** Puts one text more behind the others, YAML or not, and gives the offset at which it begins. */
  place(text: string): number;
  /** Reads a text that was placed and gives the roots of its documents; broken YAML gives what can be read of it. Never throws. */
  read(text: string, start: number, lookup: Lookup): readonly Value[];
  /** All that was placed, each text on a new line. */
  allText(): string;
  /** The first error in the text that was placed first. */
  problem(): SyntaxProblem | undefined;
  /** Whether an offset is in the text that was placed first: that of the document itself. */
  readonly isOwn: IsOwn;
}

const parseOptions: Readonly<ParseOptions & SchemaOptions> = {
  keepSourceTokens: false,
  prettyErrors: false,
  strict: false,
  // Checking for repeated keys takes time quadratic in the size of a map.
  uniqueKeys: false,
  // Compose reads what it needs from strings: of the other types only null is to be told from them.
  schema: 'failsafe',
  customTags: ['null'],
};

/** Compose Specification, "Merge": takes the attribute away, whatever value stands behind it. */
const resetTag = '!reset';

/** A chain of aliases longer than this goes round in a circle. */
const maximalIndirections = 32;

/** A file without aliases takes less than one read a character; the others are for what fragments multiply. */
const readsPerCharacter = 5;
const freeReads = 100_000;

const noEntries: ReadonlyMap<string, Entry> = new Map();

/** One YAML document, with what is its own: anchors and variables. */
interface Section {
  readonly start: number;
  readonly anchors: Anchors;
  readonly lookup: Lookup;
}

/** Aliases let a short text stand for an endless one: what is read beyond a budget is taken for absent. */
export function createYamlReader(): YamlReader {
  let allText = '';
  let ownLength = -1;
  let readsLeft = freeReads;
  const sections: Section[] = [];
  const known = new Map<object, ReadonlyMap<string, Entry>>();
  let problem: SyntaxProblem | undefined;

  function canRead(reads: number): boolean {
    return (readsLeft -= reads) >= 0;
  }

  function place(text: string): number {
    const start = ownLength < 0 ? 0 : allText.length + 1;
    allText = ownLength < 0 ? text : `${allText}\n${text}`;
    if (ownLength < 0) ownLength = text.length;
    return start;
  }

  function read(text: string, start: number, lookup: Lookup): readonly Value[] {
    readsLeft += readsPerCharacter * text.length;
    const isFirst = start === 0;
    if (isNestedTooDeeply(text)) {
      if (isFirst) problem = tooDeep;
      return [];
    }
    try {
      const parser = new Parser();
      parser.offset = start;
      const parsed = [...new Composer(parseOptions).compose(parser.parse(text))];
      if (isFirst) problem = syntaxProblemOf(parsed);
      const hasAliases = text.includes('*');
      for (const { contents, range } of parsed) {
        const anchors = hasAliases ? collectAnchors(contents) : noAnchors;
        sections.push({ start: range[0], anchors, lookup });
      }
      return parsed.flatMap(({ contents }) => follow(contents) ?? []);
    } catch {
      // Nesting deeper than the stack is the one thing that the parser does not report as an error.
      if (isFirst) problem = tooDeep;
      return [];
    }
  }

  function sectionAt(offset: number): Section | undefined {
    let low = 0;
    let high = sections.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sections[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return sections[low - 1];
  }

  function follow(node: unknown): Value | undefined {
    let current = node;
    let alias: Span | undefined;
    for (let step = 0; isAlias(current) && step < maximalIndirections; step++) {
      const span = nodeSpan(current);
      alias ??= span;
      current = anchored(sectionAt(span.start)?.anchors ?? noAnchors, current);
    }
    if (isScalar(current)) {
      if (current.value === null) return undefined;
    } else if (!isMap(current) && !isSeq(current)) {
      return undefined;
    }
    return current.tag === resetTag ? undefined : { node: current, alias };
  }

  function entryOf(key: Scalar, node: unknown): Entry {
    const value = follow(node);
    const isReset = value === undefined && isNode(node) && !isAlias(node) && node.tag === resetTag;
    return { keySpan: nodeSpan(key), value, isReset };
  }

  function entries(value: Value | undefined): ReadonlyMap<string, Entry> {
    if (value === undefined) return noEntries;
    const { node, layers } = value;
    const found = known.get(layers ?? node);
    if (found !== undefined) return canRead(found.size) ? found : noEntries;
    if (layers === undefined && !isMap(node)) return noEntries;
    const read = layers === undefined ? entriesOf(node as YAMLMap) : layeredEntries(layers);
    known.set(layers ?? node, read);
    return read;
  }

  /** Own entries come before merged ones, and those of a map before those of the maps merged into it. */
  function entriesOf(map: YAMLMap): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    const pending = addEntries(map, entries).reverse();
    if (pending.length === 0) return entries;
    const added = new Set([map]);
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      // A map that is merged once more, perhaps into itself, has nothing to add.
      if (added.has(current)) continue;
      added.add(current);
      for (const source of addEntries(current, entries).reverse()) pending.push(source);
    }
    return entries;
  }

  /** Adds what a map itself says of names that are not there yet, and gives the maps merged into it. */
  function addEntries({ items: pairs }: YAMLMap, entries: Map<string, Entry>): YAMLMap[] {
    const merged: YAMLMap[] = [];
    if (!canRead(pairs.length)) return merged;
    for (const { key, value } of pairs as readonly Pair[]) {
      if (!isScalar(key)) continue;
      const name = String(key.source ?? key.value);
      if (name === '<<') for (const source of mergedMaps(value)) merged.push(source);
      else if (!entries.has(name)) entries.set(name, entryOf(key, value));
    }
    return merged;
  }

  function mergedMaps(merge: unknown): readonly YAMLMap[] {
    const value = follow(merge);
    const sources = isSeq(value?.node) ? items(value) : [value];
    return [...new Set(sources.map((source) => source?.node))].filter((node) => isMap(node));
  }

  function layeredEntries(layers: Layers): ReadonlyMap<string, Entry> {
    const { place, values } = layers;
    const lastLayers = lastLayersOf(layers);
    const merged = new Map<string, Entry>();
    for (const [index, value] of values.entries())
      for (const [name, entry] of entries(value)) {
        const lower = merged.get(name);
        if ((lastLayers.get(name) ?? index) > index) continue;
        merged.set(name, lower ? mergeEntry(place, name, lower, entry, isOwn) : entry);
      }
    return merged;
  }

  function items(value: Value | undefined): readonly Value[] {
    if (value?.layers !== undefined) return layeredItems(value.layers);
    if (!isSeq(value?.node) || !canRead(value.node.items.length)) return [];
    return value.node.items.map(follow).filter((item) => item !== undefined);
  }

  function layeredItems(layers: Layers): readonly Value[] {
    const lastLayers = lastLayersOf(layers);
    return layers.values.flatMap((value, index) =>
      items(value).filter((item) => (lastLayers.get(nameOf(layers, item) ?? '') ?? index) <= index),
    );
  }

  /** For lists and maps whose items have names: the last layer that says something of a name. */
  function lastLayersOf(layers: Layers): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    if (layers.place !== 'assignments' && layers.place !== 'mounts') return last;
    for (const [index, value] of layers.values.entries()) {
      for (const name of entries(value).keys()) last.set(name, index);
      for (const item of items(value)) {
        const name = nameOf(layers, item);
        if (name !== undefined) last.set(name, index);
      }
    }
    return last;
  }

  function nameOf({ place }: Layers, item: Value): string | undefined {
    return itemName(place, item, reader);
  }

  function text(value: Value | undefined): MappedText | undefined {
    const node = value?.layers === undefined ? value?.node : layersOf(value).at(-1)?.node;
    if (!isScalar(node)) return undefined;
    const { start, end } = nodeSpan(node);
    return canRead(end - start) ? scalarText(allText, node) : undefined;
  }

  function expandText(word: MappedText): Expansion {
    const lookup = word.text.includes('$') ? sectionAt(word.anchor)?.lookup : undefined;
    const chunks = expand(parseInterpolation(word), lookup ?? nothing);
    return lookup === undefined ? chunks : chunks.map((chunk) => placed(chunk, word));
  }

  function isOwn(offset: number): boolean {
    return offset <= ownLength;
  }

  const reader: YamlReader = {
    place,
    read,
    allText: () => allText,
    problem: () => problem,
    isOwn,
    entries,
    items,
    text,
    expand(value) {
      const word = text(value);
      return word === undefined ? [] : expandText(word);
    },
    expandText,
  };
  return reader;
}

function nothing(): undefined {
  return undefined;
}

/** What another file gives stands, as a whole, where the word does. */
function placed(chunk: Chunk, word: MappedText): Chunk {
  if (chunk.kind === 'unknown' || chunk.elsewhere === undefined) return chunk;
  const { start, end } = sourceSpan(word, { start: 0, end: word.text.length });
  const builder = new MappedTextBuilder(start);
  builder.escaped(chunk.text.text, start, end - start);
  return { ...chunk, text: builder.build() };
}
