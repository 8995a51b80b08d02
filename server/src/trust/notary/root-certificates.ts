import type { X509Certificate } from 'node:crypto';
import { aDay } from '../../text/day.ts';
import type { RootDocument, Signers } from './documents.ts';
import { certificateOf } from './keys.ts';

/**
 * Those who may sign a root, of them only keys in certificates for this repository: the certificate's common name is the
 * repository's, or its beginning with a `*` behind, and it is no authority. With a time, only those that are valid then;
 * clocks may differ by a day at the beginning, as Notary allows.
 */
export function rootSigners(
  { keys, signers: { root } }: RootDocument,
  name: string,
  now?: number,
): Signers {
  const keyIds = root.keyIds.filter((id) => {
    const key = keys.get(id);
    const certificate = key && certificateOf(key);
    return (
      certificate !== undefined &&
      isFor(certificate, name) &&
      (now === undefined || isValid(certificate, now))
    );
  });
  return { ...root, keyIds };
}

/** SHA-256 fingerprints of the certificates of a root for this repository, in hex, sorted. */
export function rootFingerprints(root: RootDocument, name: string): readonly string[] {
  return rootSigners(root, name)
    .keyIds.flatMap((id) => {
      const key = root.keys.get(id);
      return (key && certificateOf(key)?.fingerprint256) ?? [];
    })
    .map((fingerprint) => fingerprint.replaceAll(':', '').toLowerCase())
    .sort();
}

function isFor(certificate: X509Certificate, name: string): boolean {
  const commonName = /(?:^|\n)CN=(.*)/.exec(certificate.subject)?.[1] ?? '';
  const isNamed = commonName.endsWith('*')
    ? name.startsWith(commonName.replace(/\*+$/, ''))
    : commonName === name;
  return isNamed && !certificate.ca;
}

function isValid({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now + aDay && Date.parse(validTo) > now;
}
