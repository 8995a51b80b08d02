import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Digest } from '../../server/src/reference/digest.ts';
import { descriptorOf, manifestOf, stored, type BuiltManifest, type Stored } from './images.ts';

export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const cosignArtifactType = 'application/vnd.dev.cosign.artifact.sig.v1+json';
export const notationType = 'application/vnd.cncf.notary.signature';
export const signPredicate = 'https://sigstore.dev/cosign/sign/v1';
const statementType = 'application/vnd.in-toto+json';
const empty = stored('application/vnd.oci.empty.v1+json', '{}');

/** A key pair to sign with; `pem` is the public half. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
}

export type KeyKind = 'P-256' | 'P-384' | 'rsa' | 'ed25519';

export function signingKey(kind: KeyKind = 'P-256'): SigningKey {
  const { privateKey, publicKey } = pairOf(kind);
  return {
    privateKey,
    publicKey,
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function pairOf(kind: KeyKind): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: kind });
}

/** Signs as cosign does: SHA-256 unless another hash is named, ECDSA in DER, RSA after PKCS #1. */
export function signatureOver(data: Uint8Array, key: SigningKey, hash = 'sha256'): string {
  const algorithm = key.privateKey.asymmetricKeyType === 'ed25519' ? null : hash;
  return sign(algorithm, data, { key: key.privateKey, dsaEncoding: 'der' }).toString('base64');
}

/** cosign's payload about an image. */
export function payloadFor(digest: string, type = 'cosign container image signature'): string {
  const identity = { 'docker-reference': 'registry.example.com/app' };
  return JSON.stringify({
    critical: { identity, image: { 'docker-manifest-digest': digest }, type },
    optional: null,
  });
}

export type Annotations = Readonly<Record<string, string>>;

/** The manifest of cosign's older form with a layer for each signature; as a referrer where there is something to refer to. */
export function simpleSignatures(
  signatures: readonly { readonly payload: string; readonly annotations: Annotations }[],
  subject?: Stored,
): BuiltManifest {
  const layers = signatures.map(({ payload, annotations }) => ({
    layer: stored(simpleSigningType, payload),
    annotations,
  }));
  const config = stored(cosignArtifactType, { rootfs: { type: 'layers', diff_ids: [] } });
  return manifestOf(
    config,
    layers,
    subject && { subject: descriptorOf(subject), artifactType: cosignArtifactType },
  );
}

/** One signature with a key in that form. */
export function signedBy(
  key: SigningKey,
  payload: string,
  hash?: string,
): { readonly payload: string; readonly annotations: Annotations } {
  const signature = signatureOver(Buffer.from(payload), key, hash);
  return { payload, annotations: { 'dev.cosignproject.cosign/signature': signature } };
}

/** in-toto's statement about an image. */
export function statementFor(digest: Digest, predicateType = signPredicate): string {
  const [algorithm = '', value = ''] = digest.split(':');
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ digest: { [algorithm]: value }, annotations: {} }],
    predicateType,
    predicate: {},
  });
}

/** A bundle as cosign 3 makes it with a key. */
export function keyBundle(key: SigningKey, statement: string, hash?: string): object {
  const payload = Buffer.from(statement);
  const head = `DSSEv1 ${String(statementType.length)} ${statementType} ${String(payload.length)} `;
  const signed = Buffer.concat([Buffer.from(head), payload]);
  const der = key.publicKey.export({ type: 'spki', format: 'der' });
  return {
    mediaType: bundleType,
    verificationMaterial: {
      publicKey: { hint: createHash('sha256').update(der).digest('base64') },
    },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: statementType,
      signatures: [{ sig: signatureOver(signed, key, hash) }],
    },
  };
}

/** The referrer that holds a bundle. */
export function bundleReferrer(
  bundle: object | string,
  subject: Stored,
  predicateType?: string,
): BuiltManifest {
  const annotations = { 'dev.sigstore.bundle.predicateType': predicateType ?? signPredicate };
  return manifestOf(empty, [{ layer: stored(bundleType, bundle) }], {
    artifactType: bundleType,
    subject: descriptorOf(subject),
    ...(predicateType !== '' && { annotations }),
  });
}

/** The referrer that holds a signature by Notation; its envelope names whose certificate it is. */
export function notationReferrer(envelope: object, subject: Stored): BuiltManifest {
  return manifestOf(
    stored(notationType, '{}'),
    [{ layer: stored('application/jose+json', envelope) }],
    { subject: descriptorOf(subject) },
  );
}

/** cosign's tag for the signatures of an image. */
export function signatureTag({ digest }: Stored): string {
  return `${digest.replace(':', '-')}.sig`;
}

/** The tag that stands in for a list of referrers. */
export function referrersTag({ digest }: Stored): string {
  return digest.replace(':', '-');
}
