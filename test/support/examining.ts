import type { InspectionTools } from '../../server/src/analysis/questions/tools.ts';
import type { ImageKnowledge } from '../../server/src/registry/image-knowledge.ts';
import { createImageKnowledge } from '../../server/src/registry/image-knowledge-store.ts';
import type { ScanError, Scanner, ScanResult } from '../../server/src/scanners/scan.ts';
import { scannerNames, type ScannerName } from '../../server/src/settings/inspection-settings.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { memoryStore } from './pin-knowledge.ts';
import { today } from './rule-examples.ts';

/** What a machine has found out about images: nothing yet. */
export function memoryImageKnowledge(now: () => number = () => Date.parse(today)): ImageKnowledge {
  return createImageKnowledge({ store: memoryStore(), now });
}

/** Nobody to ask: no signature anywhere, no scanner, no container engine. */
export const noTools: InspectionTools = {
  trust: {
    signatures: ({ policy }) =>
      Promise.resolve({ level: 'none', signatures: [], policy, unseen: [] }),
    contentTrust: () => Promise.resolve(undefined),
  },
  scanners: scannersWith({}),
  engine: {
    look: () => Promise.resolve(fail({ code: 'not-found', endpoint: '/var/run/docker.sock' })),
  },
};

type Scans = Readonly<Partial<Record<ScannerName, Scanner['scan']>>>;

/** The scanners of a person who has these and no others. */
export function scannersWith(scans: Scans): InspectionTools['scanners'] {
  const named = (name: ScannerName): Scanner => ({
    name,
    title: name,
    scan: scans[name] ?? (() => Promise.resolve(fail({ scanner: name, code: 'not-installed' }))),
  });
  const there = scannerNames.filter((name) => scans[name] !== undefined);
  return { named, available: () => Promise.resolve(there.map(named)) };
}

/** A scan by Trivy on the day of the tests that has found vulnerabilities of these severities. */
export function scanResult(
  severities: readonly ScanResult['vulnerabilities'][number]['severity'][],
  details: Partial<ScanResult> = {},
): Result<ScanResult, ScanError> {
  return ok({
    scanner: 'trivy',
    scannerVersion: '0.68.1',
    database: Date.parse(today),
    at: Date.parse(today),
    digest: `sha256:${'0'.repeat(64)}`,
    distribution: undefined,
    vulnerabilities: severities.map((severity, index) => ({
      id: `CVE-2026-${String(index)}`,
      severity,
      package: { name: 'openssl', version: '1', purl: undefined },
      fixedIn: ['2'],
      isWontFix: false,
      isKnownExploited: undefined,
      title: undefined,
      link: undefined,
    })),
    omitted: 0,
    ...details,
  });
}
