import { fail, ok, type Result } from '../text/result.ts';

/** A content address: `sha256:` and 64, or `sha512:` and 128 lower-case hexadecimal digits. */
export type Digest = `${DigestAlgorithm}:${string}`;

export type DigestAlgorithm = 'sha256' | 'sha512';

export type DigestError =
  'digest-missing' | 'digest-unknown-algorithm' | 'digest-wrong-length' | 'digest-not-lower-hex';

const hexLength: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha512', 128],
]);

/** Reads a digest after the OCI image specification, "Digests": registered algorithms only, exact lengths. */
export function parseDigest(text: string): Result<Digest, DigestError> {
  const colon = text.indexOf(':');
  const algorithm = colon < 0 ? text : text.slice(0, colon);
  const encoded = colon < 0 ? '' : text.slice(colon + 1);
  if (text === '') return fail('digest-missing');
  const length = hexLength.get(algorithm);
  if (length === undefined) return fail('digest-unknown-algorithm');
  if (encoded.length !== length) return fail('digest-wrong-length');
  if (!/^[0-9a-f]*$/.test(encoded)) return fail('digest-not-lower-hex');
  return ok(text as Digest);
}

/** A digest as people compare it: the first twelve digits. */
export function shortDigest(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}
