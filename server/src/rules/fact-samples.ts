import type {
  AttestationFacts,
  ImageFacts,
  OriginFacts,
  PublisherFacts,
  PublisherKind,
  ScanFacts,
  SeverityCounts,
  SignatureFacts,
} from '../reference/image-facts.ts';
import { samplePin } from './pin-samples.ts';
import type { RuleContext } from './rule.ts';

/** What the examples of the rules about examined images are read with. */

/** When all of it was found out: on 2026-11-22. A number, as a call here would stay in the programs. */
const at = 1_795_305_600_000;

/** A context that knows this of every image. */
export function examined(parts: Partial<ImageFacts>): Pick<RuleContext, 'imageFacts'> {
  const facts: ImageFacts = {
    digest: samplePin,
    origin: undefined,
    publisher: undefined,
    signature: undefined,
    attestation: undefined,
    scan: undefined,
    ...parts,
  };
  return { imageFacts: () => facts };
}

/** An image that was built, and perhaps pushed, on these days. */
export function madeOn(created: string, pushed?: string): OriginFacts {
  return {
    at,
    created: Date.parse(created),
    pushed: pushed === undefined ? undefined : Date.parse(pushed),
    source: 'https://git.example.com/team/app',
  };
}

export function publishedBy(kind: PublisherKind, name: string): PublisherFacts {
  return { at, kind, name };
}

export function signature(
  level: SignatureFacts['level'],
  details: Partial<SignatureFacts> = {},
): SignatureFacts {
  return {
    at,
    level,
    signers: [],
    isExpected: undefined,
    isComplete: true,
    isWhole: level === 'verified',
    policy: '',
    ...details,
  };
}

export function attached(...kinds: readonly ('packages' | 'provenance')[]): AttestationFacts {
  return {
    at,
    hasPackages: kinds.includes('packages'),
    hasProvenance: kinds.includes('provenance'),
  };
}

const none: SeverityCounts = {
  critical: 0,
  high: 0,
  medium: 0,
  low: 0,
  negligible: 0,
  unknown: 0,
};

/** A scan with these numbers, all of which can be fixed unless `fixable` says otherwise. */
export function scan(
  counts: Partial<SeverityCounts>,
  details: Partial<Omit<ScanFacts, 'fixable'>> & { fixable?: Partial<SeverityCounts> } = {},
): ScanFacts {
  return {
    at,
    scanner: 'Trivy',
    scannerVersion: '0.68.1',
    database: at - 24 * 60 * 60_000,
    knownExploited: undefined,
    endOfLife: undefined,
    ...details,
    counts: { ...none, ...counts },
    fixable: { ...none, ...(details.fixable ?? counts) },
  };
}
