import type { ApiRequest, ArtifactSource } from '../registry/artifact-source.ts';
import { fail, type Result } from '../text/result.ts';
import { registryFailure, scanError } from './scan-errors.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { ScanError, ScanSubject } from './scan.ts';

export interface ReportQuestion extends Pick<ApiRequest, 'query' | 'headers'> {
  readonly pathOf: (digest: string) => string;
}

const maximalReport = 64 * 1024 * 1024;

/**
 * Fetches what the image's registry has of it by its own API, of the platform's image or of the index in which that stands;
 * `not-applicable` when it has nothing of either.
 */
export async function fetchFirst(
  scanner: ScannerName,
  registry: Pick<ArtifactSource, 'fetchApi'>,
  { reference, manifest, index }: ScanSubject,
  { pathOf, query, headers }: ReportQuestion,
  signal: AbortSignal,
): Promise<Result<Uint8Array, ScanError>> {
  const digests = [manifest.digest, ...(index === undefined ? [] : [index])];
  for (const digest of digests) {
    const request = {
      path: pathOf(digest),
      maximalBody: maximalReport,
      ...(query !== undefined && { query }),
      ...(headers !== undefined && { headers }),
    };
    const got = await registry.fetchApi(reference, request, signal);
    if (got.ok) return got;
    if (got.error.code !== 'not-found') return fail(registryFailure(scanner, got.error));
  }
  return fail(scanError(scanner, 'not-applicable'));
}
