import { shortDigest } from '../reference/digest.ts';
import { isSamePlatform, parsePlatform } from '../reference/platform-match.ts';
import type { PinnedImage } from '../reference/pin-facts.ts';
import { checkedPins, platformsInWords, type CheckedPin } from './checked-pins.ts';
import { relatedUses, withoutDigest } from './images.ts';
import { amd64, arm64, knowing, sampleIndex, sampleMove } from './pin-samples.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';

export const imageDigestMissing: DocumentedRule = {
  id: 'image-digest-missing',
  meta: {
    title: 'Pinned image that the registry no longer has',
    checks:
      'The registry answered, when it was last asked, that it does not have the manifest with the pinned digest, or not the manifests of platforms that the pinned index names. With a `--platform` or `platform`, only that platform counts. No registry is asked for this rule: it speaks of what a check of the pins found, at most 14 days ago. That not all platforms are there is a warning where none is asked for.',
    ignores: [
      'Images that were never checked, or not in the last 14 days.',
      'A repository that the registry shows nothing of: it may only want to know who asks.',
      'A missing platform when another one is asked for.',
      'A tag that is gone while the digest is there.',
    ],
    why: 'Registries delete manifests that no tag names any more. The next machine without the image in its cache cannot pull it, and the build or the deployment fails there.',
    remedy:
      'Update the pin to what the tag stands for now. To keep an image for good, copy it to a registry that you run, with all platforms.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'A mirror that you pull from still has the image, and the registry was asked itself.',
    sampleReason: 'our mirror keeps this build',
    limitations: [
      'A cache that pulls through on demand may say that it does not have what nobody has pulled yet.',
      'Layers are not looked for, only manifests.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'OCI distribution specification: checking if content exists',
        url: 'https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «nginx:1.29@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The registry no longer has the manifest.',
        context: knowing({ kind: 'missing' }, sampleMove),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: «nginx:1.29@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The index is there, its image for `linux/arm64` is not: a warning.',
        context: knowing({ ...sampleIndex, missing: [arm64] }, sampleMove),
      },
      {
        language: 'dockerfile',
        text: 'FROM --platform=linux/arm64 «nginx:1.29@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'As before, and this platform is asked for: an error.',
        context: knowing({ ...sampleIndex, missing: [arm64] }, sampleMove),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    platform: linux/arm64\n    image: nginx:1.29@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'Only the image for `linux/amd64` is gone.',
        context: knowing({ ...sampleIndex, missing: [amd64] }, sampleMove),
      },
      {
        language: 'dockerfile',
        text: 'FROM nginx:1.29@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'The tag is gone, the digest is there.',
        context: knowing(sampleIndex, { kind: 'missing' }),
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'Nothing is known of it.',
      },
    ],
  },
  *check(document, context) {
    for (const pin of checkedPins(document, context)) {
      const { pinned } = pin.facts;
      const problem =
        pinned.kind === 'missing'
          ? { message: wholeIsMissing(pin) }
          : pinned.kind === 'index'
            ? partIsMissing(pin, pinned)
            : undefined;
      const { occurrence } = pin;
      if (problem !== undefined)
        yield { span: occurrence.span, related: relatedUses(occurrence), ...problem };
    }
  },
};

function wholeIsMissing({ reference, digest, facts }: CheckedPin): string {
  const isTagGone = facts.tag?.kind === 'missing';
  const way = isTagGone
    ? 'Its tag is gone as well, so choose another one and pin that'
    : 'Update the pin';
  return `\`${withoutDigest(reference)}\` is pinned to \`${shortDigest(digest)}\`, which the registry no longer has, so it cannot be pulled. ${way}, or copy the image to a registry of your own from where it is still cached.`;
}

/** Of the platforms, the one that is asked for decides; where none is known to be, all of them do. */
function partIsMissing(
  { reference, digest, occurrence }: CheckedPin,
  { platforms, missing }: Extract<PinnedImage, { kind: 'index' }>,
): Pick<RuleFinding, 'message' | 'severity'> | undefined {
  const asked = parsePlatform(occurrence.platform ?? '');
  const counting =
    asked === undefined ? missing : missing.filter((platform) => isSamePlatform(platform, asked));
  if (counting.length === 0) return undefined;
  const isAll = asked !== undefined || missing.length >= platforms.length;
  const message = `\`${withoutDigest(reference)}\` is pinned to \`${shortDigest(digest)}\`, of which the registry does not have the image for ${platformsInWords(counting)}, so it cannot be pulled there. Update the pin, or copy the image with all platforms to a registry of your own.`;
  return { message, ...(!isAll && { severity: 'warning' }) };
}
