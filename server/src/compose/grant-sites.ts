import type { GrantSite } from '../model/grants.ts';
import { entryRemoval, itemRemoval } from './removal.ts';
import type { Section } from './section.ts';
import {
  entrySpan,
  knownString,
  valueSpan,
  type Entry,
  type Value,
  type YamlDocument,
} from './yaml.ts';

/** Where a field grants something, and how to be rid of it. */
export function fieldSite(section: Section, entry: Entry): GrantSite {
  return { span: entrySpan(entry), removal: entryRemoval(section, entry) };
}

/** Where an item of a list grants something, and how to be rid of it. */
export function itemSite(list: Section, item: Value): GrantSite {
  return { span: itemSpan(item), removal: itemRemoval(list, item) };
}

/** What a person takes for the item: the alias, when one stands in its place. */
export function itemSpan(item: Value): GrantSite['span'] {
  return item.alias ?? valueSpan(item);
}

export interface Listed {
  readonly text: string;
  readonly item: Value;
}

/** The items of a list whose text is known. */
export function listed(yaml: YamlDocument, { items }: Section): readonly Listed[] {
  const found: Listed[] = [];
  for (const item of items) {
    const text = knownString(yaml, item);
    if (text !== undefined) found.push({ text, item });
  }
  return found;
}
