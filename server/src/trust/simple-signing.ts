import { createHash, X509Certificate } from 'node:crypto';
import type { Descriptor } from '../registry/descriptor.ts';
import { objectIn, parseJsonObject, textIn, type JsonObject } from '../registry/json.ts';
import { decodeBase64 } from './base64.ts';

/**
 * A signature in cosign's older form (cosign, "Signature Specification"), where payload and signature are apart and all but
 * the payload stands in annotations.
 */
export interface SimpleSignature {
  readonly bytes: Uint8Array;
  /** In PEM, of a signature without a key that lasts. */
  readonly certificate: string | undefined;
  /** What the transparency log promised, in JSON. */
  readonly logEntry: string | undefined;
  /** A signed timestamp (RFC 3161), in JSON. */
  readonly timestamp: string | undefined;
}

/** Reads the annotations of a payload's layer; undefined when none is a signature. */
export function readSimpleSignature({ annotations }: Descriptor): SimpleSignature | undefined {
  const bytes = decodeBase64(annotations?.get('dev.cosignproject.cosign/signature') ?? '');
  if (bytes === undefined || bytes.length === 0) return undefined;
  const textOf = (key: string): string | undefined => annotations?.get(key);
  return {
    bytes,
    certificate: textOf('dev.sigstore.cosign/certificate'),
    logEntry: textOf('dev.sigstore.cosign/bundle'),
    timestamp: textOf('dev.sigstore.cosign/rfc3161timestamp'),
  };
}

/** The digest of the image that a payload is about, as it is written; empty when it is none of cosign's. */
export function imageInPayload(payload: Uint8Array): string {
  const critical = objectIn(parseJsonObject(payload) ?? {}, 'critical');
  if (textIn(critical, 'type') !== 'cosign container image signature') return '';
  return textIn(objectIn(critical, 'image'), 'docker-manifest-digest');
}

/**
 * The same signature as a Sigstore bundle of version 0.1 (sigstore/protobuf-specs, `Bundle`), which is how verifiers take it;
 * undefined when something of it cannot be read.
 */
export function bundleOf(payload: Uint8Array, signature: SimpleSignature): JsonObject | undefined {
  const { bytes, certificate = '', logEntry, timestamp } = signature;
  const leaf = derOf(certificate);
  const entry = logEntry === undefined ? [] : readLogEntry(logEntry);
  const stamps = timestamp === undefined ? [] : readTimestamp(timestamp);
  if (leaf === undefined || entry === undefined || stamps === undefined) return undefined;
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: leaf }] },
      tlogEntries: entry,
      timestampVerificationData: { rfc3161Timestamps: stamps },
    },
    messageSignature: {
      messageDigest: {
        algorithm: 'SHA2_256',
        digest: createHash('sha256').update(payload).digest('base64'),
      },
      signature: Buffer.from(bytes).toString('base64'),
    },
  };
}

function derOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).raw.toString('base64');
  } catch {
    return undefined;
  }
}

/** An entry of Rekor with the promise to include it, as a list of one. */
function readLogEntry(text: string): readonly JsonObject[] | undefined {
  const fields = parseJsonObject(text) ?? {};
  const { body, integratedTime, logIndex, logID } = objectIn(fields, 'Payload');
  const signedEntryTimestamp = textIn(fields, 'SignedEntryTimestamp');
  if (typeof body !== 'string' || typeof logID !== 'string' || !/^[0-9a-f]{64}$/i.test(logID))
    return undefined;
  if (!isCount(integratedTime) || !isCount(logIndex)) return undefined;
  const entry = parseJsonObject(decodeBase64(body) ?? '');
  if (entry === undefined) return undefined;
  return [
    {
      logIndex: String(logIndex),
      logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
      kindVersion: { kind: textIn(entry, 'kind'), version: textIn(entry, 'apiVersion') },
      integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp },
      canonicalizedBody: body,
    },
  ];
}

function readTimestamp(text: string): readonly JsonObject[] | undefined {
  const signedTimestamp = textIn(parseJsonObject(text) ?? {}, 'SignedRFC3161Timestamp');
  return signedTimestamp === '' ? undefined : [{ signedTimestamp }];
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
