import type { Digest } from '../reference/digest.ts';
import type { VulnerabilitySeverity } from '../reference/image-facts.ts';
import type { Platform } from '../reference/platform.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { ManifestEntry } from '../registry/image-source.ts';
import type { RegistryError } from '../registry/errors.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { Result } from '../text/result.ts';

/** What is scanned: the image of one platform, by digest, so that the answer is about what was looked at. */
export interface ScanSubject {
  readonly reference: ImageReference;
  readonly platform: Platform | undefined;
  readonly manifest: ManifestEntry;
  /** The index that it stands in, if any: registries file their reports under either. */
  readonly index: Digest | undefined;
}

/** What any scanner found, in one form. Texts are strangers' words. */
export interface ScanResult {
  readonly scanner: ScannerName;
  readonly scannerVersion: string | undefined;
  /** How old its data is, in milliseconds since 1970-01-01 UTC, as all times; undefined when it does not tell. */
  readonly database: number | undefined;
  /** When it was scanned; of a registry's own report, when that was asked for. */
  readonly at: number;
  /** What was scanned. */
  readonly digest: Digest;
  readonly distribution: Distribution | undefined;
  /** Each once for a package and version, the worst first; at most 20,000. */
  readonly vulnerabilities: readonly Vulnerability[];
  /** How many more there are. */
  readonly omitted: number;
}

export interface Distribution {
  /** `debian`, `alpine`. */
  readonly name: string;
  readonly version: string;
  /** Whether it gets no more updates; undefined when the scanner does not tell. */
  readonly isEndOfLife: boolean | undefined;
}

export interface Vulnerability {
  /** `CVE-2024-3094`, `GHSA-…`. */
  readonly id: string;
  readonly severity: VulnerabilitySeverity;
  readonly package: {
    readonly name: string;
    readonly version: string;
    readonly purl: string | undefined;
  };
  /** The versions that close it; empty when there is none yet or none is told. */
  readonly fixedIn: readonly string[];
  /** Whether the distribution has said that it will not close it. */
  readonly isWontFix: boolean;
  /** Whether it is known to be used in attacks; undefined when the scanner does not tell. */
  readonly isKnownExploited: boolean | undefined;
  readonly title: string | undefined;
  /** An http or https address with more. */
  readonly link: string | undefined;
}

export interface ScanError {
  readonly scanner: ScannerName;
  readonly code:
    | 'not-installed'
    /** A setting is missing: the address of a Clair, or a yes to OSV. */
    | 'not-set-up'
    | 'timeout'
    | 'cancelled'
    /** The program ended badly, or a server answered with an error. */
    | 'failed'
    /** The answer is not of the form that is known. */
    | 'invalid-answer'
    /** It has not scanned the image yet. */
    | 'pending'
    /** It cannot scan such an image. */
    | 'unsupported'
    /** Its version is known to have been tampered with. */
    | 'compromised'
    /** Nothing of this image is where it looks: no attached list of packages, no such registry. */
    | 'not-applicable';
  /** One line of its own, at most 200 characters, never a secret. */
  readonly detail?: string;
  readonly registryError?: RegistryError;
}

/** One scanner that the person has. Nothing of it rejects. */
export interface Scanner {
  readonly name: ScannerName;
  /** As people know it: `Trivy`. */
  readonly title: string;
  /**
   * Scans, or takes what was found before by the same scanner with the same data. What leaves the machine: a program's own
   * business, and for Clair, Quay, Harbor and OSV what `docs/inspect.md` says.
   */
  scan(subject: ScanSubject, signal: AbortSignal): Promise<Result<ScanResult, ScanError>>;
}

/** The port to the scanners. Nothing of it rejects. */
export interface ScannerSource {
  /** Those that the person has set up or has installed and that can tell something of such an image, the preferred first. */
  available(subject: ScanSubject, signal: AbortSignal): Promise<readonly Scanner[]>;
  /** One by its name, whether it is there or not. */
  named(name: ScannerName): Scanner;
}
