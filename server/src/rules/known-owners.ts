import { knownOwners, type KnownOwner } from '../data/known-owners.ts';
import { canonicalName, type ImageReference } from '../reference/reference.ts';
import { matchesGlob } from '../text/glob.ts';

/** The one organisation that publishes where the image is, by our own dated table; undefined where anybody may, or nobody knows. */
export function knownOwnerOf(reference: ImageReference): KnownOwner | undefined {
  const image = canonicalName(reference).toLowerCase();
  return knownOwners.find(
    (entry) =>
      matchesGlob(entry.image, image) &&
      (entry.except === undefined || !matchesGlob(entry.except, image)),
  );
}
