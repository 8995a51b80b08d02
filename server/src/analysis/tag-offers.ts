import { effectiveTag, type ImageReference } from '../reference/reference.ts';
import { officialName, OfficialTags } from '../rules/official-tags.ts';
import { describes } from '../tags/descriptive.ts';
import { isOfSmallestKind, smallerVariants } from '../tags/smaller.ts';

/** Whether it is worth asking for a tag that says more; told from the tag alone. */
export function mayHaveBetterTag(reference: ImageReference): boolean {
  return !describes(effectiveTag(reference));
}

/** Whether it is worth asking for smaller variants; for official images their list knows. */
export function mayHaveSmaller(reference: ImageReference): boolean {
  const tag = effectiveTag(reference);
  const official = new OfficialTags();
  const name = officialName(reference);
  const siblings = name !== undefined && official.isListed(name, tag) ? official.listed(name) : [];
  return siblings.length === 0 ? !isOfSmallestKind(tag) : smallerVariants(tag, siblings).length > 0;
}
