import { pinAll, type PinAllResult } from '../analysis/pins.ts';
import { analyze, type Report } from '../analysis/report.ts';
import { explainObstacle, explainRegistryError } from '../analysis/sentences.ts';
import { isAtLeast } from '../model/severity.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { Rule } from '../rules/rule.ts';
import type { Settings } from '../settings/settings.ts';
import { applyEdits } from '../text/text-edit.ts';
import { version } from '../version.ts';
import { parseCommand, usage, type Command } from './arguments.ts';
import { unifiedDiff } from './diff.ts';
import { readSources, replaceFile, type SourceFile } from './files.ts';
import { counted, jsonReport, textReport, type FileReport } from './reporters.ts';

/** What the command line needs from outside; made in `main-cli.ts`. */
export interface CliPorts {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Made only when a registry is really to be asked. */
  readonly createResolver: () => DigestResolver;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** 0: clean; 1: findings, or images that could not be pinned; 2: something could not be looked at. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line, without the name of the program. */
export async function run(words: readonly string[], ports: CliPorts): Promise<ExitCode> {
  const command = parseCommand(words);
  if (!command.ok) {
    ports.writeError(`${command.error}\n\n${usage}`);
    return 2;
  }
  switch (command.value.kind) {
    case 'help':
      ports.write(usage);
      return 0;
    case 'version':
      ports.write(`seaworthy ${version}\n`);
      return 0;
    case 'check':
      return check(command.value, ports);
    case 'pin':
      return pin(command.value, ports);
  }
}

async function check(
  { paths, format, failOn }: Extract<Command, { kind: 'check' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const reports: FileReport[] = [];
  const hasProblem = await eachSource(paths, ports, ({ path, source }) => {
    reports.push({ path, report: analyze(source, ports.settings, ports.rules) });
  });
  ports.write(format === 'json' ? jsonReport(reports) : textReport(reports));
  if (hasProblem) return 2;
  const fails = reports.some(({ report }) =>
    report.findings.some(({ severity }) => isAtLeast(severity, failOn)),
  );
  return fails ? 1 : 0;
}

async function pin(
  { paths, isWrite }: Extract<Command, { kind: 'pin' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const digests = ports.createResolver();
  let pinned = 0;
  let left = 0;
  let couldNotWrite = false;
  const hasProblem = await eachSource(paths, ports, async ({ path, source }) => {
    const report = analyze(source, ports.settings, ports.rules);
    const result = await pinAll(report, digests, ports.signal);
    pinned += result.pinned.length;
    left += result.failed.length + result.blocked.length;
    ports.write(unifiedDiff(path, source.text, pinnedText(report, result)));
    for (const sentence of leftovers(result)) ports.writeError(`${path}: ${sentence}\n`);
    if (!isWrite || result.edits.length === 0) return;
    const problem = await replaceFile(path, pinnedText(report, result));
    if (problem === undefined) return;
    couldNotWrite = true;
    ports.writeError(`${problem.sentence}\n`);
  });
  ports.writeError(`${summary(pinned, left, isWrite)}\n`);
  if (hasProblem || couldNotWrite) return 2;
  return left > 0 ? 1 : 0;
}

/** Hands over each file that can be read and names the others; tells whether there were any. */
async function eachSource(
  paths: readonly string[],
  { writeError }: CliPorts,
  use: (file: SourceFile) => void | Promise<void>,
): Promise<boolean> {
  let hasProblem = false;
  for await (const read of readSources(paths)) {
    if (read.ok) await use(read.value);
    else {
      hasProblem = true;
      writeError(`${read.error.sentence}\n`);
    }
  }
  return hasProblem;
}

function pinnedText({ source }: Report, { edits }: PinAllResult): string {
  return applyEdits(source.text, edits);
}

function leftovers({ failed, blocked }: PinAllResult): readonly string[] {
  return [
    ...failed.map(({ offer, error }) => explainRegistryError(offer.reference, error)),
    ...blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle)),
  ];
}

function summary(pinned: number, left: number, isWrite: boolean): string {
  const rest = left === 0 ? '' : ` ${counted(left, 'image')} could not be pinned.`;
  if (pinned === 0) return left === 0 ? 'There is nothing to pin.' : `Nothing was changed.${rest}`;
  return isWrite
    ? `Pinned ${counted(pinned, 'image')}.${rest}`
    : `${counted(pinned, 'image')} can be pinned.${rest} Nothing was changed; --write makes the change.`;
}
