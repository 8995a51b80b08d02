import type { Digest } from '../../reference/digest.ts';
import {
  vulnerabilitySeverities,
  type AttestationFacts,
  type ImageFacts,
  type OriginFacts,
  type PublisherFacts,
  type ScanFacts,
  type SeverityCounts,
  type SignatureFacts,
} from '../../reference/image-facts.ts';
import type { Attestations } from '../../registry/attestation-source.ts';
import type { ScanResult, Vulnerability } from '../../scanners/scan.ts';
import type { SignatureReport } from '../../trust/trust-source.ts';
import { isPackageList, isProvenance } from './attestation-kinds.ts';
import { claimOf } from './claims.ts';
import type { Examination } from './examination.ts';
import { publisherOf } from './publisher.ts';
import { scannerTitles } from './scan-sentences.ts';
import { policyText, signerName } from './signers.ts';

/** An examination in short, for rules, hovers and code lenses; a part that nobody was asked for, or that failed, is undefined. */
export function imageFactsOf(examination: Omit<Examination, 'facts'>): ImageFacts {
  const { askedAt: at, inspection, attestations, signatures, scans } = examination;
  const scan = scans.find((each) => each.ok);
  return {
    digest: inspection.entry.digest,
    origin: originFacts(examination),
    publisher: publisherFacts(examination),
    signature: signatures && { at, ...signatureFacts(signatures, inspection.entry.digest) },
    attestation:
      attestations?.ok === true ? { at, ...attestationFacts(attestations.value) } : undefined,
    scan: scan?.ok === true ? scanFacts(scan.value) : undefined,
  };
}

function originFacts({
  askedAt,
  inspection,
  publisher,
  attestations,
}: Omit<Examination, 'facts'>): OriginFacts | undefined {
  if (!inspection.details.ok) return undefined;
  const provenance = attestations?.ok === true ? attestations.value.provenance : undefined;
  return {
    at: askedAt,
    created: inspection.details.value.created,
    pushed: (publisher?.ok === true ? publisher.value.tagPushed : undefined) ?? inspection.pushed,
    source: claimOf(inspection, 'source') ?? provenance?.source,
  };
}

/** What our own lists say holds without anybody's answer; an account is told of only where somebody was asked. */
function publisherFacts({
  askedAt,
  inspection,
  publisher,
}: Omit<Examination, 'facts'>): PublisherFacts | undefined {
  const told = publisher?.ok === true ? publisher.value : undefined;
  const { kind, name } = publisherOf(inspection, told);
  return kind === 'account' && told === undefined ? undefined : { at: askedAt, kind, name };
}

function signatureFacts(
  { level, signatures, policy, unseen }: SignatureReport,
  digest: Digest,
): Omit<SignatureFacts, 'at'> {
  const good = signatures.flatMap(({ subject, outcome }) =>
    outcome.kind === 'verified' ? [{ subject, ...outcome }] : [],
  );
  const unexpected = signatures.flatMap(({ outcome }) =>
    outcome.kind === 'failed' && outcome.reason === 'unexpected-signer'
      ? (outcome.signer ?? [])
      : [],
  );
  const named = good.length > 0 ? good.map(({ signer }) => signer) : unexpected;
  const isJudged = policy.signers.length > 0 && level !== 'none';
  return {
    level,
    signers: [...new Set(named.map(signerName))],
    isExpected: isJudged ? good.some(({ isExpected }) => isExpected === true) : undefined,
    isComplete: unseen.length === 0,
    isWhole: good.some(({ subject }) => subject === digest),
    policy: policyText(policy),
  };
}

function attestationFacts({
  found,
  packages,
  provenance,
}: Attestations): Omit<AttestationFacts, 'at'> {
  return {
    hasPackages: packages !== undefined || found.some(isPackageList),
    hasProvenance: provenance !== undefined || found.some(isProvenance),
  };
}

/** A scan in numbers. */
export function scanFacts(scan: ScanResult): ScanFacts {
  const { distribution, vulnerabilities } = scan;
  const told = vulnerabilities.filter(({ isKnownExploited }) => isKnownExploited !== undefined);
  const isOver = distribution?.isEndOfLife === true;
  return {
    at: scan.at,
    scanner: scannerTitles[scan.scanner],
    scannerVersion: scan.scannerVersion,
    database: scan.database,
    counts: countsOf(vulnerabilities),
    fixable: countsOf(vulnerabilities.filter(({ fixedIn }) => fixedIn.length > 0)),
    knownExploited:
      told.length === 0 ? undefined : told.filter((each) => each.isKnownExploited === true).length,
    endOfLife: isOver ? `${distribution.name} ${distribution.version}`.trim() : undefined,
  };
}

function countsOf(vulnerabilities: readonly Vulnerability[]): SeverityCounts {
  const counts = new Map(vulnerabilitySeverities.map((severity) => [severity, 0]));
  for (const { severity } of vulnerabilities) counts.set(severity, (counts.get(severity) ?? 0) + 1);
  return Object.fromEntries(counts) as SeverityCounts;
}
