import type { ArtifactSource } from '../registry/artifact-source.ts';
import { parseJsonObject, textIn } from '../registry/json.ts';
import { fail } from '../text/result.ts';
import { readQuayReport } from './quay-report.ts';
import { invalid, type ReadReport } from './report.ts';
import { fetchFirst } from './registry-report.ts';
import { scanError } from './scan-errors.ts';
import type { ScanError, Scanner } from './scan.ts';

export interface RegistryReportOptions {
  readonly registry: Pick<ArtifactSource, 'fetchApi'>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

export const quayHost = 'quay.io';

/** What Quay says of a manifest that it has not scanned (Quay API, "getRepoManifestSecurity", `status`). */
const otherStates: ReadonlyMap<string, ScanError['code']> = new Map([
  ['queued', 'pending'],
  ['failed', 'failed'],
  ['unsupported', 'unsupported'],
  ['manifest_layer_too_large', 'unsupported'],
]);

/** The report that quay.io makes of each image that is pushed there; nobody else is asked. */
export function quay({ registry, now }: RegistryReportOptions): Scanner {
  return {
    name: 'quay',
    title: 'Quay',
    async scan(subject, signal) {
      const { reference } = subject;
      if (reference.registry !== quayHost) return fail(scanError('quay', 'not-applicable'));
      const repository = `/api/v1/repository/${reference.repository}`;
      const query = new URLSearchParams({ vulnerabilities: 'true' });
      const question = { pathOf: pathIn(repository), query };
      const got = await fetchFirst('quay', registry, subject, question, signal);
      return got.ok ? readState(got.value, { digest: subject.manifest.digest, at: now() }) : got;
    },
  };
}

function pathIn(repository: string) {
  return (digest: string) => `${repository}/manifest/${digest}/security`;
}

const readState: ReadReport = (bytes, occasion) => {
  const answer = parseJsonObject(bytes);
  if (answer === undefined) return invalid('quay', 'no JSON object');
  const status = textIn(answer, 'status');
  const other = otherStates.get(status);
  return other === undefined
    ? readQuayReport(bytes, occasion)
    : fail(scanError('quay', other, status));
};
