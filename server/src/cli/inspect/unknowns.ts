import type { Examination } from '../../analysis/questions/examination.ts';
import { explainEngineError } from '../../analysis/questions/engine-sentences.ts';
import { explainScanError } from '../../analysis/questions/scan-sentences.ts';
import { placeWords } from '../../analysis/questions/trust-sentences.ts';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';
import type { RegistryError } from '../../registry/errors.ts';

/** What could not be found out and why, a sentence each. */
export function unknownsOf(examination: Examination): readonly string[] {
  const { inspection, publisher, attestations, base, signatures, contentTrust, scans, engine } =
    examination;
  const { reference, details, tags, tagNow } = inspection;
  const parts: readonly (readonly [string, RegistryError | undefined])[] = [
    ['The image of the platform', errorOf(details)],
    ['What the tag stands for now', errorOf(tagNow)],
    ['Which tags there are', errorOf(tags)],
    ['Who publishes', errorOf(publisher)],
    ['What is attached', errorOf(attestations)],
    ['What became of the base image', base?.now.kind === 'failed' ? base.now.error : undefined],
    ...(signatures?.unseen ?? []).map(
      ({ place, error }) => [`Signatures by ${placeWords[place]}`, error] as const,
    ),
    ['Docker Content Trust', contentTrust?.kind === 'unreachable' ? contentTrust.error : undefined],
  ];
  return [
    ...parts.flatMap(([what, error]) =>
      error === undefined ? [] : [`${what}: ${explainRegistryError(reference, error, 'look at')}`],
    ),
    ...scans.flatMap((scan) => (scan.ok ? [] : [explainScanError(reference, scan.error)])),
    ...(engine?.ok === false ? [explainEngineError(engine.error)] : []),
    ...(isUnscanned(examination)
      ? ['No scanner is installed or set up, so nothing was scanned.']
      : []),
  ];
}

/** Whether the image of the platform and all that options asked for could be had. */
export function isAnswered(examination: Examination): boolean {
  const { inspection, scans, engine } = examination;
  const isScanned = scans.every((scan) => scan.ok) && !isUnscanned(examination);
  return inspection.details.ok && isScanned && engine?.ok !== false;
}

function isUnscanned({ wishes, scans, inspection }: Examination): boolean {
  return wishes.scan !== 'none' && scans.length === 0 && inspection.details.ok;
}

type Part = { readonly ok: true } | { readonly ok: false; readonly error: RegistryError };

function errorOf(part: Part | undefined): RegistryError | undefined {
  return part?.ok === false ? part.error : undefined;
}
