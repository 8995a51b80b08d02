import { examinedImages } from './examined-images.ts';
import { examined, madeOn } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';

export const imageSourceUnknown: DocumentedRule = {
  id: 'image-source-unknown',
  meta: {
    title: 'Image that does not say where its source is',
    checks:
      'Neither the label nor the annotation `org.opencontainers.image.source` nor an attached provenance names the repository that the image was built from. This rule asks no registry: it speaks of what was found out about the image within the last 14 days. `seaworthy check --online` finds it out where the configuration names the rule.',
    ignores: [
      'Images that were never looked at, or not in the last 14 days.',
      'What stands there: whether the repository exists and the image was built from it is not looked at.',
    ],
    why: 'Without its source nobody can see what the image was made of, whether a hole is closed or how to build it anew when its publisher stops.',
    remedy:
      'Use an image that names its source, or ask the publisher to set the label. In your own builds set `org.opencontainers.image.source`.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'information',
    profile: 'strict',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'You know where the source is, as for the images of your own team.',
    sampleReason: 'built by our own pipeline from the repository of the same name',
    limitations: [
      'The label is what the publisher says of it, and an image inherits those of its base.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'OCI image specification: annotations',
        url: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «registry.example.com/base:1»\n',
        note: 'The image has no label, annotation or provenance that names a repository.',
        context: examined({ origin: { ...madeOn('2026-10-01'), source: undefined } }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        context: examined({ origin: { ...madeOn('2026-10-01'), source: undefined } }),
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'It names `https://git.example.com/team/app`.',
        context: examined({ origin: madeOn('2026-10-01') }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: registry.example.com/app:1\n',
        note: 'Nobody has looked at it.',
      },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference, facts } of examinedImages(document, context)) {
      if (facts.origin === undefined || facts.origin.source !== undefined) continue;
      yield {
        span: occurrence.span,
        message: `\`${withoutDigest(reference)}\` does not say where its source is, so nobody can see what it was made of. Use an image that names its source, or ask its publisher to.`,
        related: relatedUses(occurrence),
      };
    }
  },
};
