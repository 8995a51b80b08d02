import { relatedUses, unpinnedImages } from './images.ts';
import { officialTagFix, officialTagFixNote } from './official-tag-fix.ts';
import { OfficialTags } from './official-tags.ts';
import type { DocumentedRule } from './rule.ts';

export const imageNoTag: DocumentedRule = {
  id: 'image-no-tag',
  meta: {
    title: 'Image without a tag',
    checks:
      'An image reference has neither a tag nor a digest, so Docker takes the tag `latest`. Looked at are FROM, `COPY --from`, `ADD --from`, `RUN --mount=from`, `# syntax=` and the ARG defaults that FROM uses; in Compose files `image`, `docker-image://` contexts, image volumes and inline Dockerfiles.',
    ignores: [
      '`scratch` and the names or numbers of stages.',
      'A name that depends on a variable without a default. A name behind a variable registry, as in `${REGISTRY}/ubuntu`, is reported: whatever the registry, it has no tag.',
      'The `image` of a Compose service with `build`, and of others with the same `image` or with `pull_policy: never`: it names what a build makes.',
      'Images that `allowImages` in the configuration names.',
    ],
    why: 'Without a tag the newest push wins: two builds of the same commit can start from different images, and a major release or a hijacked account reaches you with the next pull.',
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
      'A reference in `.env` or in a build argument that is given on the command line is not seen.',
      'The exact tag is offered only where the reference stands whole in one text, and only for Docker Official Images.',
    ],
    equivalents: [
      { tool: 'hadolint', id: 'DL3006', isExact: true },
      { tool: 'trivy', id: 'DS-0001', isExact: true },
      { tool: 'checkov', id: 'CKV_DOCKER_7', isExact: true },
      { tool: 'kics', id: '9efb0b2d', isExact: true },
      { tool: 'semgrep', id: 'missing-image-version', isExact: true },
      { tool: 'sonar', id: 'S6596', isExact: false },
      { tool: 'dclint', id: 'service-image-require-explicit-tag', isExact: false },
      { tool: 'compose-lint', id: 'CL-0004', isExact: false },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'Dockerfile reference: FROM',
        url: 'https://docs.docker.com/reference/dockerfile/#from',
      },
      {
        title: 'Building best practices: pin base image versions',
        url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
      },
    ],
    examples: [
      { language: 'dockerfile', text: 'FROM «redis»\n' },
      {
        language: 'dockerfile',
        text: 'ARG BASE=«localhost:5000/team/app»\nFROM ${BASE}\n',
        note: 'A port is no tag, and the text to change is the default of the ARG.',
      },
      {
        language: 'dockerfile',
        text: 'FROM «${REGISTRY}/ubuntu»\nCOPY --from=«nginx» /etc/nginx /etc/nginx\n',
      },
      { language: 'compose', text: 'services:\n  cache:\n    image: «redis»\n' },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        base: docker-image://«alpine»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /app\n',
      },
      { language: 'dockerfile', text: 'ARG TARGET\nFROM base-${TARGET}\n' },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app\n',
        note: 'With `build`, `image` names the result.',
      },
      {
        language: 'compose',
        text: 'services:\n  web:\n    build: .\n    image: team-app\n  worker:\n    image: team-app\n    command: work\n',
        note: 'Another service runs what the first one builds.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      dockerfile_inline: |\n        FROM base\n      additional_contexts:\n        base: docker-image://alpine:3.22\n',
        note: 'The name is that of a build context.',
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base/node\n',
        context: { allowImages: ['registry.example.com/base/**'] },
        note: 'The configuration has `allowImages: [registry.example.com/base/**]`.',
      },
    ],
  },
  *check(document, context) {
    const official = new OfficialTags();
    for (const image of unpinnedImages(document, context)) {
      const { occurrence, reference, name } = image;
      if (reference.tag === undefined)
        yield {
          span: occurrence.span,
          message: `\`${name}\` has no tag, so every pull takes whatever was pushed last. Write the version you tested, then pin it to its digest.`,
          related: relatedUses(occurrence),
          fixes: officialTagFix(document, image, official),
        };
    }
  },
};
