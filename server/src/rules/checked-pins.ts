import type { Digest } from '../reference/digest.ts';
import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import type { PinFacts } from '../reference/pin-facts.ts';
import { platformName, type Platform } from '../reference/platform.ts';
import type { ImageReference } from '../reference/reference.ts';
import { counted, listed } from '../text/words.ts';
import type { RuleContext } from './rule.ts';

/** An image with a digest of which something is known. */
export interface CheckedPin {
  readonly occurrence: ImageOccurrence;
  readonly reference: ImageReference;
  readonly digest: Digest;
  readonly facts: PinFacts;
}

/** The images of a document whose digests were looked into not too long ago. */
export function* checkedPins(
  document: DocumentModel,
  { pinFacts }: RuleContext,
): Generator<CheckedPin> {
  for (const occurrence of document.images) {
    const { image } = occurrence;
    if (image.kind !== 'reference') continue;
    const { reference } = image;
    const facts = reference.digest && pinFacts(reference);
    if (reference.digest !== undefined && facts !== undefined)
      yield { occurrence, reference, digest: reference.digest, facts };
  }
}

const namedPlatforms = 4;

/** The platforms in words, a stranger's only as far as they look like platforms: `linux/amd64 and linux/arm64`. */
export function platformsInWords(platforms: readonly Platform[]): string {
  const names = [...new Set(platforms.map(platformName))].filter((name) =>
    /^[\w.-]+\/[\w./-]+$/.test(name),
  );
  const shown = names.slice(0, namedPlatforms).map((name) => `\`${name}\``);
  const rest = platforms.length - shown.length;
  if (shown.length === 0) return counted(rest, 'platform');
  return listed(rest === 0 ? shown : [...shown, counted(rest, 'other')]);
}
