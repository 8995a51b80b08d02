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
  /** Worked out only for what turns out to grant something. */
  readonly site: () => GrantSite;
}

/** The items of a list whose text is known. */
export function listed(yaml: YamlDocument, list: Section): readonly Listed[] {
  return list.items.flatMap((item) => {
    const text = knownString(yaml, item);
    return text === undefined ? [] : [{ text, site: () => itemSite(list, item) }];
  });
}
