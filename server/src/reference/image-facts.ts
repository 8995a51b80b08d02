import { aDay } from '../text/day.ts';
import type { Digest } from './digest.ts';

/** For how long what was found out about an image speaks, in milliseconds; as long as facts about pins. */
export const imageFactsLifetime = 14 * aDay;

/**
 * What was found out about the image that a reference stood for, as far as somebody asked. Each part has its own `at`, when
 * it was found out, in milliseconds since 1970-01-01 UTC, as all times here are; a part that is undefined was never asked for.
 */
export interface ImageFacts {
  /** Of the index or manifest that the reference stood for; all parts are about it. */
  readonly digest: Digest;
  readonly origin: OriginFacts | undefined;
  readonly publisher: PublisherFacts | undefined;
  readonly signature: SignatureFacts | undefined;
  readonly attestation: AttestationFacts | undefined;
  readonly scan: ScanFacts | undefined;
}

interface Dated {
  readonly at: number;
}

/** What the image says of itself and the registry of its age. */
export interface OriginFacts extends Dated {
  /** Undefined when it is not told, or is the epoch, as in reproducible builds. */
  readonly created: number | undefined;
  /** When the tag was pushed, by the registry; undefined when it does not tell. */
  readonly pushed: number | undefined;
  /** Where the source code is, by label, annotation or provenance; undefined when none of them says. */
  readonly source: string | undefined;
}

/**
 * Who stands behind an image: a Docker Official Image; a publisher that the registry verified, or whose open source it
 * sponsors; the one organisation that a registry or namespace belongs to by our own dated table; an account of which
 * nothing more is known.
 */
export type PublisherKind = 'official' | 'verified' | 'sponsored' | 'known-owner' | 'account';

export interface PublisherFacts extends Dated {
  readonly kind: PublisherKind;
  /** As people know it: `Docker Official Images`, `Microsoft`, `grafana`. A stranger's word for an account. */
  readonly name: string;
}

/** `present`: found, and nobody could check it. `failed`: a check went wrong, or somebody signed who was not expected. */
export type SignatureLevel = 'none' | 'present' | 'verified' | 'failed';

export interface SignatureFacts extends Dated {
  readonly level: SignatureLevel;
  /** Who signed, of verified ones, else of good ones by somebody who is not expected: keys by name, identities with their issuer. Strangers' words. */
  readonly signers: readonly string[];
  /** Whether one of them is whom the person, the policy or our own dated table expects; undefined when nobody says. */
  readonly isExpected: boolean | undefined;
  /** Whether every place where a signature can be was looked at; where not, `none` is not certain. */
  readonly isComplete: boolean;
  /** Whether what is verified is the digest itself; of an index it may be the image of one platform alone. */
  readonly isWhole: boolean;
  /** Who was expected to sign, as `policyText` writes it: whoever expects others must not go by these facts. */
  readonly policy: string;
}

export interface AttestationFacts extends Dated {
  readonly hasPackages: boolean;
  readonly hasProvenance: boolean;
}

export type VulnerabilitySeverity =
  'critical' | 'high' | 'medium' | 'low' | 'negligible' | 'unknown';

/** The worst first. */
export const vulnerabilitySeverities: readonly VulnerabilitySeverity[] = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
  'unknown',
];

export type SeverityCounts = Readonly<Record<VulnerabilitySeverity, number>>;

/** A scan in numbers; of several scanners the one that the person prefers. */
export interface ScanFacts extends Dated {
  /** As people know it: `Trivy`. */
  readonly scanner: string;
  readonly scannerVersion: string | undefined;
  /** How old its data was. */
  readonly database: number | undefined;
  readonly counts: SeverityCounts;
  /** The same of those that a newer version of the package closes. */
  readonly fixable: SeverityCounts;
  /** How many are known to be used in attacks; undefined when the scanner does not tell. */
  readonly knownExploited: number | undefined;
  /** The distribution when it gets no more updates: `debian 8`; undefined when it does, or nobody tells. */
  readonly endOfLife: string | undefined;
}

/** The parts that are no older than `lifetime` milliseconds, nor of the future; undefined when none is. */
export function youngerFacts(
  { digest, origin, publisher, signature, attestation, scan }: ImageFacts,
  lifetime: number,
  now: number,
): ImageFacts | undefined {
  const young = <T extends Dated>(part: T | undefined): T | undefined =>
    part !== undefined && part.at <= now && now - part.at < lifetime ? part : undefined;
  const parts = {
    origin: young(origin),
    publisher: young(publisher),
    signature: young(signature),
    attestation: young(attestation),
    scan: young(scan),
  };
  return Object.values(parts).every((part) => part === undefined)
    ? undefined
    : { digest, ...parts };
}

/** What is recent enough for rules to speak of. */
export function recentFacts(facts: ImageFacts, now: number): ImageFacts | undefined {
  return youngerFacts(facts, imageFactsLifetime, now);
}
