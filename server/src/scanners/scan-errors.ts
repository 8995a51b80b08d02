import type { ProgramError } from '../programs/program.ts';
import type { RegistryError } from '../registry/errors.ts';
import { plainLine } from '../text/plain-line.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { ScanError } from './scan.ts';

const maximalDetail = 200;

/** An error of a scanner; what a stranger wrote in the detail becomes a short line without what may be a secret. */
export function scanError(
  scanner: ScannerName,
  code: ScanError['code'],
  detail?: string,
): ScanError {
  const line = detail === undefined ? '' : shortLine(detail);
  return { scanner, code, ...(line !== '' && { detail: line }) };
}

/** How running a program failed. */
export function programFailure(scanner: ScannerName, error: ProgramError): ScanError {
  const { code, detail } = error;
  if (code === 'too-much-output') return scanError(scanner, 'failed', 'too much output');
  return scanError(scanner, code, detail);
}

/** How asking the image's registry failed. */
export function registryFailure(scanner: ScannerName, error: RegistryError): ScanError {
  const { code } = error;
  const isOurs = code === 'cancelled' || code === 'timeout';
  return { scanner, code: isOurs ? code : 'failed', registryError: error };
}

/** How asking a server failed that is no registry. */
export function serverFailure(scanner: ScannerName, error: RegistryError): ScanError {
  const { code, host, detail } = error;
  if (code === 'cancelled' || code === 'timeout') return { scanner, code };
  return scanError(
    scanner,
    'failed',
    `${host}: ${code}${detail === undefined ? '' : ` ${detail}`}`,
  );
}

/** The last line that says something, which is where programs tell why they end. */
function shortLine(text: string): string {
  const uncoloured = text.replace(/\p{Cc}\[[\d;]*m/gu, '').trim();
  const line = plainLine(uncoloured.split(/[\r\n]+/).at(-1) ?? '');
  return line
    .replace(/\/\/[^\s/@]+@/g, '//***@')
    .replace(/\b(bearer|basic|token|password|secret)(\s*[:=]\s*|\s+)\S+/gi, '$1$2***')
    .trim()
    .slice(0, maximalDetail);
}
