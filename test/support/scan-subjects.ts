import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../server/src/reference/digest.ts';
import { vulnerabilitySeverities } from '../../server/src/reference/image-facts.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import type { ManifestEntry } from '../../server/src/registry/image-source.ts';
import type { ScanResult, ScanSubject } from '../../server/src/scanners/scan.ts';

/** The digest that the samples of Clair, Quay and Harbor are about. */
export const sampleDigest: Digest =
  'sha256:9728f340a229c67d143d630239e55fdf305fafdeffab3ef30e160850aa4ac0e9';

export const layerDigest: Digest =
  'sha256:2f077db56abccc19f16f140f629ae98e904b4b7d563957a7fc319bd11b82ba36';

const sampleManifest: ManifestEntry = {
  kind: 'manifest',
  digest: sampleDigest,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  annotations: new Map(),
  config: { digest: sampleDigest, mediaType: 'application/vnd.oci.image.config.v1+json', size: 2 },
  layers: [
    {
      digest: layerDigest,
      size: 100,
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    },
  ],
};

/** The image of one platform, as an examination has it scanned. */
export function scanSubject(image: string, more: Partial<ScanSubject> = {}): ScanSubject {
  const parsed = parseReference(image);
  if (!parsed.ok) throw new RangeError(image);
  return {
    reference: parsed.value,
    platform: { os: 'linux', architecture: 'amd64' },
    manifest: sampleManifest,
    index: undefined,
    ...more,
  };
}

/** A file of `test/samples/vulnerabilities`, byte for byte. */
export function vulnerabilitySample(path: string): Buffer {
  return readFileSync(samplePath(path));
}

export function samplePath(path: string): string {
  return join(import.meta.dirname, '../samples/vulnerabilities', path);
}

/** How many there are of each severity, in a line: `1 critical, 2 medium`. */
export function countsOf({ vulnerabilities }: ScanResult): string {
  return vulnerabilitySeverities
    .map((severity) => ({
      severity,
      count: vulnerabilities.filter((one) => one.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ');
}
