import { knownSigners } from '../../data/known-signers.ts';
import type { ImageFacts } from '../../reference/image-facts.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { canonicalRegistry, isCovered, mayBeCovered } from '../../rules/image-patterns.ts';
import type { SignerSetting, TrustSettings } from '../../settings/inspection-settings.ts';
import type { Requirement } from '../../settings/policy.ts';
import { fileNameOf } from '../../text/files.ts';
import type { AllowedSigner, Signer, SignerPolicy } from '../../trust/trust-source.ts';

/**
 * Who may sign an image: whom the team's configuration names, all that cover the image together; else whom the person's
 * settings name, the first that covers it; else whom our own dated table knows. Who says so is not mixed.
 */
export function signerPolicyFor(
  reference: ImageReference,
  requirements: readonly Requirement[],
  { signers }: Pick<TrustSettings, 'signers'>,
): SignerPolicy {
  const required = requirements
    .filter(
      ({ images, measures }) => measures.includes('signature') && mayBeCovered(images, reference),
    )
    .flatMap((requirement) => requirement.signers);
  const set = signers.find(({ images }) => isCovered(images, reference));
  if (required.length > 0)
    return {
      from: 'configuration',
      signers: required.map((signer) => allowed(signer, 'the key of the configuration')),
    };
  if (set !== undefined)
    return { from: 'settings', signers: [allowed(set, 'the key of your settings')] };
  const known = knownSignersOf(reference);
  return known.length > 0
    ? { from: 'table', signers: known.map(({ signer }) => signer) }
    : { from: undefined, signers: [] };
}

/** Most registries are not in the table, which is looked up while somebody waits for a hover. */
function knownSignersOf(reference: ImageReference): typeof knownSigners {
  const registry = `${canonicalRegistry(reference.registry)}/`;
  return knownSigners.filter(
    ({ images }) =>
      images.some((pattern) => pattern.startsWith(registry)) && isCovered(images, reference),
  );
}

/** Whom a policy expects, as a text that is the same for the same signers; empty for nobody in particular. */
export function policyText({ signers }: SignerPolicy): string {
  return [...new Set(signers.map(signerText))].toSorted().join('\n');
}

/**
 * What was found out of an image, for somebody with this policy: a signature that was judged by another one was not judged
 * for them, be that of another workspace or of another time. That there is none holds for everybody.
 */
export function factsFor(policy: SignerPolicy, facts: ImageFacts): ImageFacts {
  const { signature } = facts;
  const holds =
    signature === undefined ||
    signature.level === 'none' ||
    signature.policy === policyText(policy);
  return holds ? facts : { ...facts, signature: undefined };
}

/** Who signed in a stranger's words: a key by its name, an identity with whoever vouches for it. */
export function signerName(signer: Signer): string {
  switch (signer.kind) {
    case 'key':
      return signer.name;
    case 'identity':
      return `${signer.identity} (${signer.issuer})`;
    case 'certificate':
      return signer.subject;
  }
}

function signerText(signer: AllowedSigner): string {
  if (signer.kind === 'identity')
    return JSON.stringify(['identity', signer.identity, signer.issuer]);
  return JSON.stringify('pem' in signer ? ['key', signer.pem] : ['file', signer.file]);
}

/** A signer of whom something is missing is nobody, so that it does not become anybody. */
function allowed(
  { key, keyFile, identity = '', issuer = '' }: SignerSetting,
  name: string,
): AllowedSigner {
  if (key !== undefined) return { kind: 'key', name, pem: key };
  if (keyFile !== undefined) return { kind: 'key', name: fileNameOf(keyFile), file: keyFile };
  return { kind: 'identity', identity, issuer };
}
