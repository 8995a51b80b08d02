import { createHmac } from 'node:crypto';

export interface ClairTokenFacts {
  /** The shared key, as bytes. */
  readonly key: Uint8Array;
  readonly issuer: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

/** Seconds: enough for one request, and for clocks that differ a little. */
const lifetime = 120;

/**
 * The token by which Clair knows its callers (Clair, "Authentication", PSK): a JSON Web Token (RFC 7519) that is signed with
 * HMAC and SHA-256 (RFC 7518, 3.2).
 */
export function clairToken({ key, issuer, now }: ClairTokenFacts): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iss: issuer, iat: seconds, nbf: seconds, exp: seconds + lifetime };
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** The bytes of a key in Base64, as Clair's configuration has it; undefined when it is no such text or empty. */
export function readClairKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (!/^[A-Za-z\d+/]+={0,2}$/.test(trimmed)) return undefined;
  const key = Buffer.from(trimmed, 'base64');
  return key.length === 0 ? undefined : key;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
