import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extraMark } from '../../test/support/tools.ts';
import { readReport, reportVariable } from '../vscode/report.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a part counted, and the titles of its tests that failed, as far as they have some. */
export interface Outcome extends Counts {
  readonly failures?: readonly string[];
}

/** A part of the verification; it runs to its end and tells what it counted. */
export interface Step {
  readonly name: string;
  readonly run: () => Outcome;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const reports = join(root, 'test-results');
const failure: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A command that counts as one test: it passes when it exits with 0. */
export function check(name: string, program: string, ...words: readonly string[]): Step {
  return {
    name,
    run: () => (succeeds(program, words) ? { passed: 1, failed: 0, skipped: 0 } : failure),
  };
}

/** The tests of one vitest project. */
export function vitest(project: string): Step {
  return {
    name: `${project} tests`,
    run() {
      const file = reportFile(project);
      succeeds('vitest', [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile=${file}`,
      ]);
      return readVitestReport(file);
    },
  };
}

/** A script that runs a suite of its own and writes a report where the environment says. */
export function suite(name: string, script: string): Step {
  return {
    name,
    run() {
      const file = reportFile(name);
      const isGood = succeeds('tsx', [script], { [reportVariable]: file });
      const report = readReport(file);
      return report !== undefined && (isGood || report.failed > 0) ? report : failure;
    },
  };
}

/** Where a suite writes its report; that of an earlier run must not stand in for one it fails to write. */
function reportFile(name: string): string {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, `${name.replaceAll(' ', '-')}.json`);
  rmSync(file, { force: true });
  return file;
}

function succeeds(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): boolean {
  const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const { status } = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, ...environment },
  });
  return status === 0;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly VitestResult[];
  }[];
}

interface VitestResult {
  readonly status: string;
  readonly fullName: string;
}

/** A file that failed before its first test counts as one failure. */
function readVitestReport(file: string): Outcome {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    const { numPassedTests: passed, numFailedTests, numPendingTests } = report;
    const failed = report.success ? numFailedTests : Math.max(1, numFailedTests);
    const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    const skipped = numPendingTests - countExtras(results);
    const failures = results.filter(({ status }) => status === 'failed');
    return { passed, failed, skipped, failures: failures.map(({ fullName }) => fullName) };
  } catch {
    return failure;
  }
}

/** Tests that are left out because of something that no machine needs to have; their titles say so. */
function countExtras(results: readonly VitestResult[]): number {
  return results.filter(
    ({ status, fullName }) => status !== 'passed' && fullName.includes(extraMark),
  ).length;
}
