import type { FoundAttestation } from '../../registry/attestation-source.ts';

/** Whether it is a list of the image's parts, in whichever form and version. */
export function isPackageList({ predicateType }: FoundAttestation): boolean {
  return /spdx|cyclonedx/i.test(predicateType);
}

/** Whether it says how the image was built (SLSA provenance), in whichever version. */
export function isProvenance({ predicateType }: FoundAttestation): boolean {
  return /slsa\.dev\/provenance/i.test(predicateType);
}
