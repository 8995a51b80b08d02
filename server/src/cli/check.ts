import { dirname, join, resolve } from 'node:path';
import { isAtLeast } from '../model/severity.ts';
import type { Command } from './arguments.ts';
import { createChecker, type CheckedFile } from './checker.ts';
import { readSource } from './files.ts';
import { jsonReport, textReport, type FileReport } from './reporters.ts';
import type { CliPorts, ExitCode } from './run.ts';
import { eachSource, isStopped } from './sources.ts';

/** `seaworthy check`: reports the findings of all files and of those that Compose reads with them. */
export async function check(
  { paths, format, failOn }: Extract<Command, { kind: 'check' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const reports: (FileReport & CheckedFile)[] = [];
  const checker = createChecker(ports);
  const hasProblem = await eachSource(paths, ports, async (file) => {
    reports.push({ path: file.path, ...(await checker.check(file)) });
  });
  const wasStopped = isStopped(ports);
  for (const path of filesReadWith(reports)) {
    const read = await readSource(path, 'compose');
    if (read.ok) reports.push({ path, ...(await checker.check(read.value)) });
  }
  ports.write(format === 'json' ? jsonReport(reports) : textReport(reports));
  const isBroken = reports.some(({ report }) => report.failures.length > 0);
  if (hasProblem || wasStopped || isBroken || checker.hasBrokenConfiguration()) return 2;
  const fails = reports.some(({ report, policy }) =>
    report.findings.some(({ severity }) => isAtLeast(severity, failOn ?? policy.failOn)),
  );
  return fails ? 1 : 0;
}

/** The Compose files that were read together with others, by `extends` or `include`, and have not been checked themselves. */
function filesReadWith(reports: readonly FileReport[]): ReadonlySet<string> {
  const checked = new Set(reports.map(({ path }) => resolve(path)));
  const paths = reports.flatMap(({ path, report }) =>
    report.model.parts
      .filter(({ kind }) => kind === 'compose')
      .map((part) => join(dirname(path), part.path)),
  );
  return new Set(paths.filter((path) => !checked.has(resolve(path))));
}
