import { deprecatedImagesDate } from '../data/deprecated-images.ts';
import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import { deprecationOf, explainDeprecation, successorOf } from './deprecated-images.ts';
import { relatedUses } from './images.ts';
import { OfficialTags } from './official-tags.ts';
import { renameImage } from './rename-image.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const imageDeprecated: DocumentedRule = {
  id: 'image-deprecated',
  meta: {
    title: 'Image that its publisher has given up',
    checks: `An image is on a list, last checked on ${deprecatedImagesDate}, of images that moved or ended: former Docker Official Images such as \`centos\`, \`java\`, \`openjdk\` and \`vault\`, Bitnami's versions and their copies in \`bitnamilegacy\`, the old registry of Kubernetes, and some well-known images whose project was archived. Each entry has a source in \`server/src/data/\`.`,
    ignores: [
      'Copies on other registries: whoever keeps one may keep it up.',
      'Tags of such an image that are still updated, such as the early builds of `openjdk` and `bitnami/minideb`.',
      'Images that are old but not known to be given up.',
    ],
    why: 'It gets no security updates, and what was found in its programs since stays open. Some are only still there by courtesy: when they go, the build stops, and a name that is free can be taken by somebody else.',
    remedy: 'Move to the image that takes its place, and test: versions and settings may differ.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Writes the image that takes its place, with the same tag where that holds for both, or the nearest one that the list of Docker Official Images has. Offered only where a successor is known and the reference stands whole in one text.',
      caution: 'The successor is another image: paths, users, defaults and packages can differ.',
    },
    suppressWhen: 'The image is needed as it was, for example to build an old release again.',
    sampleReason: 'rebuilds release 1.x, which ends in March',
    limitations: [
      'The list is short and has a date; an image that is not on it need not be maintained.',
      'That a single version of a maintained image has ended is not checked.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker Official Images: the list',
        url: 'https://github.com/docker-library/official-images/tree/master/library',
      },
      {
        title: 'Bitnami: changes to the catalogue',
        url: 'https://github.com/bitnami/containers/issues/83267',
      },
      {
        title: 'Kubernetes: the old registry is frozen',
        url: 'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «centos:7»\n',
        fixed: 'FROM quay.io/centos/centos:stream9\n',
      },
      {
        language: 'dockerfile',
        text: 'ARG BASE=«library/vault:1.13.3»\nFROM ${BASE}\nCOPY --from=«k8s.gcr.io/pause:3.9» /pause /pause\n',
        fixed:
          'ARG BASE=hashicorp/vault:1.13.3\nFROM ${BASE}\nCOPY --from=registry.k8s.io/pause:3.9 /pause /pause\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM «openjdk:17-jdk-slim» AS build\nFROM «java:8»\nFROM «adoptopenjdk/openjdk11:alpine»\nFROM «microsoft/aspnetcore:2.0»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: «bitnami/postgresql:16.4.0»\n  cache:\n    image: «docker.io/bitnamilegacy/redis»\n  updates:\n    image: «containrrr/watchtower»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  discovery:\n    image: «consul»\n  metrics:\n    image: «gcr.io/google-containers/pause-amd64@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f»\n',
        fixed:
          'services:\n  discovery:\n    image: hashicorp/consul\n  metrics:\n    image: registry.k8s.io/pause-amd64@sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM eclipse-temurin:21\nFROM registry.example.com/library/centos:7\nFROM team/java:8\nFROM openjdk:27-ea-jdk\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    image: bitnami/postgresql\n  base:\n    image: bitnami/minideb:bookworm-amd64\n  secrets:\n    image: bitnami/sealed-secrets-controller:0.32.0\n',
        note: 'Bitnami still updates these.',
      },
      {
        language: 'dockerfile',
        text: 'ARG REGISTRY\nFROM ${REGISTRY}/centos:7\nFROM amazonlinux:2023\nFROM centos-base:1\n',
      },
    ],
  },
  *check(document) {
    const officialTags = new OfficialTags();
    for (const occurrence of document.images) {
      const { image, span } = occurrence;
      const entry = image.kind === 'reference' ? deprecationOf(image.reference) : undefined;
      if (image.kind !== 'reference' || entry === undefined) continue;
      yield {
        span,
        message: explainDeprecation(image.reference, entry),
        related: relatedUses(occurrence),
        fixes: fixesFor(document, occurrence, successorOf(entry, image.reference, officialTags)),
      };
    }
  },
};

function fixesFor(
  document: DocumentModel,
  occurrence: ImageOccurrence,
  successor: string | undefined,
): readonly Fix[] {
  const edits = successor === undefined ? [] : renameImage(document, occurrence, successor);
  return successor === undefined || edits.length === 0
    ? []
    : [{ title: `Use \`${successor}\``, isSafe: false, edits }];
}
