import { howToAsk, requiredImages } from './examined-images.ts';
import { attached, examined } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';

const required = {
  requirements: [{ images: ['registry.example.com'], measures: ['attestation'] as const }],
};

export const requiredAttestationMissing: DocumentedRule = {
  id: 'required-attestation-missing',
  meta: {
    title: 'Image without the attestation that the configuration requires',
    checks:
      'An entry of `require` in the configuration names `attestation` and covers an image to which neither a list of its parts (SBOM) nor a provenance is attached, as was found within the last 14 days. No registry is asked for this rule: of an image that nobody has looked at it says so, as information.',
    ignores: [
      'Everything, as long as `require` says nothing of attestations.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'A list of parts tells in minutes whether an image has a package with a new hole, a provenance from which source and by whom it was built. Without them that is guesswork when it matters most.',
    remedy:
      'Use an image that carries attestations. In your own builds ask for them: `docker buildx build --sbom=true --provenance=true`.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The publisher attaches none yet, and you keep a list of parts elsewhere.',
    sampleReason: 'its SBOM is in our inventory',
    limitations: [
      'An attestation is what the publisher says; whether it is signed and true is not looked at. To know who says so, require a `signature` too.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: build attestations',
        url: 'https://docs.docker.com/build/metadata/attestations/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «registry.example.com/base:1»\nCOPY --from=python:3.14 /a /a\n',
        context: { ...required, ...examined({ attestation: attached() }) },
        note: 'The configuration has `require: [{ images: [registry.example.com], measures: [attestation] }]`, and nothing is attached to the image.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        context: required,
        note: 'Nobody has looked at it, so this is information.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: registry.example.com/app:1\n',
        context: { ...required, ...examined({ attestation: attached('packages') }) },
        note: 'A list of its parts is attached.',
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'Nothing is required.',
      },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference } of requiredImages(document, context, 'attestation')) {
      const facts = context.imageFacts(reference)?.attestation;
      if (facts?.hasPackages === true || facts?.hasProvenance === true) continue;
      const name = `\`${withoutDigest(reference)}\``;
      yield {
        span: occurrence.span,
        message:
          facts === undefined
            ? `Nobody has looked whether ${name} carries the attestation that the configuration requires. ${howToAsk}`
            : `${name} carries neither a list of its parts nor a provenance, and the configuration requires one of them. Use an image that does, or ask its publisher to attach them.`,
        ...(facts === undefined && { severity: 'information' }),
        related: relatedUses(occurrence),
      };
    }
  },
};
