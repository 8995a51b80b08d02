import { pinEdit } from '../model/pin-edits.ts';
import { bestOffer, isSamePlatform, parsePlatform } from '../reference/platform-match.ts';
import type { MovedTag } from '../reference/pin-facts.ts';
import type { Platform } from '../reference/platform.ts';
import { checkedPins, platformsInWords, type CheckedPin } from './checked-pins.ts';
import { relatedUses, withoutDigest } from './images.ts';
import { arm64, knowing, sampleIndex, sampleManifest, sampleMove } from './pin-samples.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const imageSinglePlatformPin: DocumentedRule = {
  id: 'image-single-platform-pin',
  meta: {
    title: 'Digest of one platform where the tag serves several',
    checks:
      "The digest is that of one platform's image, while the tag beside it stood for an index of several platforms when the registry was last asked. No registry is asked for this rule: it speaks of what a check of the pins found, at most 14 days ago.",
    ignores: [
      'Images that were never checked, or not in the last 14 days.',
      'A `--platform` of FROM or a `platform` of the service that asks for that platform, or for one that runs its image, as `linux/arm/v7` does that for `linux/arm/v6`.',
      'An index that lists no other platform, as builds with attestations make it.',
    ],
    why: 'The digest decides alone: on a machine of another kind the image for the wrong processor is pulled. It fails to start, or is emulated and slow, and what is built on it is shipped for the wrong platform.',
    remedy:
      'Pin to the digest of the index, from which each machine takes its own image. To want one platform only, say so with `--platform` or `platform`.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Replaces the digest by that of the index that the tag stands for; the tag stays. Where this index lists the pinned image, machines of its platform get just the same image.',
      caution:
        'Machines of other platforms get an image of their own from then on. Where the tag has moved since the pin was made, the fix also updates the image, and its title says so.',
    },
    suppressWhen: 'All machines that build or run this are of that one platform.',
    sampleReason: 'runs on amd64 servers only',
    limitations: [
      'The platform of `--platform=$TARGETPLATFORM` and the like depends on the build and is taken for any.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'OCI image specification: image index',
        url: 'https://github.com/opencontainers/image-spec/blob/main/image-index.md',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «postgres:18@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        fixed:
          'FROM postgres:18@sha256:e03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1d\n',
        note: 'The digest is that of the image for `linux/amd64` alone.',
        context: knowing(sampleManifest, { ...sampleMove, listsPinned: true }),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    platform: linux/arm64\n    image: «postgres:18@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        fixed:
          'services:\n  api:\n    platform: linux/arm64\n    image: postgres:18@sha256:e03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1d\n',
        note: 'As before, and another platform is asked for.',
        context: knowing(sampleManifest, { ...sampleMove, listsPinned: true }),
      },
      {
        language: 'dockerfile',
        text: 'FROM --platform=linux/amd64 postgres:18@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'Just this platform is asked for.',
        context: knowing(sampleManifest, { ...sampleMove, listsPinned: true }),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    platform: linux/arm64/v8\n    image: postgres:18@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        context: knowing({ ...sampleManifest, platform: arm64 }, sampleMove),
      },
      {
        language: 'dockerfile',
        text: 'FROM postgres:18@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'The digest is that of an index.',
        context: knowing(sampleIndex, { kind: 'current' }),
      },
    ],
  },
  *check(document, context) {
    for (const pin of checkedPins(document, context)) {
      const { occurrence, facts } = pin;
      const { pinned, tag } = facts;
      if (pinned.kind !== 'manifest' || tag?.kind !== 'moved') continue;
      const asked = parsePlatform(occurrence.platform ?? '');
      const { platform } = pinned;
      if (!servesOthers(tag, platform) || isWanted(asked, platform)) continue;
      yield {
        span: occurrence.span,
        message: messageFor(pin, tag, platform, asked),
        related: relatedUses(occurrence),
        fixes: fixesFor(pin, tag),
      };
    }
  },
};

/** Whether somebody may get another platform's image by the tag than by the digest. */
function servesOthers({ isIndex, platforms }: MovedTag, own: Platform | undefined): boolean {
  if (!isIndex || platforms.length < 2) return false;
  return own === undefined || platforms.some((platform) => !isSamePlatform(platform, own));
}

/**
 * Whether the image is one that an engine would take for what is asked for. What it does not say of itself is taken
 * for that: configurations often leave the variant out, which the index has.
 */
function isWanted(asked: Platform | undefined, own: Platform | undefined): boolean {
  if (asked === undefined) return false;
  if (own === undefined) return true;
  const isOfKind = asked.os === own.os && asked.architecture === own.architecture;
  if (isOfKind && own.variant === undefined) return true;
  return bestOffer([{ platform: own }], asked) !== undefined;
}

function messageFor(
  { reference }: CheckedPin,
  { platforms }: MovedTag,
  own: Platform | undefined,
  asked: Platform | undefined,
): string {
  const name = `\`${withoutDigest(reference)}\``;
  const only = own === undefined ? 'one platform' : platformsInWords([own]);
  if (asked !== undefined) {
    const hasAsked = platforms.some((platform) => isSamePlatform(platform, asked));
    const way = hasAsked
      ? 'Pin it to the digest of the index, which has that one too.'
      : 'The tag has no image for it either, so choose another image or platform.';
    return `${platformsInWords([asked])} is asked for here, but ${name} is pinned to its image for ${only}, so the wrong one is pulled. ${way}`;
  }
  return `${name} is pinned to its image for ${only} alone, while the tag serves ${platformsInWords(platforms)}: other machines get one that they cannot run, or only emulate. Pin it to the digest of the index.`;
}

function fixesFor({ occurrence, digest }: CheckedPin, tag: MovedTag): readonly Fix[] {
  const { image } = occurrence;
  if (image.kind !== 'reference' || image.site.kind !== 'insert') return [];
  if (image.site.digest === undefined || tag.digest === digest) return [];
  const title = tag.listsPinned
    ? 'Pin to the index with all platforms, which lists this very image'
    : 'Pin to the index with all platforms, which also updates the image';
  return [{ title, isSafe: false, edits: [pinEdit(image.site, tag.digest, true)] }];
}
