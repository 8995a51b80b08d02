import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { fail, ok, type Result } from '../text/result.ts';
import type { AllowedSigner, Signer } from './trust-source.ts';

/** A public key that somebody expects signatures of. */
export interface TrustedKey {
  readonly signer: Extract<Signer, { kind: 'key' }>;
  readonly key: KeyObject;
}

/** Why a text is no key to check with. */
export type KeyProblem = 'no-public-key' | 'unknown-kind' | 'too-short';

/** Reads a small text file of this machine by its absolute path; rejects when it cannot. */
export type ReadTextFile = (path: string) => Promise<string>;

type AllowedKey = Extract<AllowedSigner, { kind: 'key' }>;

const maximalPem = 16 * 1024;
const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const minimalModulus = 2048;
/** cosign takes SHA-256 for a key of any length unless it is told otherwise, Sigstore's bundles the one that fits. */
const hashes: readonly string[] = ['sha256', 'sha384', 'sha512'];

/** Reads a public key in PEM: ECDSA on P-256, P-384 or P-521, RSA of at least 2048 bits, or Ed25519. */
export function readPublicKey(pem: string): Result<KeyObject, KeyProblem> {
  // Node would take a private key or a certificate for its public key.
  if (pem.length > maximalPem || !/^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem))
    return fail('no-public-key');
  try {
    return judged(createPublicKey(pem));
  } catch {
    return fail('no-public-key');
  }
}

function judged(key: KeyObject): Result<KeyObject, KeyProblem> {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return ok(key);
    case 'ec':
      return curves.has(namedCurve) ? ok(key) : fail('unknown-kind');
    case 'rsa':
      return modulusLength >= minimalModulus ? ok(key) : fail('too-short');
    default:
      return fail('unknown-kind');
  }
}

/** SHA-256 of the key in DER (SubjectPublicKeyInfo, RFC 5280), in hex. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Whether the key made the signature over the data, by SHA-2 where the kind of key leaves that open. */
export function isSignedBy(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const isGood = (hash: string | null): boolean => {
    try {
      return verify(hash, data, { key, dsaEncoding: 'der' }, signature);
    } catch {
      return false;
    }
  };
  return key.asymmetricKeyType === 'ed25519' ? isGood(null) : hashes.some(isGood);
}

/** The keys of a policy that can be used; the log gets a sentence for each of the others, which count for nothing. */
export async function readKeys(
  signers: readonly AllowedSigner[],
  readFile: ReadTextFile,
  log: (line: string) => void,
): Promise<readonly TrustedKey[]> {
  const keys = await Promise.all(
    signers.filter(isKey).map(async (signer) => {
      const pem = await pemOf(signer, readFile);
      const read = pem === undefined ? fail('unreadable' as const) : readPublicKey(pem);
      if (read.ok) return trustedKey(signer.name, read.value);
      log(`Signatures by ${placeOf(signer)} cannot be checked: ${problems[read.error]}.`);
      return undefined;
    }),
  );
  return keys.filter((key) => key !== undefined);
}

const problems: Readonly<Record<KeyProblem | 'unreadable', string>> = {
  unreadable: 'the file cannot be read',
  'no-public-key': 'it is no public key in PEM',
  'unknown-kind': 'keys must be ECDSA on a curve of NIST, RSA or Ed25519',
  'too-short': `RSA keys must have ${String(minimalModulus)} bits at least`,
};

function isKey(signer: AllowedSigner): signer is AllowedKey {
  return signer.kind === 'key';
}

function trustedKey(name: string, key: KeyObject): TrustedKey {
  return { signer: { kind: 'key', name, fingerprint: fingerprintOf(key) }, key };
}

async function pemOf(signer: AllowedKey, readFile: ReadTextFile): Promise<string | undefined> {
  if ('pem' in signer) return signer.pem;
  if (!isAbsolute(signer.file)) return undefined;
  try {
    return await readFile(signer.file);
  } catch {
    return undefined;
  }
}

function placeOf(signer: AllowedKey): string {
  return 'file' in signer ? `the key in ${signer.file}` : signer.name;
}
