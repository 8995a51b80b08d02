import { imageKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import { isRequired } from '../rules/examined-images.ts';
import { mayBeCovered } from '../rules/image-patterns.ts';
import { imagePublisherUnknown } from '../rules/image-publisher-unknown.ts';
import { imageSourceUnknown } from '../rules/image-source-unknown.ts';
import { imageStale } from '../rules/image-stale.ts';
import { requiredAttestationMissing } from '../rules/required-attestation-missing.ts';
import { requiredSignatureMissing } from '../rules/required-signature-missing.ts';
import type { Rule } from '../rules/rule.ts';
import { publisherTrust } from '../rules/trusted-publishers.ts';
import { isExcluded, overridesFor, type Policy, type Requirement } from '../settings/policy.ts';
import { decide, severityOf } from './levels.ts';
import type { Report } from './report.ts';

/** What has to be found out of an image, so that the rules that are on can judge it. */
export interface ImageNeeds {
  /** When it was built and where its source is. */
  readonly origin: boolean;
  /** Whom the registry's own API calls its publisher. */
  readonly publisher: boolean;
  readonly signatures: boolean;
  readonly attestations: boolean;
}

/** An image of a file, and what the file's policy has to know of it. */
export interface ImageQuestion {
  /** The same for all files that have the same image and expect the same signers of it. */
  readonly key: string;
  readonly reference: ImageReference;
  readonly needs: ImageNeeds;
  /** The requirements that say who may sign it. */
  readonly requirements: readonly Requirement[];
}

/** Each distinct image of a report with what the rules that are on need of it, be it nothing. */
export function imageQuestions(
  { model, source }: Report,
  rules: readonly Rule[],
  policy: Policy,
): readonly ImageQuestion[] {
  const path = source.path ?? '';
  if (isExcluded(policy, path)) return [];
  const speaking = rules.filter((rule) => canSpeak(rule, policy, path)).map(({ id }) => id);
  const speaks = ({ id }: Rule): boolean => speaking.includes(id);
  const isNeeded = {
    stale: speaks(imageStale) && isNamed(imageStale, policy),
    source: speaks(imageSourceUnknown) && isNamed(imageSourceUnknown, policy),
    publisher: speaks(imagePublisherUnknown) && policy.trustedPublishers.length > 0,
    signature: speaks(requiredSignatureMissing),
    attestation: speaks(requiredAttestationMissing),
  };
  const questions = new Map<string, ImageQuestion>();
  for (const { image } of model.images) {
    if (image.kind !== 'reference') continue;
    const { reference } = image;
    const key = questionKey(reference, policy);
    const isRequiredOf = (measure: 'signature' | 'attestation'): boolean =>
      isRequired(policy.require, measure, reference);
    const trust = publisherTrust(policy.trustedPublishers, reference, undefined);
    questions.set(key, {
      key,
      reference,
      needs: {
        origin: isNeeded.stale || isNeeded.source,
        publisher: isNeeded.publisher && trust === 'unasked',
        signatures: isNeeded.signature && isRequiredOf('signature'),
        // A provenance may name the source where no label does.
        attestations: isNeeded.source || (isNeeded.attestation && isRequiredOf('attestation')),
      },
      requirements: signingRequirements(reference, policy),
    });
  }
  return [...questions.values()];
}

/** Under which the answer about an image is found again for a file with this policy. */
export function questionKey(reference: ImageReference, policy: Policy): string {
  const signers = signingRequirements(reference, policy).map((requirement) => requirement.signers);
  return `${imageKey(reference)} ${JSON.stringify(signers)}`;
}

/** The same image needs to be asked about once for all files: whatever one of them needs. */
export function withNeeds(one: ImageNeeds, other: ImageNeeds): ImageNeeds {
  return {
    origin: one.origin || other.origin,
    publisher: one.publisher || other.publisher,
    signatures: one.signatures || other.signatures,
    attestations: one.attestations || other.attestations,
  };
}

export function needsAnything(needs: ImageNeeds): boolean {
  return needs.origin || needs.publisher || needs.signatures || needs.attestations;
}

/** Looking at every image counts as so many pulls with some registries, so that a person has to want the rule itself. */
function isNamed({ id }: Rule, { rules, overrides }: Policy): boolean {
  return rules.has(id) || overrides.some((override) => override.rules.has(id));
}

function signingRequirements(
  reference: ImageReference,
  { require }: Policy,
): readonly Requirement[] {
  return require.filter(
    ({ images, measures }) => measures.includes('signature') && mayBeCovered(images, reference),
  );
}

/** Whether a rule could be heard in a file, in some service of it at least. */
function canSpeak(rule: Rule, policy: Policy, path: string): boolean {
  const decision = decide(rule, policy, overridesFor(policy, path));
  if (decision === undefined) return false;
  return (
    decision.changes.length > 0 || severityOf(decision, policy, undefined, undefined) !== undefined
  );
}
