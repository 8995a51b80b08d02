import { parseJsonObject, textIn } from '../registry/json.ts';
import { readTime } from '../registry/time.ts';
import { ok } from '../text/result.ts';
import { readGrypeReport } from './grype-report.ts';
import { platformOption } from './image-name.ts';
import { outputOf, type ScannerProgram } from './program-scanner.ts';

/** A person's own settings may have findings end it with this code. */
const foundCode = 2;

/** Grype's command line; `now` in milliseconds since 1970-01-01 UTC. */
export function grype(now: () => number): ScannerProgram {
  return {
    name: 'grype',
    title: 'Grype',
    program: 'grype',
    environment: { GRYPE_CHECK_FOR_APP_UPDATE: 'false' },
    tellsDataAfterwards: false,
    async state(tool, signal) {
      const told = outputOf('grype', await tool(['version', '-o', 'json'], signal));
      if (!told.ok) return told;
      const version = textIn(parseJsonObject(told.value) ?? {}, 'version');
      // Without data it ends with an error, and fetches some when it scans.
      const status = await tool(['db', 'status', '-o', 'json'], signal);
      if (!status.ok) return status;
      const built = textIn(parseJsonObject(status.value.stdout) ?? {}, 'built');
      const database = readTime(built, now());
      return ok({ scanner: 'grype', version: version || undefined, database });
    },
    async report(tool, image, subject, signal) {
      const args = [`registry:${image}`, '-o', 'json', '--quiet', ...platformOption(subject)];
      return outputOf('grype', await tool(args, signal), [0, foundCode]);
    },
    read: readGrypeReport,
  };
}
