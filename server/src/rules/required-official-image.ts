import { canonicalName } from '../reference/reference.ts';
import { requiredImages } from './examined-images.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';
import { isOfficial } from './trusted-publishers.ts';

const required = { requirements: [{ images: ['docker.io'], measures: ['official'] as const }] };

export const requiredOfficialImage: DocumentedRule = {
  id: 'required-official-image',
  meta: {
    title: 'Image that is not one of the official images that the configuration requires',
    checks:
      'An entry of `require` in the configuration names `official` and covers an image that is not a Docker Official Image. Those are `docker.io/library/…`, however they are written.',
    ignores: [
      'Everything, as long as `require` says nothing of official images.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'Official images are reviewed by people whom Docker has chosen, rebuilt when their bases change, and documented. The team has decided that such images come from nowhere else.',
    remedy:
      'Use the official image. Where there is none, write a narrower pattern or an override with its reason.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'There is no official image for the purpose, and a person has looked at this one.',
    sampleReason: 'no official image has the driver',
    limitations: [
      'An official image that was given up still counts as one: that is `image-deprecated`.',
      'Copies of official images on other registries do not count.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: official images',
        url: 'https://docs.docker.com/docker-hub/image-library/trusted-content/#docker-official-images',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «anyone/python:3.14»\nFROM python:3.14\n',
        context: required,
        note: 'The configuration has `require: [{ images: [docker.io], measures: [official] }]`.',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: «anyone/postgres:17»\n  app:\n    image: registry.example.com/app:1\n',
        context: required,
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: docker.io/library/postgres:17\n',
        context: required,
      },
      { language: 'dockerfile', text: 'FROM anyone/python:3.14\n', note: 'Nothing is required.' },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference } of requiredImages(document, context, 'official')) {
      if (isOfficial(reference)) continue;
      yield {
        span: occurrence.span,
        message: `\`${withoutDigest(reference)}\` is not a Docker Official Image, which the configuration requires here. Use an official image, or leave \`${canonicalName(reference)}\` out of the pattern and say why.`,
        related: relatedUses(occurrence),
      };
    }
  },
};
