import type { DocumentModel } from '../model/document-model.ts';
import { effectiveTag } from '../reference/reference.ts';
import type { JudgedImage } from './images.ts';
import { officialName, officialTagsDate, type OfficialTags } from './official-tags.ts';
import { renameImage } from './rename-image.ts';
import type { Fix, FixNote } from './rule.ts';

/** What the fix is, for the pages of the rules that offer it. */
export const officialTagFixNote: FixNote = {
  safety: 'unsafe',
  what: 'For Docker Official Images, writes the exact tag of the build that the tag, or `latest`, stood for on the day of the list that Seaworthy carries; no request is made. The action that pins goes further and adds the digest.',
  caution:
    'The list has a date: newer releases may be out, and the tag may name an older one than you run now. For images that are built for several platforms, the build for Linux is meant.',
};

/** Offers the exact tag that an official image without a version stood for; none for other images. */
export function officialTagFix(
  document: DocumentModel,
  image: JudgedImage,
  official: OfficialTags,
): readonly Fix[] {
  const { occurrence, reference, isRegistryKnown } = image;
  const name = isRegistryKnown ? officialName(reference) : undefined;
  const tag = name === undefined ? undefined : official.exact(name, effectiveTag(reference));
  if (tag === undefined) return [];
  const { start, end } = reference.spans.name;
  const exact = `${reference.written.slice(start, end)}:${tag}`;
  const edits = renameImage(document, occurrence, exact);
  const title = `Use \`${exact}\`, which \`${reference.written}\` meant on ${officialTagsDate}`;
  return edits.length === 0 ? [] : [{ title, isSafe: false, edits }];
}
