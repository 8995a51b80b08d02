import type { ImageReference } from '../../reference/reference.ts';
import type { ScanError } from '../../scanners/scan.ts';
import type { ScannerName } from '../../settings/inspection-settings.ts';
import { inertLine } from '../../text/plain-line.ts';
import { explainRegistryError } from '../registry-sentences.ts';

/** Scanners as people know them. */
export const scannerTitles: Readonly<Record<ScannerName, string>> = {
  trivy: 'Trivy',
  grype: 'Grype',
  scout: 'Docker Scout',
  clair: 'Clair',
  quay: 'Quay',
  harbor: 'Harbor',
  osv: 'OSV',
};

/** Why a scanner told nothing, and what can be done, in one or two sentences. */
export function explainScanError(reference: ImageReference, error: ScanError): string {
  const { scanner, detail, registryError } = error;
  const title = scannerTitles[scanner];
  if (registryError !== undefined)
    return `${title} told nothing. ${explainRegistryError(reference, registryError, 'look at')}`;
  const because = detail === undefined ? '' : ` (${inertLine(detail)})`;
  switch (error.code) {
    case 'not-installed':
      return `${title} is not installed where it is looked for. Install it, or set its path in your inspection settings.`;
    case 'not-set-up':
      return `${title} is not set up${because}. Your inspection settings say where it answers, or that it may be asked.`;
    case 'timeout':
      return `${title} did not end in time. Try again, or allow it more time in your inspection settings.`;
    case 'cancelled':
      return `${title} was stopped.`;
    case 'failed':
      return `${title} failed${because}. Run it by hand to see why.`;
    case 'invalid-answer':
      return `${title} answered in a form that is not known here${because}. Perhaps its version is too old or too new.`;
    case 'pending':
      return `${title} has not scanned the image yet. Ask again in some minutes.`;
    case 'unsupported':
      return `${title} cannot scan such an image${because}.`;
    case 'compromised':
      return `${title} was not started: this version is known to have been tampered with${because}. Remove it, and change the secrets that it could read.`;
    case 'not-applicable':
      return `${title} has nothing to tell of this image${because}.`;
  }
}
