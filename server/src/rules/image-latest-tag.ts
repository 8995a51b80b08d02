import { unpinnedImages, relatedUses } from './images.ts';
import type { Rule } from './rule.ts';

export const imageLatestTag: Rule = {
  id: 'image-latest-tag',
  meta: {
    title: 'Image with the tag `latest`',
    checks: 'An image reference has the tag `latest` and no digest.',
    ignores: [
      'A reference with a digest: the digest decides, whatever the tag says.',
      'The `image` of a Compose service with `build`, and of others with the same `image` or with `pull_policy: never`: it names what a build makes.',
      'A tag that depends on a variable without a default.',
    ],
    why: '`latest` is an ordinary tag that most publishers move with each release, and some never. What you get changes without a change in your repository, and what ran yesterday cannot be told from the file.',
    remedy: 'Write the version that you tested, then pin it to its digest.',
    category: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    isDefault: true,
    isSettledByPin: true,
    since: '0.1.0',
    references: [
      {
        title: 'Building best practices: pin base image versions',
        url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM --platform=linux/amd64 «python:latest» AS app\n' },
      { language: 'dockerfile', text: 'ARG TAG=latest\nFROM «node:${TAG}»\n' },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: ${DB_IMAGE:-«postgres:latest»}\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:latest@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app:latest\n',
      },
      { language: 'dockerfile', text: 'FROM python:3.13-latest-fixes\n' },
    ],
  },
  *check(document) {
    for (const { occurrence, reference, name } of unpinnedImages(document))
      if (reference.tag === 'latest')
        yield {
          span: occurrence.span,
          message: `\`${name}\` is whatever was pushed last and can change under you at any time. Write the version you tested, then pin it to its digest.`,
          related: relatedUses(occurrence),
        };
  },
};
