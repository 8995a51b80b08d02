import { shortDigest } from '../reference/digest.ts';
import { checkedPins } from './checked-pins.ts';
import { conflictingVersion } from './image-versions.ts';
import { relatedUses, withoutDigest } from './images.ts';
import { knowing, sampleIndex, sampleMove } from './pin-samples.ts';
import type { DocumentedRule } from './rule.ts';

export const imageTagMismatch: DocumentedRule = {
  id: 'image-tag-mismatch',
  meta: {
    title: 'Digest of another version than the tag beside it',
    checks:
      'The annotation `org.opencontainers.image.version` of the pinned image is another version than the tag, as far as the tag writes one, while the image that the tag stands for now has the version of the tag: so it is known that the publisher means the tag by it. No registry is asked for this rule: it speaks of what a check of the pins found, at most 14 days ago.',
    ignores: [
      'Images that were never checked, or not in the last 14 days.',
      'Images without that annotation, and publishers who do not write into it what they write into tags.',
      'Labels: an image inherits those of the image that it is built on.',
      'A tag that still stands for the digest, and one without digits at its beginning.',
      'A version that only says more than the tag: `3.14.1` with `3.14`.',
    ],
    why: 'Only the digest decides what is pulled, so readers, reviewers and programs that go by the tag are deceived: they take the image for a version that it is not. It happens when a tag is raised by hand and the digest is left.',
    remedy: 'Pin the tag anew, or write the tag that the digest belongs to.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The publisher has numbered the image wrongly.',
    sampleReason: 'the annotation of this build is wrong',
    limitations: [
      'Most images have no such annotation; of those nothing is said.',
      'Only the numbers at the beginning of the tag are compared, not variants such as `alpine`.',
      'Some builders hand the annotations of the base image down, as Buildah does unless it is told otherwise: an image that it built may tell the version of its base.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'OCI image specification: annotations',
        url: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «python:3.14@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The pinned image says that it is 3.12.8, that of the tag that it is 3.14.2.',
        context: knowing({ ...sampleIndex, version: '3.12.8-bookworm' }, sampleMove),
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: «python:3.14.2-trixie@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        note: 'The pinned image says that it is 3.14.1.',
        context: knowing(sampleIndex, sampleMove),
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.14@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'It is 3.14.1, where the tag now means 3.14.2.',
        context: knowing(sampleIndex, sampleMove),
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    image: registry.example.com/web:12@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        note: 'Neither image has the version of the tag: their publisher numbers in another way.',
        context: knowing(sampleIndex, sampleMove),
      },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference, digest, facts } of checkedPins(document, context)) {
      const version = conflictingVersion(reference, facts);
      if (version === undefined) continue;
      yield {
        span: occurrence.span,
        message: `\`${withoutDigest(reference)}\` is pinned to \`${shortDigest(digest)}\`, which is version ${version} by its own annotation. The digest alone decides, so readers of the tag are deceived. Pin the tag anew, or write the tag of that version.`,
        related: relatedUses(occurrence),
      };
    }
  },
};
