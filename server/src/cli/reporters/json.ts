import { ruleUrl } from '../../rules/rule.ts';
import { version } from '../../version.ts';
import type { CheckedFinding, CheckedFix } from '../check/checked-file.ts';
import { createItemWriter, jsonText } from './json-text.ts';
import { createObstacleReader } from './obstacles.ts';
import type { Reporter } from './reporter.ts';
import { createFixFilter, type FixFilter } from './shown-fixes.ts';

/**
 * One JSON object, version 1, as schemas/check-report.schema.json and docs/json-report.md describe it. Findings are written as
 * they come, a line each; what comes behind them is held until the end.
 */
export function createJsonReporter(): Reporter {
  const obstaclesOf = createObstacleReader();
  const findings = createItemWriter('    ');
  const suppressed: unknown[] = [];
  const problems: unknown[] = [];
  return {
    begin: () =>
      `{\n  "version": 1,\n  "tool": ${jsonText({ name: 'seaworthy', version })},\n  "findings": [`,
    file(file) {
      const { checked, known } = file;
      const { path } = checked;
      const shownFixes = createFixFilter(file);
      for (const finding of checked.suppressed)
        suppressed.push({
          ...toJson(path, finding, shownFixes),
          by: 'comment',
          ...(finding.reason === undefined ? {} : { reason: finding.reason }),
        });
      for (const finding of known)
        suppressed.push({ ...toJson(path, finding, shownFixes), by: 'baseline' });
      for (const { code, message, range } of obstaclesOf(checked))
        problems.push({ file: path, code, message, ...(range === undefined ? {} : { range }) });
      return findings.write(checked.findings.map((finding) => toJson(path, finding, shownFixes)));
    },
    problem({ path, sentence }) {
      problems.push({ file: path, code: 'unreadable-file', message: sentence });
      return '';
    },
    end({ files, problems: problemCount, bySeverity, known, suppressed: silenced, fixable }) {
      const summary = {
        files,
        problems: problemCount,
        findings: bySeverity,
        known,
        suppressed: silenced,
        fixable,
      };
      return (
        `${findings.end('  ')},\n` +
        `  "suppressed": ${jsonArray(suppressed)},\n` +
        `  "problems": ${jsonArray(problems)},\n` +
        `  "summary": ${jsonText(summary)}\n}\n`
      );
    },
  };
}

function jsonArray(items: readonly unknown[]): string {
  const writer = createItemWriter('    ');
  return `[${writer.write(items)}${writer.end('  ')}`;
}

function toJson(file: string, finding: CheckedFinding, shownFixes: FixFilter): object {
  const { rule, rules, severity, message, range, related, fingerprint, hasSafeFix } = finding;
  const fixes = shownFixes(finding.fixes);
  return {
    file,
    rule,
    severity,
    message,
    range,
    rules,
    url: ruleUrl(rule),
    fingerprint,
    related,
    hasSafeFix,
    ...(fixes === undefined ? {} : { fixes: fixes.map(fixToJson) }),
  };
}

function fixToJson({ title, isSafe, edits, append }: CheckedFix): object {
  return {
    title,
    isSafe,
    edits,
    ...(append === undefined ? {} : { append: { file: append.path, line: append.line } }),
  };
}
