import { pinReports, unpinAll, type PinChange } from '../analysis/pins.ts';
import { explainNotice } from '../analysis/registry-sentences.ts';
import type { Report } from '../analysis/report.ts';
import { explainLeftovers, explainUnpins } from '../analysis/sentences.ts';
import { counted } from '../text/words.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { Command } from './arguments.ts';
import { changedFiles, makeChange } from './changed-files.ts';
import { createChecker } from './checker.ts';
import type { SourceFile } from './files.ts';
import type { CliPorts, ExitCode } from './run.ts';
import { eachSource, isStopped, tell } from './sources.ts';

/** `seaworthy pin`: asks for each distinct image of all files once. */
export async function pin(
  { paths, isWrite, keepsTag, isVerbose }: Extract<Command, { kind: 'pin' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const digests = await resolverFor(ports, isVerbose);
  const { read, hasProblem } = await readReports(paths, ports);
  const reports = read.map(({ report }) => report);
  const results = await pinReports(reports, digests, ports.signal, undefined, () => ({
    keepsTag,
  }));
  if (isStopped(ports)) return 2;
  const outcomes = read.map((source, index) => {
    const { changes = [], failed = [], blocked = [] } = results[index] ?? {};
    const left = failed.length + blocked.length;
    return { ...source, changes, left, sentences: explainLeftovers({ failed, blocked }) };
  });
  return change(outcomes, { isWrite, hasProblem, words: pinWords }, ports);
}

/** `seaworthy unpin`: takes digests away and asks nobody. */
export async function unpin(
  { paths, isWrite }: Extract<Command, { kind: 'unpin' }>,
  ports: CliPorts,
): Promise<ExitCode> {
  const { read, hasProblem } = await readReports(paths, ports);
  if (isStopped(ports)) return 2;
  const outcomes = read.map((source) => {
    const result = unpinAll(source.report);
    const left = result.blocked.length;
    return { ...source, changes: result.changes, left, sentences: explainUnpins(result) };
  });
  return change(outcomes, { isWrite, hasProblem, words: unpinWords }, ports);
}

function resolverFor(
  ports: CliPorts,
  isVerbose: boolean,
): DigestResolver | Promise<DigestResolver> {
  return ports.createResolver({
    log: (line) => {
      if (isVerbose) tell(ports, line);
    },
    onNotice: (notice) => {
      if (isVerbose || notice.kind !== 'rate-limit') tell(ports, explainNotice(notice));
    },
  });
}

interface ReadReport {
  readonly file: SourceFile;
  readonly report: Report;
}

interface ReadReports {
  readonly read: readonly ReadReport[];
  readonly hasProblem: boolean;
}

async function readReports(paths: readonly string[], ports: CliPorts): Promise<ReadReports> {
  const checker = createChecker(ports);
  const read: ReadReport[] = [];
  const hasProblem = await eachSource(paths, ports, async (file) => {
    const { report } = await checker.check(file);
    read.push({ file, report });
  });
  return { read, hasProblem };
}

interface Outcome extends ReadReport {
  readonly changes: readonly PinChange[];
  /** How many images could not be changed. */
  readonly left: number;
  /** What the person should know of them. */
  readonly sentences: readonly string[];
}

interface ChangeOptions {
  readonly isWrite: boolean;
  readonly hasProblem: boolean;
  readonly words: ChangeWords;
}

/** Shows what changes, and makes it when it is to be written. */
async function change(
  outcomes: readonly Outcome[],
  { isWrite, hasProblem, words }: ChangeOptions,
  ports: CliPorts,
): Promise<ExitCode> {
  let done = 0;
  let left = 0;
  let unwritten = 0;
  for (const { file, sentences, left: own } of outcomes) {
    left += own;
    for (const sentence of sentences) tell(ports, `${file.path}: ${sentence}`);
  }
  for (const changed of changedFiles(outcomes)) {
    const made = await makeChange(changed, isWrite);
    if (made.ok) {
      done += changed.count;
      ports.write(made.value);
    } else {
      left += changed.count;
      unwritten++;
      tell(ports, made.error.sentence);
    }
  }
  ports.writeError(`${summary(done, left, isWrite, words)}\n`);
  if (hasProblem || unwritten > 0) return 2;
  return left > 0 ? 1 : 0;
}

interface ChangeWords {
  readonly infinitive: string;
  readonly participle: string;
  readonly past: string;
}

const pinWords: ChangeWords = { infinitive: 'pin', participle: 'pinned', past: 'Pinned' };
const unpinWords: ChangeWords = { infinitive: 'unpin', participle: 'unpinned', past: 'Unpinned' };

function summary(
  done: number,
  left: number,
  isWrite: boolean,
  { infinitive, participle, past }: ChangeWords,
): string {
  const rest = left === 0 ? '' : ` ${counted(left, 'image')} could not be ${participle}.`;
  if (done === 0)
    return left === 0 ? `There is nothing to ${infinitive}.` : `Nothing was changed.${rest}`;
  return isWrite
    ? `${past} ${counted(done, 'image')}.${rest}`
    : `${counted(done, 'image')} can be ${participle}.${rest} Nothing was changed; --write makes the change.`;
}
