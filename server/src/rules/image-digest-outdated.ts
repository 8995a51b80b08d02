import { shortDigest } from '../reference/digest.ts';
import type { MovedTag } from '../reference/pin-facts.ts';
import { aDay, dayOf } from '../text/day.ts';
import { counted } from '../text/words.ts';
import { checkedPins, type CheckedPin } from './checked-pins.ts';
import { conflictingVersion } from './image-versions.ts';
import { relatedUses, withoutDigest } from './images.ts';
import { knowing, sampleIndex, sampleManifest, sampleMove } from './pin-samples.ts';
import type { DocumentedRule } from './rule.ts';

export const imageDigestOutdated: DocumentedRule = {
  id: 'image-digest-outdated',
  meta: {
    title: 'Pinned image that its tag no longer stands for',
    checks:
      'The tag beside a digest stood for another image when the registry was last asked. The finding says since when that is known, and how many days lie between the builds of the two images where both tell when they were built. No registry is asked for this rule: it speaks of what a check of the pins found, at most 14 days ago.',
    ignores: [
      'Images that were never checked, or not in the last 14 days.',
      'A new digest that gives the same image on every platform, as when only attestations were made anew.',
      'The digest of one platform in the index that the tag stands for: that is `image-single-platform-pin`.',
      'A tag that is gone, and a digest without a tag.',
      'A digest of another version than the tag: that is `image-tag-mismatch`.',
    ],
    why: 'A pin keeps what was tested, and with it every hole that was closed since. A reader sees the tag and takes the image for a fresh one, but the digest alone decides what is pulled.',
    remedy:
      'Look at what changes and update the pin, at the pace at which you want to take changes in.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'You stay on this build on purpose, or a bot renews the pins on a schedule.',
    sampleReason: 'held back until the driver is fixed',
    limitations: [
      'When the tag moved is known only as well as it was watched: the day is the one on which that was first seen.',
      'Whether the newer image closes any hole is not looked at.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      { title: 'Docker: image digests', url: 'https://docs.docker.com/dhi/core-concepts/digests/' },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The tag stands for an image that was built twelve days later.',
        context: knowing(sampleIndex, sampleMove),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: «node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The images do not say when they were built.',
        context: knowing(
          { ...sampleIndex, created: undefined },
          { ...sampleMove, created: undefined },
        ),
      },
      {
        language: 'dockerfile',
        text: 'FROM node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'The tag still stands for it.',
        context: knowing(sampleIndex, { kind: 'current' }),
      },
      {
        language: 'dockerfile',
        text: 'FROM node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'Only the attestations are new.',
        context: knowing(sampleIndex, { ...sampleMove, isSameContent: true }),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: "It is one platform's image in the index that the tag stands for.",
        context: knowing(sampleManifest, { ...sampleMove, listsPinned: true }),
      },
    ],
  },
  *check(document, context) {
    for (const pin of checkedPins(document, context)) {
      const { occurrence, reference, facts } = pin;
      const { pinned, tag } = facts;
      if (tag?.kind !== 'moved' || tag.isSameContent || tag.listsPinned) continue;
      if (pinned.kind === 'missing' || conflictingVersion(reference, facts) !== undefined) continue;
      yield {
        span: occurrence.span,
        message: `Since ${dayOf(tag.seenAt)} at the latest, the tag of \`${withoutDigest(reference)}\` has stood for another image${buildOf(pin, tag)}. ${adviceFor(pin, tag)}`,
        related: relatedUses(occurrence),
      };
    }
  },
};

/** A tag that was set back has nothing newer. */
function adviceFor({ facts: { pinned } }: CheckedPin, { created }: MovedTag): string {
  const own = pinned.kind === 'missing' ? undefined : pinned.created;
  return own !== undefined && created !== undefined && created < own
    ? 'The pinned one is newer: find out why the tag was set back before you update the pin.'
    : 'What was repaired since is not in the pinned one: look at what changes, then update the pin.';
}

/** Which image it is, and how long after the pinned one it was built. */
function buildOf({ facts }: CheckedPin, { digest, created }: MovedTag): string {
  const short = `\`${shortDigest(digest)}\``;
  if (created === undefined) return `, ${short}`;
  const { pinned } = facts;
  const before = pinned.kind === 'missing' ? undefined : pinned.created;
  return `, ${short}, built on ${dayOf(created)}${distance(before, created)}`;
}

function distance(before: number | undefined, after: number): string {
  if (before === undefined) return '';
  const days = Math.round((after - before) / aDay);
  if (days === 0) return '';
  return `, ${counted(Math.abs(days), 'day')} ${days > 0 ? 'after' : 'before'} yours`;
}
