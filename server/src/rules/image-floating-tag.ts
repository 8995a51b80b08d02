import { isFloatingTag, unpinnedImages, relatedUses } from './images.ts';
import type { Rule } from './rule.ts';

export const imageFloatingTag: Rule = {
  id: 'image-floating-tag',
  meta: {
    title: 'Image with a tag that moves from release to release',
    checks:
      'The tag has no digit and names a channel, such as `stable`, `edge`, `lts` or `nightly`; or the image is a Docker Official Image and its tag is a bare variant, such as `python:slim` or `postgres:alpine`, which is the newest release in that variant.',
    ignores: [
      'A tag with a digit in it, and any reference with a digest.',
      'Code names where they are the version: `debian:bookworm`, `ubuntu:noble`.',
      'Words that are not known to be channels: only their publisher knows what they promise.',
    ],
    why: 'Such a tag goes to the next major release without notice, just as `latest` does; it only looks like a choice.',
    remedy: 'Add the version to the tag, as in `python:3.13-slim`, then pin it to its digest.',
    category: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    isDefault: true,
    isSettledByPin: true,
    since: '0.1.0',
    references: [
      {
        title: 'Docker Official Images: the tags and what they point to',
        url: 'https://github.com/docker-library/official-images',
      },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM «python:slim»\n' },
      { language: 'dockerfile', text: 'FROM «nginx:stable-alpine»\n' },
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
    ],
  },
  *check(document) {
    for (const image of unpinnedImages(document)) {
      const { occurrence, reference, name } = image;
      if (isFloatingTag(image))
        yield {
          span: occurrence.span,
          message: `The tag \`${reference.tag ?? ''}\` of \`${name}\` moves to each new release. Add the version you tested to the tag, then pin it to its digest.`,
          related: relatedUses(occurrence),
        };
    }
  },
};
