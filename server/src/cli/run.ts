import { dirname, join, resolve } from 'node:path';
import { pinAll } from '../analysis/pins.ts';
import { explainNotice } from '../analysis/registry-sentences.ts';
import { explainLeftovers } from '../analysis/sentences.ts';
import { counted } from '../analysis/words.ts';
import { isAtLeast } from '../model/severity.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import type { Rule } from '../rules/rule.ts';
import { plainLine } from '../text/plain-line.ts';
import { applyEdits } from '../text/text-edit.ts';
import { version } from '../version.ts';
import type { FileSystem } from '../workspace/workspace.ts';
import { parseCommand, usage, type Command } from './arguments.ts';
import { createChecker, type CheckedFile } from './checker.ts';
import { unifiedDiff } from './diff.ts';
import { readSource, readSources, replaceFile, type SourceFile } from './files.ts';
import { jsonReport, textReport, type FileReport } from './reporters.ts';

/** What the command line needs from outside; made in `main-cli.ts`. */
export interface CliPorts {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** The folder of the repository that the command runs in: configurations are looked for up to it. */
  readonly root: string;
  /** The day, as YYYY-MM-DD. */
  readonly today: string;
  /** Made only when a registry is really to be asked. */
  readonly createResolver: (context: ResolverContext) => DigestResolver | Promise<DigestResolver>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a resolver tells while it works. */
export interface ResolverContext {
  readonly log: (line: string) => void;
  readonly onNotice: (notice: RegistryNotice) => void;
}

/** 0: clean; 1: findings, or images that could not be pinned; 2: something could not be read, written or finished. */
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
  const reports: (FileReport & CheckedFile)[] = [];
  const checker = createChecker(ports);
  const hasProblem = await eachSource(paths, ports, async (file) => {
    reports.push({ path: file.path, ...(await checker.check(file)) });
  });
  for (const path of filesReadWith(reports)) {
    const read = await readSource(path, 'compose');
    if (read.ok) reports.push({ path, ...(await checker.check(read.value)) });
  }
  ports.write(format === 'json' ? jsonReport(reports) : textReport(reports));
  const isBroken = reports.some(({ report }) => report.failures.length > 0);
  if (hasProblem || isBroken || checker.hasBrokenConfiguration()) return 2;
  const fails = reports.some(({ report, policy }) =>
    report.findings.some(({ severity }) => isAtLeast(severity, failOn ?? policy.failOn)),
  );
  return fails ? 1 : 0;
}

/** The Compose files that were read together with others, by `extends` or `include`, and have not been checked themselves. */
function filesReadWith(reports: readonly FileReport[]): ReadonlySet<string> {
  const checked = new Set(reports.map(({ path }) => resolve(path)));
  const paths = reports.flatMap(({ path, report }) =>
    report.model.parts.map((part) => join(dirname(path), part.path)),
  );
  return new Set(paths.filter((path) => !checked.has(resolve(path))));
}

async function pin(
  { paths, isWrite, isVerbose }: Extract<Command, { kind: 'pin' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const tell = (sentence: string): void => {
    ports.writeError(`${plainLine(sentence)}\n`);
  };
  const digests = await ports.createResolver({
    log: isVerbose ? tell : () => undefined,
    onNotice: (notice) => {
      if (isVerbose || notice.kind !== 'rate-limit') tell(explainNotice(notice));
    },
  });
  const checker = createChecker(ports);
  let pinned = 0;
  let left = 0;
  let unwritten = 0;
  const hasProblem = await eachSource(paths, ports, async (file) => {
    const { path, source, byteOrderMark } = file;
    const { report } = await checker.check(file);
    const result = await pinAll(report, digests, ports.signal);
    if (ports.signal.aborted) return;
    left += result.failed.length + result.blocked.length;
    for (const sentence of explainLeftovers(result)) tell(`${path}: ${sentence}`);
    if (result.edits.length === 0) return;
    const text = applyEdits(source.text, result.edits);
    const problem = isWrite ? await replaceFile(file, text) : undefined;
    if (problem === undefined) {
      pinned += result.pinned.length;
      ports.write(unifiedDiff(path, byteOrderMark + source.text, byteOrderMark + text));
    } else {
      left += result.pinned.length;
      unwritten++;
      tell(problem.sentence);
    }
  });
  if (!ports.signal.aborted) ports.writeError(`${summary(pinned, left, isWrite)}\n`);
  if (hasProblem || unwritten > 0) return 2;
  return left > 0 ? 1 : 0;
}

/** Hands over each file that can be read and names the others; tells whether any was left out. */
async function eachSource(
  paths: readonly string[],
  { writeError, signal }: CliPorts,
  use: (file: SourceFile) => void | Promise<void>,
): Promise<boolean> {
  let hasProblem = false;
  for await (const read of readSources(paths)) {
    if (signal.aborted) break;
    if (read.ok) await use(read.value);
    else {
      hasProblem = true;
      writeError(`${plainLine(read.error.sentence)}\n`);
    }
  }
  if (signal.aborted) writeError('Stopped. Files that were not finished are unchanged.\n');
  return hasProblem || signal.aborted;
}

function summary(pinned: number, left: number, isWrite: boolean): string {
  const rest = left === 0 ? '' : ` ${counted(left, 'image')} could not be pinned.`;
  if (pinned === 0) return left === 0 ? 'There is nothing to pin.' : `Nothing was changed.${rest}`;
  return isWrite
    ? `Pinned ${counted(pinned, 'image')}.${rest}`
    : `${counted(pinned, 'image')} can be pinned.${rest} Nothing was changed; --write makes the change.`;
}
