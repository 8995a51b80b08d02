import { objectIn, parseJsonObject, textIn } from '../registry/json.ts';
import { readTime } from '../registry/time.ts';
import { fail, ok } from '../text/result.ts';
import { platformOption } from './image-name.ts';
import { outputOf, type ScannerProgram } from './program-scanner.ts';
import { scanError } from './scan-errors.ts';
import { readTrivyReport } from './trivy-report.ts';

/**
 * Releases that an attacker published in March 2026, in the repository or as images alone: GHSA-69fq-xp46-6x23,
 * https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23 (looked at on 2026-11-23).
 */
const compromisedVersions: ReadonlySet<string> = new Set(['0.69.4', '0.69.5', '0.69.6']);

/** Trivy's command line, from version 0.37 on; `timeout` in milliseconds, `now` since 1970-01-01 UTC. */
export function trivy(timeout: number, now: () => number): ScannerProgram {
  return {
    name: 'trivy',
    title: 'Trivy',
    program: 'trivy',
    environment: { TRIVY_DISABLE_TELEMETRY: 'true', TRIVY_SKIP_VERSION_CHECK: 'true' },
    tellsDataAfterwards: true,
    async state(tool, signal) {
      const told = outputOf('trivy', await tool(['version', '--format', 'json'], signal));
      if (!told.ok) return told;
      const fields = parseJsonObject(told.value) ?? {};
      const version = textIn(fields, 'Version').replace(/^v/, '');
      if (compromisedVersions.has(version)) return fail(scanError('trivy', 'compromised', version));
      const database = readTime(textIn(objectIn(fields, 'VulnerabilityDB'), 'UpdatedAt'), now());
      return ok({ scanner: 'trivy', version: version || undefined, database });
    },
    async report(tool, image, subject, signal) {
      const args = [
        'image',
        ...['--format', 'json', '--quiet'],
        // Not what the container engine has under the digest, and no search for secrets, which takes long.
        ...['--image-src', 'remote', '--scanners', 'vuln'],
        // A person's own settings may have findings end it with another code.
        ...['--exit-code', '0'],
        ...platformOption(subject),
        ...['--timeout', `${Math.ceil(timeout / 1000)}s`],
        image,
      ];
      return outputOf('trivy', await tool(args, signal));
    },
    read: readTrivyReport,
  };
}
