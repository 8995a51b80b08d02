import type { Severity } from '../../model/severity.ts';
import type { Rule } from '../../rules/rule.ts';
import type { CheckedFile, CheckedFinding } from '../check/checked-file.ts';
import type { FileProblem } from '../files.ts';

/**
 * Writes what was found, a file after the other, so that no more than one is held. The texts that the functions return are
 * the report when they are put together; each ends with a line. A reporter is for one report.
 */
export interface Reporter {
  begin(): string;
  /** Tells the findings, and also what `checked` knows to have kept the file from being checked in full. */
  file(file: ReportedFile): string;
  /** A file that could not be checked at all, so that nothing else is told of it. */
  problem(problem: FileProblem): string;
  end(totals: Totals): string;
}

/** A file as it is reported: `checked.findings` are those that are not in the baseline. */
export interface ReportedFile {
  readonly checked: CheckedFile;
  /** Its text, for the lines that are shown of it. */
  readonly text: string;
  /** Relative to the repository, with `/`: how programs that look at a whole repository know it. */
  readonly repositoryPath: string;
  /** Findings that are in the baseline. */
  readonly known: readonly CheckedFinding[];
}

export interface Totals {
  readonly files: number;
  readonly problems: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** In the baseline. */
  readonly known: number;
  readonly suppressed: number;
  /** Findings that a safe fix settles. */
  readonly fixable: number;
}

export interface ReporterOptions {
  readonly rules: readonly Rule[];
  readonly hasColours: boolean;
  /** Whether escapes for links are understood: by terminals, while logs of pipelines often show them. */
  readonly hasLinks: boolean;
  /** Characters of a line; undefined when there is no bound. */
  readonly columns: number | undefined;
}
