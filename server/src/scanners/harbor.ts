import type { ArtifactSource } from '../registry/artifact-source.ts';
import { dockerHub, type ImageReference } from '../reference/reference.ts';
import { parseJsonObject } from '../registry/json.ts';
import { createRecent } from '../registry/recent.ts';
import { fail } from '../text/result.ts';
import { harborReportIn, readHarborReport } from './harbor-report.ts';
import { quayHost, type RegistryReportOptions } from './quay.ts';
import { invalid } from './report.ts';
import { fetchFirst } from './registry-report.ts';
import { scanError } from './scan-errors.ts';
import type { Scanner } from './scan.ts';

/** Harbor's own scanner, and whether a registry is a Harbor. */
export interface HarborScanner extends Scanner {
  /** Asks the registry once for what only Harbor answers; remembered. */
  isHarbor(reference: ImageReference, signal: AbortSignal): Promise<boolean>;
}

/** Registries that everybody knows and that are no Harbor: they need not be asked. */
const others: ReadonlySet<string> = new Set([
  dockerHub,
  quayHost,
  'ghcr.io',
  'gcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'registry.gitlab.com',
  'registry.k8s.io',
]);

/** The forms of its report that Harbor is asked for (Harbor API v2.0, "getVulnerabilitiesAddition"). */
const reportTypes = [
  'application/vnd.security.vulnerability.report; version=1.1',
  'application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0',
].join(', ');

const maximalRegistries = 100;
const maximalPing = 1_000;

/** The report that the image's own Harbor has of it; nobody else is asked. */
export function harbor({ registry, now }: RegistryReportOptions): HarborScanner {
  const known = createRecent<'yes' | 'no'>(maximalRegistries);

  async function isHarbor(reference: ImageReference, signal: AbortSignal): Promise<boolean> {
    if (others.has(reference.registry)) return false;
    const answer = known.get(reference.registry);
    if (answer !== undefined) return answer === 'yes';
    const ponged = await ping(registry, reference, signal);
    if (!signal.aborted) known.set(reference.registry, ponged ? 'yes' : 'no');
    return ponged;
  }

  return {
    name: 'harbor',
    title: 'Harbor',
    isHarbor,
    async scan(subject, signal) {
      const { reference, manifest } = subject;
      if (!(await isHarbor(reference, signal)))
        return fail(scanError('harbor', signal.aborted ? 'cancelled' : 'not-applicable'));
      const [project = '', ...rest] = reference.repository.split('/');
      // Harbor undoes the escapes twice, as its own documentation says.
      const name = encodeURIComponent(encodeURIComponent(rest.join('/')));
      const artifacts = `/api/v2.0/projects/${project}/repositories/${name}/artifacts`;
      const question = {
        pathOf: (digest: string) => `${artifacts}/${digest}/additions/vulnerabilities`,
        headers: { 'X-Accept-Vulnerabilities': reportTypes },
      };
      const got = await fetchFirst('harbor', registry, subject, question, signal);
      if (!got.ok) return got;
      const answer = parseJsonObject(got.value);
      if (answer === undefined) return invalid('harbor', 'no JSON object');
      // What it has not scanned has an empty answer.
      if (Object.keys(answer).length === 0) return fail(scanError('harbor', 'pending'));
      if (harborReportIn(answer) === undefined)
        return invalid('harbor', 'no report of a known type');
      return readHarborReport(got.value, { digest: manifest.digest, at: now() });
    },
  };
}

async function ping(
  registry: Pick<ArtifactSource, 'fetchApi'>,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<boolean> {
  // Nobody's password is needed to find out whether it would be of use.
  const request = { path: '/api/v2.0/ping', maximalBody: maximalPing, isAnonymous: true };
  const answer = await registry.fetchApi(reference, request, signal);
  return answer.ok && /^"?pong"?\s*$/i.test(Buffer.from(answer.value).toString('utf8'));
}
