import type { Digest } from '../reference/digest.ts';
import { isSamePlatform } from '../reference/platform-match.ts';
import type { Platform } from '../reference/platform.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';
import {
  noSuchPlatform,
  type ImageDetails,
  type ImagePackage,
  type ImageSource,
} from '../registry/image-source.ts';
import { dayOf } from '../text/day.ts';
import { ok, type Result } from '../text/result.ts';
import { compareImages, sizeOf, type ImageComparison } from './image-comparison.ts';
import { imagePage } from './image-page.ts';
import { summarizeUpdate, userInWords } from './image-sentences.ts';
import { sizeInWords } from '../text/words.ts';

/** What a person sees before a pin is moved. */
export interface UpdateView {
  /** Undefined when the old image is gone, so that there is nothing to compare with. */
  readonly comparison: ImageComparison | undefined;
  /** The two images as pages of plain text. */
  readonly before: string;
  readonly after: string;
  /** What the update changes, in two or three sentences. */
  readonly summary: string;
}

/** One of the two, with the list of its packages if there is one that could be read. */
interface SeenImage {
  readonly details: ImageDetails;
  readonly packages: readonly ImagePackage[] | undefined;
}

type Seen = Result<SeenImage, RegistryError>;
type Look = (digest: Digest, platform: Platform | undefined) => Promise<Seen>;

/**
 * Looks at the image that is pinned and at the one that the pin would move to, at the same time. Where no platform is wanted it
 * is that of the pinned image. An old image that the registry no longer has is said to be gone; every other failure is
 * an error. Without a list of packages they are left out.
 */
export async function lookAtUpdate(
  reference: ImageReference,
  from: Digest,
  to: Digest,
  platform: Platform | undefined,
  registry: Pick<ImageSource, 'details' | 'packages'>,
  signal: AbortSignal,
): Promise<Result<UpdateView, RegistryError>> {
  const look: Look = async (digest, wanted) => {
    const [details, packages] = await Promise.all([
      registry.details(reference, digest, wanted, signal),
      registry.packages(reference, digest, wanted, signal),
    ]);
    if (!details.ok) return details;
    return ok({ details: details.value, packages: packages.ok ? packages.value : undefined });
  };
  const [old, found] = await Promise.all([look(from, platform), look(to, platform)]);
  if (!found.ok) return found;
  if (!old.ok)
    return old.error.code === 'not-found' ? ok(viewWithoutOld(old.error, found.value)) : old;
  const counterpart =
    platform === undefined ? await forSamePlatform(old.value, found.value, look, to) : found.value;
  return ok(viewOf(old.value, counterpart));
}

/** A pin to one platform's image is compared with the image that its index has for this platform, if it has one. */
async function forSamePlatform(
  { details: { platform } }: SeenImage,
  found: SeenImage,
  look: Look,
  to: Digest,
): Promise<SeenImage> {
  const other = found.details.platform;
  if (platform === undefined || other === undefined || isSamePlatform(platform, other))
    return found;
  const again = await look(to, platform);
  return again.ok ? again.value : found;
}

function viewOf(old: SeenImage, found: SeenImage): UpdateView {
  const packages = { before: old.packages, after: found.packages };
  const comparison = compareImages(old.details, found.details, packages);
  return {
    comparison,
    before: imagePage(old.details, old.packages),
    after: imagePage(found.details, found.packages),
    summary: summarizeUpdate(comparison),
  };
}

function viewWithoutOld({ detail }: RegistryError, { details, packages }: SeenImage): UpdateView {
  const gone =
    detail === noSuchPlatform
      ? 'What is pinned now has no image for this platform, so there is nothing to compare with.'
      : 'The registry no longer has the image that is pinned now, so builds that need it fail and there is nothing to compare with.';
  return {
    comparison: undefined,
    before: `${gone}\n`,
    after: imagePage(details, packages),
    summary: `${gone} ${describe(details)}`,
  };
}

function describe(details: ImageDetails): string {
  const { created, user, platform } = details;
  const built = created === undefined ? '' : `was built ${dayOf(created)}, `;
  return `The new one ${built}runs as ${userInWords(user, platform)} and is ${sizeInWords(sizeOf(details))} compressed.`;
}
