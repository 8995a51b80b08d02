import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  toSignedEntity,
  toTrustMaterial,
  Verifier,
  type SignedEntity,
  type TrustMaterial,
} from '@sigstore/verify';
import type { JsonObject } from '../../registry/json.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { Signer } from '../trust-source.ts';

/** Why a signature with a certificate does not count, or could not be judged. */
export type KeylessProblem =
  | 'wrong-signature'
  | 'untrusted'
  | 'malformed'
  /** Certificate or log are of nobody that the trust root knows. */
  | 'no-trust-root'
  /** The certificate names its signer in a way that is not understood. */
  | 'unknown-format';

export type Identity = Extract<Signer, { kind: 'identity' }>;

/** Reads a `trusted_root.json` (sigstore/protobuf-specs, `TrustedRoot`); undefined when it cannot be used. */
export function readTrustedRoot(json: unknown): TrustMaterial | undefined {
  try {
    const material = toTrustMaterial(TrustedRoot.fromJSON(json));
    return material.certificateAuthorities.length === 0 ? undefined : material;
  } catch {
    return undefined;
  }
}

/**
 * Verifies a bundle whose signer is named by a certificate: certificate, its own log, the log of signatures or a timestamp,
 * and the signature, over the statement in it or, where it has none, over `artifact`. Who signed is for the caller to judge.
 */
export function verifyKeyless(
  root: TrustMaterial,
  json: JsonObject,
  artifact: Uint8Array | undefined,
): Result<Identity, KeylessProblem> {
  try {
    const bundle = bundleFromJSON(json);
    const entity = toSignedEntity(bundle, artifact && Buffer.from(artifact));
    if (!hasPlainCheckpoints(entity)) return fail('malformed');
    if (!isOfRoot(root, entity)) return fail('no-trust-root');
    const { identity } = new Verifier(root, thresholdsOf(root)).verify(entity);
    return identityOf(identity?.subjectAlternativeName, identity?.extensions?.issuer);
  } catch (error) {
    return fail(problemOf(error));
  }
}

/** A root without logs is one of an instance that keeps none: there the timestamps must do. */
function thresholdsOf({ tlogs, ctlogs }: TrustMaterial): ConstructorParameters<typeof Verifier>[1] {
  return {
    tlogThreshold: tlogs.length === 0 ? 0 : 1,
    ctlogThreshold: ctlogs.length === 0 ? 0 : 1,
    timestampThreshold: 1,
  };
}

/**
 * Whether those who are said to vouch are in the root at all. Where they are not, nothing is known of the signature: it
 * may be of a private instance, or of a log that is younger than the root.
 */
function isOfRoot(root: TrustMaterial, { key, tlogEntries }: SignedEntity): boolean {
  if (key.$case !== 'certificate') return false;
  const { issuer } = key.certificate;
  const authorities = root.certificateAuthorities.flatMap(({ certChain }) => certChain);
  const hasAuthority = authorities.some(({ subject }) => subject.equals(issuer));
  return (
    hasAuthority &&
    tlogEntries.every(({ logId }) =>
      root.tlogs.some(({ logID }) => hintOf(logID).equals(hintOf(logId.keyId))),
    )
  );
}

/** The first four bytes, by which checkpoints name a log. */
function hintOf(logId: Uint8Array): Buffer {
  return Buffer.from(logId.subarray(0, 4));
}

/** A name in a signed note (C2SP, "signed-note"), which the verifier takes for a pattern: a hostile one would not end. */
const checkpointName = /^[\w.:/-]+$/;

function hasPlainCheckpoints({ tlogEntries }: SignedEntity): boolean {
  return tlogEntries.every(({ inclusionProof }) => {
    const envelope = inclusionProof?.checkpoint?.envelope ?? '';
    const names = envelope.matchAll(/\u2014 (\S+) /g);
    return [...names].every(([, name = '']) => checkpointName.test(name));
  });
}

function identityOf(
  identity: string | undefined,
  issuer: string | undefined,
): Result<Identity, KeylessProblem> {
  return identity === undefined || issuer === undefined || identity === ''
    ? fail('unknown-format')
    : ok({ kind: 'identity', identity, issuer });
}

/** What the codes of the verifier's errors mean; whatever else it throws, it could not read the bundle. */
const problems: Readonly<Record<string, KeylessProblem>> = {
  SIGNATURE_ERROR: 'wrong-signature',
  TLOG_BODY_ERROR: 'wrong-signature',
  CERTIFICATE_ERROR: 'untrusted',
  TIMESTAMP_ERROR: 'untrusted',
  TLOG_ERROR: 'untrusted',
  TLOG_INCLUSION_PROMISE_ERROR: 'untrusted',
  TLOG_INCLUSION_PROOF_ERROR: 'untrusted',
  TLOG_MISSING_INCLUSION_ERROR: 'untrusted',
};

function problemOf(error: unknown): KeylessProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return problems[code] ?? 'malformed';
}
