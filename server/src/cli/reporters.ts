import type { Report } from '../analysis/report.ts';
import { counted } from '../text/words.ts';
import type { Severity } from '../model/severity.ts';
import { createLineIndex, type Range } from '../text/line-index.ts';
import { plainLine } from '../text/plain-line.ts';

export interface FileReport {
  readonly path: string;
  readonly report: Report;
}

/**
 * Findings as people read them: a heading a file, a line a finding, and a count. Names come from files
 * that may be a stranger's, so nothing in them reaches the terminal as a control character.
 */
export function textReport(reports: readonly FileReport[]): string {
  const lines: string[] = [];
  let total = 0;
  for (const { path, report } of reports) {
    if (report.findings.length === 0) continue;
    total += report.findings.length;
    const index = createLineIndex(report.source.text);
    lines.push(plainLine(path));
    for (const { span, severity, message, rule } of report.findings) {
      const { line, character } = index.positionAt(span.start);
      const place = `${line + 1}:${character + 1}`;
      lines.push(`  ${place.padEnd(7)} ${severity.padEnd(11)} ${plainLine(message)} [${rule}]`);
    }
    lines.push('');
  }
  lines.push(`${counted(total, 'finding')} in ${counted(reports.length, 'file')}.`, '');
  return lines.join('\n');
}

/** One finding of `seaworthy check --format json`, version 1. */
export interface JsonFinding {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Lines and characters from 0, characters in UTF-16 units, as in LSP. */
  readonly range: Range;
}

export function jsonReport(reports: readonly FileReport[]): string {
  const findings = reports.flatMap(({ path, report }) => {
    const index = createLineIndex(report.source.text);
    return report.findings.map(({ rule, severity, message, span }): JsonFinding => ({
      file: path,
      rule,
      severity,
      message,
      range: index.rangeOf(span),
    }));
  });
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}
