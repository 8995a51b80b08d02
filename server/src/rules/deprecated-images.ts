import { deprecatedImages, type DeprecatedImage } from '../data/deprecated-images.ts';
import {
  canonicalName,
  effectiveTag,
  parseReference,
  type ImageReference,
} from '../reference/reference.ts';
import { matchesGlob } from '../text/glob.ts';
import { withoutDigest } from './images.ts';
import { officialName, type OfficialTags } from './official-tags.ts';

/** The part of a pattern before its first wildcard; the whole of a plain name. */
function plainStart(pattern: string): string {
  return pattern.split(/[*{]/, 1)[0] ?? '';
}

const exactEntries: ReadonlyMap<string, DeprecatedImage> = new Map(
  deprecatedImages.map((entry) => [entry.image, entry]),
);
const patternEntries = deprecatedImages
  .map((entry) => ({ ...entry, start: plainStart(entry.image) }))
  .filter(({ image, start }) => image !== start);

/** What is known to have become of an image; undefined for one that is maintained or not known. */
export function deprecationOf(reference: ImageReference): DeprecatedImage | undefined {
  const name = canonicalName(reference);
  const entry =
    exactEntries.get(name) ??
    patternEntries.find(
      ({ image, start, except }) =>
        name.startsWith(start) && matchesGlob(image, name) && except?.test(name) !== true,
    );
  const isThisTag = entry?.tags === undefined || isAboutTag(entry.tags, reference);
  return isThisTag ? entry : undefined;
}

function isAboutTag(tags: RegExp, reference: ImageReference): boolean {
  // A digest alone tells no version.
  const { tag, digest } = reference;
  return (tag !== undefined || digest === undefined) && tags.test(effectiveTag(reference));
}

/** What became of the image and what to do, in two sentences. */
export function explainDeprecation(reference: ImageReference, entry: DeprecatedImage): string {
  return `\`${withoutDigest(reference)}\` ${entry.fate}. ${adviceFor(entry)}`;
}

function adviceFor({ advice, successor }: DeprecatedImage): string {
  if (advice !== undefined) return advice;
  if (successor === undefined)
    return 'Security holes in it stay open: move to an image that is maintained.';
  return `Use \`${successor.replace(/\/\*\*$/, '')}\`, which takes its place.`;
}

/**
 * The reference to write in the place of a deprecated one; undefined when there is no successor or it is not
 * known which of its tags is meant.
 */
export function successorOf(
  { image, successor, carries }: DeprecatedImage,
  reference: ImageReference,
  officialTags: OfficialTags,
): string | undefined {
  if (successor === undefined) return undefined;
  const { tag, digest } = reference;
  if (digest !== undefined && carries !== 'tag and digest') return undefined;
  const name = withRest(successor, image, reference);
  const parsed = parseReference(name);
  if (!parsed.ok || parsed.value.tag !== undefined) return parsed.ok ? name : undefined;
  if (tag === undefined) return digest === undefined ? name : `${name}@${digest}`;
  if (carries === undefined) return undefined;
  const official = officialName(parsed.value);
  const carried = official === undefined ? tag : officialTags.nearest(official, tag);
  if (carried === undefined) return undefined;
  return digest === undefined ? `${name}:${carried}` : `${name}:${carried}@${digest}`;
}

/** Puts what `**` stood for in the pattern into the successor. */
function withRest(successor: string, pattern: string, reference: ImageReference): string {
  if (!successor.endsWith('**')) return successor;
  const parts = canonicalName(reference).split('/');
  return successor.slice(0, -2) + parts.slice(pattern.split('/').length - 1).join('/');
}
