import { isFloatingTag, relatedUses, unpinnedImages } from './images.ts';
import { officialTagFix, officialTagFixNote } from './official-tag-fix.ts';
import { OfficialTags } from './official-tags.ts';
import type { DocumentedRule } from './rule.ts';

export const imageFloatingTag: DocumentedRule = {
  id: 'image-floating-tag',
  meta: {
    title: 'Image with a tag that moves from release to release',
    checks:
      'The tag has no digit and names a channel, such as `stable`, `edge`, `lts` or `nightly`; or the image is a Docker Official Image and its tag is a bare variant, such as `python:slim` or `neo4j:enterprise`, which is the newest release in that variant. Which tags these images have is known from the list that defines them.',
    ignores: [
      'A tag with a digit in it, and any reference with a digest.',
      'Code names where they are the version: `debian:bookworm`, `ubuntu:noble`, `node:krypton`, `ros:jazzy`.',
      'For images of others, words that are not known to be channels: only their publisher knows what they promise.',
      'Images that `allowImages` in the configuration names.',
    ],
    why: 'Such a tag goes to the next major release without notice, just as `latest` does; it only looks like a choice.',
    remedy: 'Add the version to the tag, as in `python:3.13-slim`, then pin it to its digest.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: true,
    fix: officialTagFixNote,
    suppressWhen:
      'You follow the channel on purpose, as a test against the next release does, or its publisher promises what you need.',
    sampleReason: 'tests against the next release on purpose',
    limitations: [
      'A tag that holds only the version of a variant, as `python:alpine3.22` does, moves too and is not reported.',
    ],
    equivalents: [
      { tool: 'dclint', id: 'service-image-require-explicit-tag', isExact: false },
      { tool: 'compose-lint', id: 'CL-0004', isExact: false },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'Docker Official Images: the tags and what they point to',
        url: 'https://github.com/docker-library/official-images',
      },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM «python:slim»\n' },
      {
        language: 'dockerfile',
        text: 'FROM «nginx:stable-alpine»\nCOPY --from=«composer:lts» / /\n',
      },
      { language: 'compose', text: 'services:\n  db:\n    image: «neo4j:enterprise»\n' },
      {
        language: 'compose',
        text: 'services:\n  proxy:\n    image: «ghcr.io/example/proxy:edge»\n',
      },
      { language: 'dockerfile', text: 'FROM debian:bookworm-slim\n' },
      {
        language: 'dockerfile',
        text: 'FROM node:lts-krypton\n',
        note: 'Krypton is the code name of one major version.',
      },
      {
        language: 'compose',
        text: 'services:\n  proxy:\n    image: ghcr.io/example/proxy:customer\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:slim@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
    ],
  },
  *check(document, context) {
    const official = new OfficialTags();
    for (const image of unpinnedImages(document, context)) {
      const { occurrence, reference, name } = image;
      if (isFloatingTag(image, official))
        yield {
          span: occurrence.span,
          message: `The tag \`${reference.tag ?? ''}\` of \`${name}\` moves to each new release. Add the version you tested to the tag, then pin it to its digest.`,
          related: relatedUses(occurrence),
          fixes: officialTagFix(document, image, official),
        };
    }
  },
};
