import type { DescriptiveTag } from './descriptive-tag.ts';
import type { SmallerImages, SizedTag } from './smaller-images.ts';
import { sizeInWords } from '../text/words.ts';

/** Why a tag stays as it is though a better name was looked for. */
export function explainNoTag(
  name: string,
  found: Exclude<DescriptiveTag, { kind: 'found' }>,
): string {
  if (found.kind === 'already')
    return `\`${name}\` stays: no other tag says more exactly which release it is.`;
  const rest = found.isPartial ? ' Not all of its tags could be looked at.' : '';
  return `\`${name}\` stays: none of the likely tags stands for the same image now.${rest}`;
}

/** What there is to say where a person looked for smaller images and there are none. */
export function explainNoSmaller(name: string, { isPartial }: SmallerImages): string {
  const rest = isPartial ? ' Not all of its tags could be looked at.' : '';
  return `No smaller variant of \`${name}\` of the same version is known.${rest}`;
}

/** What a smaller image weighs beside the one that is used, compressed as it is pulled. */
export function describeSize({ size }: SizedTag, current: number | undefined): string {
  if (size === undefined) return 'size not told';
  if (current === undefined) return `${sizeInWords(size)} compressed`;
  const share = Math.round((100 * size) / current);
  return `${sizeInWords(size)} compressed, ${share < 1 ? 'less than 1' : share} % of ${sizeInWords(current)}`;
}

/** What to know before one takes a smaller image. */
export const smallerCaution =
  'Smaller variants leave programs and libraries out, and Alpine has another C library: build and test with the one that you take.';
