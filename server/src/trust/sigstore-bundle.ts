import { isObject, objectIn, parseJsonObject, textIn, type JsonObject } from '../registry/json.ts';
import { decodeBase64 } from './base64.ts';
import { signaturePredicate } from './signature-forms.ts';

/** A Sigstore bundle that signs an image (sigstore/protobuf-specs, `Bundle`; cosign, "Bundle Specification"). */
export interface SignatureBundle {
  /** As it came, for who verifies certificates. */
  readonly json: JsonObject;
  /** A certificate names the signer, or a key that the verifier must know. */
  readonly isKeyless: boolean;
  /** What is signed: the payload with its type (DSSE, "Pre-Authentication Encoding"). */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** Digests of what the statement is about, by algorithm: `sha256:…`. */
  readonly subjects: readonly string[];
}

export type BundleContent =
  | { readonly kind: 'signature'; readonly bundle: SignatureBundle }
  /** It states something else about the image. */
  | { readonly kind: 'attestation' }
  /** It signs bytes and not a statement, which no tool does to images. */
  | { readonly kind: 'unknown-format' }
  | { readonly kind: 'malformed' };

const statementType = 'application/vnd.in-toto+json';
const statementVersions: ReadonlySet<string> = new Set([
  'https://in-toto.io/Statement/v1',
  'https://in-toto.io/Statement/v0.1',
]);
const maximalSubjects = 100;
const malformed = { kind: 'malformed' } as const;

/** Reads a bundle of versions 0.1 to 0.3 and says what it is; nothing of it is verified. */
export function readBundle(bytes: Uint8Array): BundleContent {
  const json = parseJsonObject(bytes);
  if (json === undefined) return malformed;
  const envelope = json['dsseEnvelope'];
  if (!isObject(envelope))
    return isObject(json['messageSignature']) ? { kind: 'unknown-format' } : malformed;

  const payload = decodeBase64(textIn(envelope, 'payload'));
  const payloadType = textIn(envelope, 'payloadType');
  if (payload === undefined) return malformed;
  if (payloadType !== statementType) return { kind: 'unknown-format' };
  const statement = parseJsonObject(payload) ?? {};
  if (!statementVersions.has(textIn(statement, '_type'))) return malformed;
  if (textIn(statement, 'predicateType') !== signaturePredicate) return { kind: 'attestation' };

  const signature = onlySignature(envelope);
  const isKeyless = hasCertificate(json);
  if (signature === undefined || isKeyless === undefined) return malformed;
  const subjects = subjectsOf(statement);
  const signed = preAuthenticationEncoding(payloadType, payload);
  return { kind: 'signature', bundle: { json, isKeyless, signed, signature, subjects } };
}

function onlySignature(envelope: JsonObject): Uint8Array | undefined {
  const signatures = envelope['signatures'];
  if (!Array.isArray(signatures) || signatures.length !== 1 || !isObject(signatures[0]))
    return undefined;
  const bytes = decodeBase64(textIn(signatures[0], 'sig'));
  return bytes === undefined || bytes.length === 0 ? undefined : bytes;
}

/** Undefined when there is neither certificate nor key. */
function hasCertificate(json: JsonObject): boolean | undefined {
  const material = objectIn(json, 'verificationMaterial');
  if (isObject(material['certificate']) || isObject(material['x509CertificateChain'])) return true;
  return isObject(material['publicKey']) ? false : undefined;
}

/** in-toto attestation framework, "Statement": each subject has digests by algorithm. */
function subjectsOf(statement: JsonObject): readonly string[] {
  const subjects: unknown = statement['subject'];
  if (!Array.isArray(subjects)) return [];
  return subjects
    .slice(0, maximalSubjects)
    .filter(isObject)
    .flatMap((subject) => Object.entries(objectIn(subject, 'digest')))
    .flatMap(([algorithm, value]) => (typeof value === 'string' ? [`${algorithm}:${value}`] : []));
}

/** DSSE, "Protocol": what is signed in place of the payload, so that its type counts too. */
function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${String(Buffer.byteLength(type))} ${type} ${String(payload.length)} `;
  return Buffer.concat([Buffer.from(head), payload]);
}
