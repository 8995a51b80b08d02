import { sep } from 'node:path';
import type { Severity } from '../../model/severity.ts';
import type { Range } from '../../text/line-index.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { createItemWriter } from './json-text.ts';
import { createObstacleReader } from './obstacles.ts';
import type { Reporter } from './reporter.ts';

type Level = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

const levels: Readonly<Record<Severity, Level>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

const atBegin: Range = {
  start: { line: 0, character: 0 },
  end: { line: 0, character: 0 },
};

/** A Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. */
export function createGitlabReporter(): Reporter {
  const obstaclesOf = createObstacleReader();
  const items = createItemWriter('  ');
  return {
    begin: () => '[',
    file({ checked, repositoryPath }) {
      const findings = checked.findings.map(({ rule, severity, message, range, fingerprint }) =>
        issue(rule, levels[severity], message, repositoryPath, range, fingerprint),
      );
      const obstacles = obstaclesOf(checked).map(({ code, message, range, isGrave }) =>
        issue(code, isGrave ? 'blocker' : 'major', message, repositoryPath, range, message),
      );
      return items.write([...findings, ...obstacles]);
    },
    problem: ({ path, sentence }) =>
      items.write([
        issue(
          'unreadable-file',
          'blocker',
          sentence,
          path.replaceAll(sep, '/'),
          undefined,
          sentence,
        ),
      ]),
    end: () => `${items.end('')}\n`,
  };
}

/** What tells an issue from others must be different in each file, as GitLab shows only the first of those that are the same. */
function issue(
  name: string,
  severity: Level,
  description: string,
  path: string,
  range: Range | undefined,
  identity: string,
): object {
  const { start, end } = range ?? atBegin;
  return {
    description,
    check_name: name,
    fingerprint: fingerprintOf(JSON.stringify([path, name, identity])),
    severity,
    location: { path, lines: { begin: start.line + 1, end: end.line + 1 } },
  };
}
