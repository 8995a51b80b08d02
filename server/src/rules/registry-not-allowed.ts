import { canonicalName, dockerHub, type ImageReference } from '../reference/reference.ts';
import { isCovered } from './image-patterns.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';

export const registryNotAllowed: DocumentedRule = {
  id: 'registry-not-allowed',
  meta: {
    title: 'Image from a registry that is not among the trusted ones',
    checks:
      'The configuration lists `trustedRegistries`, and an image comes from elsewhere. Looked at is every place where a build or a service takes an image from: FROM, `COPY --from`, `ADD --from`, `RUN --mount=from`, `# syntax=`; in Compose files `image`, `docker-image://` contexts, image volumes and inline Dockerfiles. A pattern is written as an image is, and Docker Hub counts as `docker.io`, its official images as `docker.io/library`. `*` stands for one part of a name and `**` for any number; a registry alone, or `docker.io/library`, covers all that is in it.',
    ignores: [
      'Everything, as long as `trustedRegistries` is empty.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'What a registry sends is run: who controls it, or can push to it, decides what your build and your services do. A list of trusted ones also stops a name that was typed without its registry, which Docker looks for on Docker Hub, where anyone may own it.',
    remedy:
      'Use the image from a trusted registry, or a copy of it there. If the team trusts the new one, add it to `trustedRegistries`.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'One file needs one image from elsewhere, and a person has looked at it.',
    sampleReason: 'vendor image, reviewed, until our mirror has it',
    limitations: [
      'What the container engine makes of a name is not known: it may be set up to ask a mirror.',
      'Base images that Docker pulls for a remote build context are not seen.',
    ],
    equivalents: [{ tool: 'hadolint', id: 'DL3026', isExact: true }],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: how image names are read',
        url: 'https://docs.docker.com/reference/cli/docker/image/tag/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: '# syntax=«docker/dockerfile:1»\nFROM «team/base:1.4»\nCOPY --from=«ghcr.io/example/tool:2.0» /tool /tool\nRUN --mount=type=bind,from=«quay.io/example/data:1»,target=/data true\n',
        context: { trustedRegistries: ['registry.example.com'] },
        note: 'The configuration has `trustedRegistries: [registry.example.com]`, as in the other examples but one.',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: «postgres:17»\n    volumes:\n      - type: image\n        source: «example/seed:1»\n        target: /seed\n  app:\n    build:\n      context: .\n      additional_contexts:\n        base: docker-image://«alpine:3.22»\n',
        context: { trustedRegistries: ['registry.example.com'] },
      },
      {
        language: 'dockerfile',
        text: 'ARG BASE=«docker.io/team/base:1»\nFROM ${BASE}\nFROM python:3.14\nFROM docker.io/library/node:24\n',
        context: { trustedRegistries: ['docker.io/library'] },
        note: 'The configuration has `trustedRegistries: [docker.io/library]`.',
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/team/base:1 AS base\nFROM base\nCOPY --from=0 /a /a\nFROM scratch\n',
        context: { trustedRegistries: ['registry.example.com'] },
      },
      {
        language: 'dockerfile',
        text: 'ARG REGISTRY\nARG NAME\nFROM ${REGISTRY}/base:1\nFROM ${NAME}\n',
        context: { trustedRegistries: ['registry.example.com'] },
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build: .\n    image: team/app:1.4\n',
        context: { trustedRegistries: ['registry.example.com'] },
        note: 'Here `image` names what the build makes.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: ghcr.io/anyone/app:1.4\n',
        note: 'Without `trustedRegistries` every registry may be used.',
      },
    ],
  },
  *check({ images }, { trustedRegistries }) {
    if (trustedRegistries.length === 0) return;
    for (const occurrence of images) {
      const { image, span } = occurrence;
      if (image.kind !== 'reference' || isCovered(trustedRegistries, image.reference)) continue;
      yield {
        span,
        message: `\`${withoutDigest(image.reference)}\` comes from ${placeOf(image.reference)}, which the configuration does not trust. Use an image that \`trustedRegistries\` covers, or add \`${canonicalName(image.reference)}\` to it.`,
        related: relatedUses(occurrence),
      };
    }
  },
};

function placeOf({ registry, repository }: ImageReference): string {
  if (registry !== dockerHub) return `\`${registry}\``;
  const owner = repository.slice(0, repository.lastIndexOf('/'));
  return owner === 'library' ? "Docker's official images" : `\`${owner}\` on Docker Hub`;
}
