import type { PublisherFacts, PublisherKind } from '../reference/image-facts.ts';
import { canonicalName, dockerHub, type ImageReference } from '../reference/reference.ts';
import { howToAsk, namedImages } from './examined-images.ts';
import { quotedName } from '../text/quoted-name.ts';
import { examined, publishedBy } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';
import { publisherTrust } from './trusted-publishers.ts';

export const imagePublisherUnknown: DocumentedRule = {
  id: 'image-publisher-unknown',
  meta: {
    title: 'Image of a publisher whom the configuration does not trust',
    checks:
      'The configuration lists `trustedPublishers`, and an image is by somebody else. The list has patterns of registries and repositories, written as in `trustedRegistries`, and the words `official` (Docker Official Images), `verified` (a Docker Verified Publisher) and `sponsored` (Docker-Sponsored Open Source). Official images are known by their name. Who is verified or sponsored only Docker Hub can tell: the rule speaks of what it said within the last 14 days, and of an image that nobody has asked about it says so, as information.',
    ignores: [
      'Everything, as long as `trustedPublishers` is empty.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'Anybody can publish an image under a name that looks like a well-known one. What it holds runs with all that your build or service may do, so it matters who made it, more than what it is called.',
    remedy:
      'Use the image of a publisher whom you trust. If the team has looked at this one, add it to `trustedPublishers`.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'One file needs one image of a stranger, and a person has looked at what is in it.',
    sampleReason: 'built from source that we have read, until upstream publishes its own',
    limitations: [
      'Only Docker Hub tells whom it has verified or sponsors; on other registries patterns alone count.',
      'A badge says who somebody is, not that an image is sound.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: trusted content',
        url: 'https://docs.docker.com/docker-hub/image-library/trusted-content/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM python:3.14\nCOPY --from=«ghcr.io/anyone/tool:2.0» /tool /tool\nCOPY --from=registry.example.com/base:1 /a /a\n',
        context: { trustedPublishers: ['official', 'registry.example.com'] },
        note: 'The configuration has `trustedPublishers: [official, registry.example.com]`.',
      },
      {
        language: 'compose',
        text: 'services:\n  metrics:\n    image: «anyone/grafana:12.1»\n',
        context: {
          trustedPublishers: ['official', 'verified'],
          ...examined({ publisher: publishedBy('account', 'anyone') }),
        },
        note: 'Docker Hub has told that `anyone` is neither verified nor sponsored.',
      },
      {
        language: 'compose',
        text: 'services:\n  metrics:\n    image: «grafana/grafana:12.1»\n',
        context: { trustedPublishers: ['official', 'verified'] },
        note: 'Nobody has asked Docker Hub, so this is information.',
      },
      {
        language: 'compose',
        text: 'services:\n  metrics:\n    image: grafana/grafana:12.1\n',
        context: {
          trustedPublishers: ['official', 'verified'],
          ...examined({ publisher: publishedBy('verified', 'Grafana Labs') }),
        },
        note: 'Docker Hub has told that the publisher is verified.',
      },
      {
        language: 'dockerfile',
        text: 'FROM anyone/base:1\nFROM ghcr.io/anyone/tool:2.0\n',
        note: 'Without `trustedPublishers` anybody may publish.',
      },
    ],
  },
  *check(document, { trustedPublishers, imageFacts }) {
    if (trustedPublishers.length === 0) return;
    for (const { occurrence, reference } of namedImages(document)) {
      const facts = imageFacts(reference)?.publisher;
      const trust = publisherTrust(trustedPublishers, reference, facts);
      if (trust === 'trusted') continue;
      const isUnasked = trust === 'unasked';
      yield {
        span: occurrence.span,
        message: isUnasked ? unaskedSentence(reference) : strangerSentence(reference, facts),
        ...(isUnasked && { severity: 'information' }),
        related: relatedUses(occurrence),
      };
    }
  },
};

function unaskedSentence(reference: ImageReference): string {
  return `Nobody has asked Docker Hub yet whether the publisher of \`${withoutDigest(reference)}\` is one that \`trustedPublishers\` covers. ${howToAsk}`;
}

function strangerSentence(reference: ImageReference, facts: PublisherFacts | undefined): string {
  const publisher =
    facts === undefined ? placeOf(reference) : `${quotedName(facts.name)}, ${standing[facts.kind]}`;
  return `\`${withoutDigest(reference)}\` is published by ${publisher}, whom \`trustedPublishers\` does not cover. Use an image of a trusted publisher, or add \`${canonicalName(reference)}\` to the list once somebody has looked at it.`;
}

const standing: Readonly<Record<PublisherKind, string>> = {
  official: 'the official images',
  verified: 'a verified publisher',
  sponsored: 'open source that Docker sponsors',
  'known-owner': 'who owns this place',
  account: 'an account of which nothing more is known',
};

function placeOf({ registry, repository }: ImageReference): string {
  const slash = repository.lastIndexOf('/');
  const owner = slash < 0 ? '' : `/${repository.slice(0, slash)}`;
  return registry === dockerHub ? `\`${owner.slice(1)}\` on Docker Hub` : `\`${registry}${owner}\``;
}
