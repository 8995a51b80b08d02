import type { ImageReference } from '../reference/reference.ts';
import type { ArtifactSource } from '../registry/artifact-source.ts';
import type { JsonObject } from '../registry/json.ts';
import { ok, type Result } from '../text/result.ts';
import { signerInEnvelope, verifyByNotation, type Notation } from './notation.ts';
import { isSignedBy, type TrustedKey } from './public-keys.ts';
import { fetchContent, type Candidate, type Unseen } from './signature-search.ts';
import { outcomeFor } from './signer-match.ts';
import type { Identity, KeylessProblem } from './sigstore/keyless.ts';
import { readBundle, type SignatureBundle } from './sigstore-bundle.ts';
import { bundleOf, imageInPayload, readSimpleSignature } from './simple-signing.ts';
import type {
  FoundSignature,
  SignatureFailure,
  SignatureFormat,
  SignatureOutcome,
  SignerPolicy,
  UncheckedReason,
} from './trust-source.ts';

/** Verifies a bundle with a certificate; `artifact` is what is signed where the bundle has no statement. */
export type VerifyKeyless = (
  json: JsonObject,
  artifact: Uint8Array | undefined,
) => Promise<Result<Identity, KeylessProblem>>;

/** All that signatures of an image are checked with. */
export interface CheckTools {
  readonly registry: ArtifactSource;
  readonly reference: ImageReference;
  readonly policy: SignerPolicy;
  /** Those of the policy that can be used. */
  readonly keys: readonly TrustedKey[];
  readonly verifyKeyless: VerifyKeyless;
  readonly notation: Notation;
}

/** Undefined where what was found is no signature after all. */
export type Checked = Result<FoundSignature | undefined, Unseen>;

/** Checks a signature by cosign or of Sigstore against the policy. */
export async function checkSignature(
  tools: CheckTools,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<Checked> {
  const { registry, reference } = tools;
  const content = await fetchContent(registry, reference, candidate, signal);
  if (!content.ok) return content;
  if (content.value === undefined) return ok(undefined);
  if (candidate.kind === 'simple-signing') {
    const outcome = await checkSimple(tools, candidate, content.value);
    return ok(found('cosign', candidate, outcome));
  }
  const outcome = await checkBundle(tools, candidate, content.value);
  return ok(outcome && found('sigstore-bundle', candidate, outcome));
}

/** Has `notation` check what was found of its signatures at one digest; it says only whether one of them is good. */
export async function checkNotation(
  { registry, reference, policy, notation }: CheckTools,
  first: Candidate,
  others: readonly Candidate[],
  signal: AbortSignal,
): Promise<Checked> {
  const outcome = await verifyByNotation(notation, reference, first.subject, signal);
  if (outcome.kind !== 'verified') return ok(found('notation', first, outcome));
  const content =
    others.length === 0 ? await fetchContent(registry, reference, first, signal) : ok(undefined);
  const signer = signerInEnvelope(content.ok ? content.value : undefined);
  // Whom the person's own trust store holds is expected, unless somebody says who else must have signed.
  return ok(
    found(
      'notation',
      first,
      policy.signers.length === 0
        ? { kind: 'verified', signer, isExpected: true }
        : { kind: 'failed', reason: 'unexpected-signer', signer },
    ),
  );
}

async function checkSimple(
  tools: CheckTools,
  { layer, subject }: Candidate,
  payload: Uint8Array,
): Promise<SignatureOutcome> {
  const signature = readSimpleSignature(layer);
  const image = imageInPayload(payload);
  if (signature === undefined || image === '') return failed('malformed');
  if (image !== subject) return failed('other-subject');
  if (signature.certificate === undefined) return checkByKeys(tools.keys, payload, signature.bytes);
  const json = bundleOf(payload, signature);
  return json === undefined ? failed('malformed') : checkKeyless(tools, json, payload);
}

async function checkBundle(
  tools: CheckTools,
  { subject }: Candidate,
  bytes: Uint8Array,
): Promise<SignatureOutcome | undefined> {
  const content = readBundle(bytes);
  switch (content.kind) {
    case 'attestation':
      return undefined;
    case 'unknown-format':
      return unchecked('unknown-format');
    case 'malformed':
      return failed('malformed');
    case 'signature':
      return checkStatement(tools, subject, content.bundle);
  }
}

async function checkStatement(
  tools: CheckTools,
  subject: string,
  { json, isKeyless, signed, signature, subjects }: SignatureBundle,
): Promise<SignatureOutcome> {
  if (!subjects.includes(subject)) return failed('other-subject');
  return isKeyless
    ? checkKeyless(tools, json, undefined)
    : checkByKeys(tools.keys, signed, signature);
}

/** The key is all that counts: what logs and timestamps say beside it would only add when it was used. */
function checkByKeys(
  keys: readonly TrustedKey[],
  data: Uint8Array,
  signature: Uint8Array,
): SignatureOutcome {
  if (keys.length === 0) return unchecked('no-key');
  const made = keys.find(({ key }) => isSignedBy(key, data, signature));
  return made === undefined
    ? failed('wrong-signature')
    : { kind: 'verified', signer: made.signer, isExpected: true };
}

async function checkKeyless(
  { policy, verifyKeyless }: CheckTools,
  json: JsonObject,
  artifact: Uint8Array | undefined,
): Promise<SignatureOutcome> {
  const verified = await verifyKeyless(json, artifact);
  if (verified.ok) return outcomeFor(verified.value, policy);
  const { error } = verified;
  return error === 'no-trust-root' || error === 'unknown-format' ? unchecked(error) : failed(error);
}

function found(
  format: SignatureFormat,
  { place, subject }: Candidate,
  outcome: SignatureOutcome,
): FoundSignature {
  return { format, place, subject, outcome };
}

function failed(reason: SignatureFailure): SignatureOutcome {
  return { kind: 'failed', reason };
}

function unchecked(reason: UncheckedReason): SignatureOutcome {
  return { kind: 'unchecked', reason };
}
