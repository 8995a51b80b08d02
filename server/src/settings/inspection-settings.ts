/** The scanners that there are, those first that are preferred where nobody says so. */
export const scannerNames = ['trivy', 'grype', 'scout', 'clair', 'quay', 'harbor', 'osv'] as const;
export type ScannerName = (typeof scannerNames)[number];

/** How images are looked into; all of it is the person's own, none of it a workspace's. */
export interface InspectionSettings {
  readonly scanners: ScannerSettings;
  readonly trust: TrustSettings;
  /** The socket of the container engine; undefined looks where Docker and Podman put theirs. */
  readonly engineSocket: string | undefined;
  /** Whether looking at an image in the editor may ask its registry. */
  readonly hoverAsks: boolean;
  /** Whether the counts of the last scan stand above an image. */
  readonly showsCounts: boolean;
}

export interface ScannerSettings {
  /** Which scanners are used, the preferred first; undefined uses those that are there, OSV never. */
  readonly use: readonly ScannerName[] | undefined;
  /** Milliseconds that a scan may take. */
  readonly timeout: number;
  /** Programs that are not on PATH, by scanner: absolute paths. */
  readonly programs: Readonly<Partial<Record<'trivy' | 'grype' | 'docker' | 'notation', string>>>;
  readonly clair: ClairSettings | undefined;
}

export interface ClairSettings {
  /** Where indexer and matcher answer, in one or at two places. */
  readonly indexer: string;
  readonly matcher: string;
  /** A file that holds the shared key in base64, as Clair's configuration has it; undefined when it wants none. */
  readonly keyFile: string | undefined;
  /** `iss` of the tokens. */
  readonly issuer: string;
}

export interface TrustSettings {
  /** A Sigstore `trusted_root.json`; undefined takes the dated one that Seaworthy carries. */
  readonly trustedRoot: string | undefined;
  /** Who may sign which images, the first that matches counts. */
  readonly signers: readonly SignerSetting[];
  /** Notary servers by registry, as references name it. */
  readonly notaryServers: Readonly<Record<string, string>>;
}

/** Who may sign images that a pattern covers: a public key in a file or as text, or an identity. */
export interface SignerSetting {
  readonly images: readonly string[];
  /** An absolute path. */
  readonly keyFile?: string;
  readonly key?: string;
  readonly identity?: string;
  readonly issuer?: string;
}

export const defaultInspectionSettings: InspectionSettings = {
  scanners: { use: undefined, timeout: 300_000, programs: {}, clair: undefined },
  trust: { trustedRoot: undefined, signers: [], notaryServers: {} },
  engineSocket: undefined,
  hoverAsks: false,
  showsCounts: true,
};

/** What a policy may require of an image. */
export const measures = ['signature', 'digest', 'official', 'attestation'] as const;
export type Measure = (typeof measures)[number];

/** Seconds that a scan may take, both of which count. */
export const scanTimeouts = { least: 5, most: 3600 };
