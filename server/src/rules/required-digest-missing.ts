import { requiredImages } from './examined-images.ts';
import { relatedUses } from './images.ts';
import type { DocumentedRule } from './rule.ts';

const required = { requirements: [{ images: ['docker.io'], measures: ['digest'] as const }] };

export const requiredDigestMissing: DocumentedRule = {
  id: 'required-digest-missing',
  meta: {
    title: 'Image without the digest that the configuration requires',
    checks:
      'An entry of `require` in the configuration names `digest` and covers an image that is written without one. Patterns are written as in `trustedRegistries`.',
    ignores: [
      'Everything, as long as `require` says nothing of digests.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'A tag can be moved to another image at any time, by its publisher and by whoever takes over the account. The team has decided that what is run is what was looked at.',
    remedy: 'Pin the image to its digest.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: true,
    fix: undefined,
    suppressWhen: "A file that never leaves a developer's machine follows a tag on purpose.",
    sampleReason: 'follows the nightly builds of our own team',
    limitations: [
      'Whether the digest is of the tag beside it is not looked at: that is `image-tag-mismatch`.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: image digests',
        url: 'https://docs.docker.com/dhi/core-concepts/digests/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «node:24»\nCOPY --from=registry.example.com/base:1 /a /a\n',
        context: required,
        note: 'The configuration has `require: [{ images: [docker.io], measures: [digest] }]`.',
      },
      {
        language: 'compose',
        text: 'services:\n  api:\n    image: «node:24»\n  db:\n    image: registry.example.com/db:17\n',
        context: required,
      },
      {
        language: 'dockerfile',
        text: 'FROM node:24@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
        context: required,
      },
      { language: 'dockerfile', text: 'FROM node:24\n', note: 'Nothing is required.' },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference } of requiredImages(document, context, 'digest')) {
      if (reference.digest !== undefined) continue;
      yield {
        span: occurrence.span,
        message: `\`${reference.written}\` has no digest, which the configuration requires: its tag can stand for another image tomorrow. Pin it to its digest.`,
        related: relatedUses(occurrence),
      };
    }
  },
};
