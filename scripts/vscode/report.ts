import { readFileSync, writeFileSync } from 'node:fs';

/** What a suite counted, for a parent that adds several up. */
export interface SuiteReport {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The titles of the tests that failed. */
  readonly failures?: readonly string[];
  /** Why nothing could be counted. */
  readonly reason?: string;
}

/** The environment variable that names the file a suite writes its report to. */
export const reportVariable = 'SEAWORTHY_TEST_REPORT';

/** Writes the report where the parent asked for it, if one did. */
export function writeReport(report: SuiteReport): void {
  const file = process.env[reportVariable];
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report)}\n`);
}

/** The report a suite wrote; undefined when it wrote none, because it did not get that far. */
export function readReport(file: string): SuiteReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  } catch {
    return undefined;
  }
}

/** Prints the closing line, writes the report and gives the exit code. */
export function conclude(report: SuiteReport): number {
  const { suite, passed, failed, skipped, reason } = report;
  if (reason !== undefined) console.log(`${suite}: ${reason}`);
  console.log(`${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  writeReport(report);
  return failed === 0 ? 0 : 1;
}

/**
 * Concludes a suite whose tools are missing: on CI that is a failure, elsewhere the suite is
 * skipped by name.
 */
export function concludeMissing(suite: string, missing: readonly string[]): number {
  const required = process.env['CI'] === 'true';
  return conclude({
    suite,
    passed: 0,
    failed: required ? 1 : 0,
    skipped: required ? 0 : 1,
    reason: `not run, missing: ${missing.join('; ')}`,
  });
}
