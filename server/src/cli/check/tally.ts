import { isAtLeast, type Severity } from '../../model/severity.ts';
import type { ExitCode } from '../ports.ts';
import type { ReportedFile, Totals } from '../reporters/reporter.ts';

/** Counts what was found, and decides what the command ends with. */
export interface Tally {
  add(file: ReportedFile): void;
  /** Something could not be read or found out. */
  addProblem(): void;
  totals(): Totals;
  exitCode(): ExitCode;
}

export interface Limits {
  /** The lightest severity that counts; undefined leaves it to each file's configuration. */
  readonly failOn: Severity | undefined;
  /** How many findings of that severity or worse are put up with. */
  readonly maxFindings: number;
}

export function createTally({ failOn, maxFindings }: Limits): Tally {
  const bySeverity: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  let files = 0;
  let problems = 0;
  let known = 0;
  let suppressed = 0;
  let fixable = 0;
  let counting = 0;
  return {
    add({ checked, known: inBaseline }) {
      files++;
      known += inBaseline.length;
      suppressed += checked.suppressed.length;
      const least = failOn ?? checked.failOn;
      for (const { severity, hasSafeFix } of checked.findings) {
        bySeverity[severity]++;
        if (isAtLeast(severity, least)) counting++;
        if (hasSafeFix) fixable++;
      }
    },
    addProblem() {
      problems++;
    },
    totals: () => ({ files, problems, bySeverity: { ...bySeverity }, known, suppressed, fixable }),
    exitCode() {
      if (problems > 0) return 2;
      return counting > maxFindings ? 1 : 0;
    },
  };
}
