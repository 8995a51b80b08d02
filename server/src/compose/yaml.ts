import { isScalar, type Node } from 'yaml';
import { knownText, type Expansion } from '../model/template.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { cover, type Span } from '../text/span.ts';
import type { Layers } from './merge.ts';

/** A YAML value where it is written, with the aliases that led to it. */
export interface Value {
  /** Of a layered value, what the document itself writes, else what the uppermost layer does. */
  readonly node: Node;
  /** The alias that stands in its place, when there is one. */
  readonly alias: Span | undefined;
  /** What it is put together from, when several files or services say it together. */
  readonly layers?: Layers;
}

/** A key with its value, if it has one; both may stand in another part of the text, from where they were merged. */
export interface Entry {
  readonly keySpan: Span;
  readonly value: Value | undefined;
  /** Whether `!reset` takes away what lower layers say. */
  readonly isReset: boolean;
}

/** Reads values with aliases, merge keys, layers and variables resolved on the way. */
export interface YamlAccess {
  /** The entries of a map, merged ones behind its own; empty for anything else. */
  entries(value: Value | undefined): ReadonlyMap<string, Entry>;
  items(value: Value | undefined): readonly Value[];
  /** The string that stands there, variables not yet put in; undefined for maps, lists and null. */
  text(value: Value | undefined): MappedText | undefined;
  /** The string that stands there with its variables put in, as far as they are known; empty for maps, lists and null. */
  expand(value: Value | undefined): Expansion;
  /** A text that stands there, or a part of it, with its variables put in. */
  expandText(text: MappedText): Expansion;
}

export interface YamlDocument extends YamlAccess {
  readonly root: Value | undefined;
}

/** Where a node stands: the scalar with its quotes, the whole map or list. */
export function nodeSpan({ range }: Node): Span {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/** Where a value stands. */
export function valueSpan({ node }: Value): Span {
  return nodeSpan(node);
}

/** From the key to the end of its value, or the key alone when the value stands elsewhere or goes over several lines. */
export function entrySpan({ keySpan, value }: Entry): Span {
  if (value === undefined || value.alias !== undefined || !isScalar(value.node)) return keySpan;
  return cover(keySpan, nodeSpan(value.node));
}

/** The string at a value, or undefined when it is no string or depends on a variable that is not known. */
export function knownString(yaml: YamlAccess, value: Value | undefined): string | undefined {
  const text = yaml.text(value);
  return text && knownIn(yaml, text);
}

/** The text with its variables put in, or undefined when it depends on one that is not known. */
export function knownIn(yaml: YamlAccess, text: MappedText): string | undefined {
  return isPlain(text) ? text.text : knownText(yaml.expandText(text));
}

/** Texts up to this length need no look at the limits of expansion. */
const shortText = 1024;

/** Whether a text certainly stays as it is when variables are put in. */
export function isPlain({ text }: MappedText): boolean {
  return text.length <= shortText && !text.includes('$');
}

/** Like `isTrue`, but what a variable without a default decides is taken for true. */
export function mayBeTrue(yaml: YamlAccess, value: Value | undefined): boolean {
  return value !== undefined && (isTrue(yaml, value) || knownString(yaml, value) === undefined);
}

/** A boolean as Compose reads it from a YAML boolean or from any of the words that it accepts for one. */
export function isTrue(yaml: YamlAccess, value: Value | undefined): boolean {
  return value !== undefined && /^(?:true|yes|y|on)$/i.test(knownString(yaml, value) ?? '');
}
