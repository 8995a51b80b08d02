import {
  constants,
  createHash,
  createPublicKey,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { isObject, objectIn, textIn, type JsonObject } from '../../registry/json.ts';
import { canonicalJson } from './canonical-json.ts';

/** The kinds of keys that Notary's metadata names; those with `x509` are certificates. */
const keyTypes = ['ecdsa', 'ecdsa-x509', 'ed25519', 'rsa', 'rsa-x509'] as const;
type KeyType = (typeof keyTypes)[number];

/** A public key as the metadata holds it; whether it can be read shows when it is used. */
export interface NotaryKey {
  readonly type: KeyType;
  /** Base64: of SPKI in DER, of a certificate in PEM, or of the 32 bytes of Ed25519. */
  readonly encoded: string;
}

/** Keys by their ids. */
export type NotaryKeys = ReadonlyMap<string, NotaryKey>;

export interface NotarySignature {
  readonly keyId: string;
  readonly method: string;
  readonly bytes: Buffer;
}

const maximalKeys = 1_000;
const minimalRsaBits = 2_048;
/** So that nobody makes us work for minutes. */
const maximalRsaBits = 16_384;
const ed25519Length = 32;
/** What comes before the bytes of an Ed25519 key in SPKI (RFC 8410, 4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Reads an object of keys by their ids. A key whose id is not its own, or of a kind that is not known, is left out, and so
 * can vouch for nothing; undefined when it is no object of keys at all.
 */
export function readKeys(value: unknown): NotaryKeys | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length > maximalKeys) return undefined;
  const keys = new Map<string, NotaryKey>();
  for (const [id, entry] of entries) {
    if (!isObject(entry)) return undefined;
    const key = readKey(entry);
    if (key !== undefined && keyIdOf(key) === id) keys.set(id, key);
  }
  return keys;
}

function readKey(entry: JsonObject): NotaryKey | undefined {
  const written = textIn(entry, 'keytype');
  const type = keyTypes.find((known) => known === written);
  const encoded = textIn(objectIn(entry, 'keyval'), 'public');
  return type === undefined || encoded === '' ? undefined : { type, encoded };
}

/** A key's id: the SHA-256 of its canonical JSON without the private part, in hex. */
function keyIdOf({ type, encoded }: NotaryKey): string | undefined {
  const text = canonicalJson({ keytype: type, keyval: { private: null, public: encoded } });
  return text === undefined ? undefined : sha256(Buffer.from(text));
}

/** The certificate that a key is in; undefined when it is in none, or in one that cannot be read. */
export function certificateOf({ type, encoded }: NotaryKey): X509Certificate | undefined {
  if (!type.endsWith('-x509')) return undefined;
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}

/**
 * The key's fingerprint when the signature over the message is its own, the same for one key in any wrapping: SHA-256
 * of its SPKI in hex. Undefined when it is not, or when key and method do not belong together.
 */
export function signerOf(
  key: NotaryKey,
  { method, bytes }: NotarySignature,
  message: Uint8Array,
): string | undefined {
  try {
    const publicKey = publicKeyOf(key);
    if (publicKey === undefined || !isVerified(publicKey, method.toLowerCase(), bytes, message))
      return undefined;
    return sha256(publicKey.export({ type: 'spki', format: 'der' }));
  } catch {
    return undefined;
  }
}

function publicKeyOf(key: NotaryKey): KeyObject | undefined {
  const bytes = Buffer.from(key.encoded, 'base64');
  switch (key.type) {
    case 'ecdsa-x509':
    case 'rsa-x509':
      return certificateOf(key)?.publicKey;
    case 'ecdsa':
    case 'rsa':
      return createPublicKey({ key: bytes, format: 'der', type: 'spki' });
    case 'ed25519':
      return bytes.length === ed25519Length
        ? createPublicKey({
            key: Buffer.concat([ed25519Prefix, bytes]),
            format: 'der',
            type: 'spki',
          })
        : undefined;
  }
}

function isVerified(
  key: KeyObject,
  method: string,
  signature: Buffer,
  message: Uint8Array,
): boolean {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  const bits = details?.modulusLength ?? 0;
  const isRsa = kind === 'rsa' && bits >= minimalRsaBits && bits <= maximalRsaBits;
  switch (method) {
    case 'ecdsa':
      return (
        kind === 'ec' && verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
      );
    case 'eddsa':
      return kind === 'ed25519' && verify(null, message, key, signature);
    case 'rsapss': {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return isRsa && verify('sha256', message, { key, padding, saltLength: 32 }, signature);
    }
    case 'rsapkcs1v15':
      return isRsa && verify('sha256', message, key, signature);
    default:
      return false;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
