import { isFloatingTag, relatedUses, unpinnedImages } from './images.ts';
import { OfficialTags } from './official-tags.ts';
import type { DocumentedRule } from './rule.ts';

export const imageNotPinned: DocumentedRule = {
  id: 'image-not-pinned',
  meta: {
    title: 'Image with a version but without a digest',
    checks:
      'An image reference has a tag with a version and no digest, in any of the places that `image-no-tag` looks at.',
    ignores: [
      'Images that `image-no-tag`, `image-latest-tag` or `image-floating-tag` report: the better tag comes first.',
      'The `image` of a Compose service with `build`.',
      'Images that `allowImages` in the configuration names.',
    ],
    why: 'Version tags are rebuilt for base updates and can be overwritten by anyone who may push; only a digest names one exact image. It costs upkeep, so this rule is off until you turn it on; the action that pins is always there.',
    remedy: 'Pin the image to its digest and let a bot or Seaworthy renew the pin.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'hint',
    strictSeverity: 'warning',
    profile: 'strict',
    isSettledByPin: true,
    fix: undefined,
    suppressWhen:
      'You want the rebuilds of this tag, or the registry deletes images that no tag names any more.',
    sampleReason: 'takes security rebuilds without a change here',
    limitations: [
      'Whether a registry forbids that a tag is overwritten cannot be seen; where it does, a tag is as good as a digest.',
    ],
    equivalents: [
      { tool: 'semgrep', id: 'dockerfile-source-not-pinned', isExact: true },
      { tool: 'sonar', id: 'S7023', isExact: true },
      { tool: 'compose-lint', id: 'CL-0019', isExact: true },
    ],
    since: '0.1.0',
    references: [
      { title: 'Docker: image digests', url: 'https://docs.docker.com/dhi/core-concepts/digests/' },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM «python:3.13-slim»\nCOPY --from=«busybox:1.37» / /\n' },
      { language: 'compose', text: 'services:\n  db:\n    image: "«postgres:17.2»"\n' },
      {
        language: 'dockerfile',
        text: 'FROM python:3.13-slim@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python\nFROM node:lts\n',
        note: '`image-no-tag` and `image-floating-tag` say what matters here.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app:1.4\n  job:\n    image: registry.example.com/job:2\n',
        context: { allowImages: ['registry.example.com'] },
        note: 'The configuration has `allowImages: [registry.example.com]`.',
      },
    ],
  },
  *check(document, context) {
    const official = new OfficialTags();
    for (const image of unpinnedImages(document, context)) {
      const { occurrence, reference, name } = image;
      const { tag } = reference;
      if (tag !== undefined && tag !== 'latest' && !isFloatingTag(image, official))
        yield {
          span: occurrence.span,
          message: `\`${name}\` can be pushed again with other content. Pin it to its digest to get the image you tested.`,
          related: relatedUses(occurrence),
        };
    }
  },
};
