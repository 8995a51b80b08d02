import { relatedUses, unpinnedImages } from './images.ts';
import { officialTagFix, officialTagFixNote } from './official-tag-fix.ts';
import { OfficialTags } from './official-tags.ts';
import type { DocumentedRule } from './rule.ts';

export const imageLatestTag: DocumentedRule = {
  id: 'image-latest-tag',
  meta: {
    title: 'Image with the tag `latest`',
    checks:
      'An image reference has the tag `latest` and no digest, in any of the places that `image-no-tag` looks at.',
    ignores: [
      'A reference with a digest: the digest decides, whatever the tag says.',
      'The `image` of a Compose service with `build`, and of others with the same `image` or with `pull_policy: never`: it names what a build makes.',
      'A tag that depends on a variable without a default.',
      'Images that `allowImages` in the configuration names.',
    ],
    why: '`latest` is an ordinary tag that most publishers move with each release, and some never. What you get changes without a change in your repository, and what ran yesterday cannot be told from the file.',
    remedy: 'Write the version that you tested, then pin it to its digest.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: true,
    fix: officialTagFixNote,
    suppressWhen:
      'The image is your own and is rebuilt and tested with what is built on it. For all images of a registry, list them under `allowImages` instead.',
    sampleReason: 'our own base image, rebuilt and tested every night',
    limitations: [
      'A tag in `.env` or in a build argument that is given on the command line is not seen.',
      'The exact tag is offered only where the reference stands whole in one text, and only for Docker Official Images.',
    ],
    equivalents: [
      { tool: 'hadolint', id: 'DL3007', isExact: true },
      { tool: 'trivy', id: 'DS-0001', isExact: true },
      { tool: 'checkov', id: 'CKV_DOCKER_7', isExact: true },
      { tool: 'kics', id: 'f45ea400', isExact: true },
      { tool: 'semgrep', id: 'avoid-latest-version', isExact: true },
      { tool: 'sonar', id: 'S6596', isExact: false },
      { tool: 'dclint', id: 'service-image-require-explicit-tag', isExact: false },
      { tool: 'compose-lint', id: 'CL-0004', isExact: false },
      { tool: 'dockle', id: 'DKL-DI-0006', isExact: true },
    ],
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
        language: 'dockerfile',
        text: '# syntax=«docker/dockerfile:latest»\nFROM alpine:3.22\nRUN --mount=type=bind,from=«busybox:latest»,target=/mnt true\n',
      },
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
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/base:latest\n',
        context: { allowImages: ['team/*'] },
        note: 'The configuration has `allowImages: [team/*]`.',
      },
    ],
  },
  *check(document, context) {
    const official = new OfficialTags();
    for (const image of unpinnedImages(document, context)) {
      const { occurrence, reference, name } = image;
      if (reference.tag === 'latest')
        yield {
          span: occurrence.span,
          message: `\`${name}\` is whatever was pushed last and can change under you at any time. Write the version you tested, then pin it to its digest.`,
          related: relatedUses(occurrence),
          fixes: officialTagFix(document, image, official),
        };
    }
  },
};
