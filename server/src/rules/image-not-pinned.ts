import { isFloatingTag, unpinnedImages, relatedUses } from './images.ts';
import type { Rule } from './rule.ts';

export const imageNotPinned: Rule = {
  id: 'image-not-pinned',
  meta: {
    title: 'Image with a version but without a digest',
    checks: 'An image reference has a tag with a version and no digest.',
    ignores: [
      'Images that `image-no-tag`, `image-latest-tag` or `image-floating-tag` report: the better tag comes first.',
      'The `image` of a Compose service with `build`.',
    ],
    why: 'Version tags are rebuilt for base updates and can be overwritten by anyone who may push; only a digest names one exact image. It costs upkeep, so this rule is off until you turn it on; the action that pins is always there.',
    remedy: 'Pin the image to its digest and let a bot or Seaworthy renew the pin.',
    category: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'hint',
    isDefault: false,
    isSettledByPin: true,
    since: '0.1.0',
    references: [
      { title: 'Docker: image digests', url: 'https://docs.docker.com/dhi/core-concepts/digests/' },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM «python:3.13-slim»\n' },
      { language: 'compose', text: 'services:\n  db:\n    image: "«postgres:17.2»"\n' },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python\n',
        note: '`image-no-tag` says what matters here.',
      },
    ],
  },
  *check(document) {
    for (const image of unpinnedImages(document)) {
      const { occurrence, reference, name } = image;
      const { tag } = reference;
      if (tag !== undefined && tag !== 'latest' && !isFloatingTag(image))
        yield {
          span: occurrence.span,
          message: `\`${name}\` can be pushed again with other content. Pin it to its digest to get the image you tested.`,
          related: relatedUses(occurrence),
        };
    }
  },
};
