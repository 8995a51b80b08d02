import { shownPosition } from '../../text/line-index.ts';
import type { CheckedFinding } from '../check/checked-file.ts';
import { createObstacleReader, obstacleTitles, type Obstacle } from './obstacles.ts';
import type { Reporter, ReportedFile } from './reporter.ts';
import { xmlTag, xmlText } from './xml.ts';

/**
 * A JUnit report in the form that most programs read: https://github.com/testmoapp/junitxml. A file is a suite, a finding a
 * failed case, what is silenced a skipped one; a file that could not be checked is an error.
 */
export function createJunitReporter(): Reporter {
  const obstaclesOf = createObstacleReader();
  return {
    begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="seaworthy">\n',
    file(file) {
      const { checked, repositoryPath: path } = file;
      const obstacles = obstaclesOf(checked);
      const cases = [
        ...checked.findings.map((finding) => failedCase(path, finding)),
        ...obstacles.map((obstacle) => brokenCase(path, obstacle)),
        ...skippedCases(file),
      ];
      const failures = checked.findings.length;
      const isClean = failures === 0 && obstacles.length === 0;
      const passed = isClean ? [passedCase(path)] : [];
      return suite(path, [...passed, ...cases], {
        failures,
        errors: obstacles.length,
        skipped: cases.length - failures - obstacles.length,
      });
    },
    problem: ({ path, sentence }) =>
      suite(
        path,
        [brokenCase(path, { code: 'unreadable-file', message: sentence, range: undefined })],
        {
          failures: 0,
          errors: 1,
          skipped: 0,
        },
      ),
    end: () => '</testsuites>\n',
  };
}

interface Counts {
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suite(name: string, cases: readonly string[], counts: Counts): string {
  const start = xmlTag('testsuite', { name, tests: cases.length, ...counts });
  return `  ${start}\n${cases.join('')}  </testsuite>\n`;
}

function passedCase(path: string): string {
  return `    ${xmlTag('testcase', { classname: path, name: 'no findings' }, true)}\n`;
}

function failedCase(path: string, finding: CheckedFinding): string {
  const { severity, message, range } = finding;
  const failure = xmlTag('failure', { message, type: severity });
  return testCase(
    path,
    nameOf(finding),
    `${failure}${xmlText(`${path}:${shownPosition(range.start)}: ${message}`)}</failure>`,
  );
}

function brokenCase(
  path: string,
  { code, message, range }: Pick<Obstacle, 'code' | 'message' | 'range'>,
): string {
  const error = xmlTag('error', { message, type: code });
  const place = range === undefined ? '' : `${path}:${shownPosition(range.start)}: `;
  return testCase(path, obstacleTitles[code], `${error}${xmlText(place + message)}</error>`);
}

function skippedCases({ checked, known, repositoryPath: path }: ReportedFile): readonly string[] {
  return [
    ...checked.suppressed.map((finding) => skippedCase(path, finding, reasonOf(finding.reason))),
    ...known.map((finding) => skippedCase(path, finding, 'known to the baseline')),
  ];
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? 'silenced by a comment' : `silenced by a comment: ${reason}`;
}

function skippedCase(path: string, finding: CheckedFinding, message: string): string {
  return testCase(path, nameOf(finding), xmlTag('skipped', { message }, true));
}

/** Programs tell cases apart by their names, so the place is in them. */
function nameOf({ rule, range }: CheckedFinding): string {
  return `${rule} at ${shownPosition(range.start)}`;
}

function testCase(classname: string, name: string, content: string): string {
  return `    ${xmlTag('testcase', { classname, name })}${content}</testcase>\n`;
}
