import type { Severity } from '../model/severity.ts';
import type { SignatureFacts } from '../reference/image-facts.ts';
import { listed } from '../text/words.ts';
import { howToAsk, requiredImages } from './examined-images.ts';
import { quotedName } from '../text/quoted-name.ts';
import { examined, signature } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule } from './rule.ts';

const required = {
  requirements: [{ images: ['registry.example.com'], measures: ['signature'] as const }],
};

export const requiredSignatureMissing: DocumentedRule = {
  id: 'required-signature-missing',
  meta: {
    title: 'Image without the verified signature that the configuration requires',
    checks:
      'An entry of `require` in the configuration names `signature` and covers an image of which no signature by somebody who is expected was verified within the last 14 days, of the index where there is one. Who is expected say `signers` of the entry, else the settings of the person, else the table of known signers. No registry is asked for this rule: of an image that nobody has looked at it says so, as information.',
    ignores: [
      'Everything, as long as `require` says nothing of signatures.',
      '`scratch`, stages, and names of what a build makes.',
      'An image whose registry or name depends on a variable without a default.',
    ],
    why: 'A signature says who vouches for these very bytes. Without one, whoever can push to the repository, or stands between it and you, decides what is run. A signature by somebody whom nobody expects is worth no more: anybody can sign.',
    remedy:
      'Use an image that is signed by its publisher, and say in `signers` whose signature is expected. Where one fails, do not use the image until you know why.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The publisher does not sign yet, and a digest that somebody has looked at stands in for it.',
    sampleReason: 'upstream signs from release 2 on',
    limitations: [
      'What was verified is what the reference stood for then; a tag may have moved since.',
      'What was verified for other signers than are expected here does not count, and the image must be looked at again; a key in a file counts by the path of the file.',
      'Signatures of Notation are verified by the program `notation` alone.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Sigstore: verifying signatures',
        url: 'https://docs.sigstore.dev/cosign/verifying/verify/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «registry.example.com/base:1»\nCOPY --from=python:3.14 /a /a\n',
        context: { ...required, ...examined({ signature: signature('none') }) },
        note: 'The configuration has `require: [{ images: [registry.example.com], measures: [signature] }]`, and the image is not signed.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        context: {
          ...required,
          ...examined({
            signature: signature('failed', { signers: ['mallory@example.com'], isExpected: false }),
          }),
        },
        note: 'It is signed by somebody who is not expected.',
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
        context: {
          ...required,
          ...examined({
            signature: signature('verified', {
              signers: ['release@example.com'],
              isExpected: true,
            }),
          }),
        },
        note: 'The signature of `release@example.com` is verified and expected.',
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'Nothing is required.',
      },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference } of requiredImages(document, context, 'signature')) {
      const state = stateOf(context.imageFacts(reference)?.signature);
      if (state === undefined) continue;
      const { sentences, severity } = state;
      yield {
        span: occurrence.span,
        message: sentences(`\`${withoutDigest(reference)}\``),
        ...(severity !== undefined && { severity }),
        related: relatedUses(occurrence),
      };
    }
  },
};

interface State {
  /** What is said of an image by its name in backticks. */
  readonly sentences: (name: string) => string;
  readonly severity?: Severity;
}

/** What is wrong; undefined when nothing is. */
function stateOf(facts: SignatureFacts | undefined): State | undefined {
  switch (facts?.level) {
    case undefined:
      return {
        sentences: (name) =>
          `Nobody has checked the signature of ${name}, which the configuration requires. ${howToAsk}`,
        severity: 'information',
      };
    case 'none':
      return unsigned(facts);
    case 'present':
      return {
        sentences: (name) =>
          `${name} is signed, but the signature could not be checked, and the configuration requires a verified one. Say in \`signers\` which key or identity is expected.`,
      };
    case 'failed':
      return { sentences: (name) => failedSentences(name, facts) };
    case 'verified':
      return verified(facts);
  }
}

function unsigned({ isComplete }: SignatureFacts): State {
  if (isComplete)
    return {
      sentences: (name) =>
        `${name} is not signed, and the configuration requires a signature. Use an image that its publisher signs.`,
    };
  return {
    sentences: (name) =>
      `No signature of ${name} was found, which the configuration requires, but not every place for one could be looked at. ${howToAsk}`,
    severity: 'warning',
  };
}

function failedSentences(name: string, { signers, isExpected }: SignatureFacts): string {
  const advice = 'Do not use it until you know why.';
  return isExpected === false && signers.length > 0
    ? `${name} is signed by ${namesOf(signers)}, whom nobody expects to sign it. ${advice}`
    : `A signature of ${name} does not hold what it promises: it failed the check that the configuration requires. ${advice}`;
}

function verified(facts: SignatureFacts): State | undefined {
  const { signers, isExpected, isWhole } = facts;
  // Whoever may push could put anything beside an image that was signed once.
  if (isExpected === true)
    return isWhole
      ? undefined
      : {
          sentences: (name) =>
            `Only the image of one platform of ${name} is signed, not the index that names them all, and the configuration requires a signature: on another platform anything may run. Use an image whose index is signed.`,
        };
  if (isExpected === false) return { sentences: (name) => failedSentences(name, facts) };
  // Anybody can sign an image: a name alone proves nothing.
  return {
    sentences: (name) =>
      `${name} is signed by ${namesOf(signers)}, and nobody has said who may sign it. Look whether that is its publisher, and write it into \`signers\`.`,
    severity: 'warning',
  };
}

function namesOf(signers: readonly string[]): string {
  return signers.length === 0 ? 'somebody' : listed(signers.map(quotedName));
}
