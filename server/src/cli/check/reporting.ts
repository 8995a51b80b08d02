import { isAbsolute, relative, resolve, sep } from 'node:path';
import { shownPosition } from '../../text/line-index.ts';
import { listed } from '../../text/words.ts';
import type { CheckCommand } from '../command.ts';
import { readSource, type FileProblem, type ReadFile } from '../files.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { createReporter } from '../reporters/create.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { isStopped, soundSources, sourcesOf, tell } from '../sources.ts';
import { sortFindings, type KnownFinding, type Sorted } from './baseline.ts';
import { writeBaseline } from './baseline-writing.ts';
import { isTouched } from './changed-since.ts';
import type { CheckedFile, Read } from './checked-file.ts';
import { checkDocuments, type CheckedSource, type Checking, type Outcome } from './checking.ts';
import { openOutput, type Output } from './output.ts';
import type { Preparation } from './preparation.ts';
import { openResultCache } from './result-cache.ts';
import { createTally, type Tally } from './tally.ts';

/** Checks all files and writes the report as they come. */
export async function reportFiles(
  command: CheckCommand,
  preparation: Preparation,
  ports: CliPorts,
): Promise<ExitCode> {
  const output = openOutput(command.output, ports);
  const reporter = createReporter(command.format, {
    rules: ports.rules,
    hasColours: ports.terminal.hasColours && command.output === undefined,
    hasLinks: ports.terminal.hasColours && ports.terminal.isOutput && command.output === undefined,
    columns: command.output === undefined ? ports.terminal.columns : undefined,
  });
  const report = new ReportInProgress(command, preparation, ports, reporter, output);
  output.write(reporter.begin());
  await addAll(report, command, preparation, ports);
  await report.writeBaseline();
  if (report.isEmpty && !ports.signal.aborted) tell(ports, explainNoFiles(command));
  output.write(reporter.end(report.tally.totals()));
  // What was found so far can be read, but no file gets a report that is not whole.
  if (isStopped(ports)) return 2;
  const unwritten = await output.close();
  if (unwritten !== undefined) {
    tell(ports, unwritten.sentence);
    return 2;
  }
  return report.tally.exitCode();
}

async function addAll(
  report: ReportInProgress,
  command: CheckCommand,
  { settings }: Preparation,
  ports: CliPorts,
): Promise<void> {
  const checking: Checking = { settings, ports, command, cache: undefined, online: undefined };
  if (!command.isOnline && command.scan === 'none') {
    const cache = command.usesCache ? openResultCache(ports, settings) : undefined;
    await addDocuments(report, sourcesOf(command, ports), { ...checking, cache });
    if (ports.signal.aborted) cache?.discard();
    else cache?.close();
    return;
  }
  // They are looked through twice, and standard input can be read but once.
  const sources = await replayable(sourcesOf(command, ports));
  const sound = soundSources(sources, () => undefined);
  // Most checks ask nobody, and need none of what that takes.
  const { askRegistries } = await import('./online.ts');
  const online = await askRegistries(sound, command, settings, ports);
  if (!online.isComplete) report.tally.addProblem();
  return addDocuments(report, sources, { ...checking, online });
}

async function addDocuments(
  report: ReportInProgress,
  sources: AsyncIterable<ReadFile>,
  checking: Checking,
): Promise<void> {
  for await (const outcome of checkDocuments(sources, checking)) report.add(outcome);
  for await (const outcome of checkDocuments(report.unseenParts(), checking)) report.add(outcome);
}

async function replayable<T>(sources: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const items: T[] = [];
  for await (const item of sources) items.push(item);
  return {
    async *[Symbol.asyncIterator]() {
      for (const item of items) yield await Promise.resolve(item);
    },
  };
}

/** What has been found so far, and where it goes. */
class ReportInProgress {
  readonly tally: Tally;
  readonly #command: CheckCommand;
  readonly #preparation: Preparation;
  readonly #ports: CliPorts;
  readonly #reporter: Reporter;
  readonly #output: Output;
  readonly #found = new Map<string, readonly KnownFinding[]>();
  readonly #told = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #parts = new Set<string>();

  constructor(
    command: CheckCommand,
    preparation: Preparation,
    ports: CliPorts,
    reporter: Reporter,
    output: Output,
  ) {
    this.tally = createTally(command);
    this.#command = command;
    this.#preparation = preparation;
    this.#ports = ports;
    this.#reporter = reporter;
    this.#output = output;
  }

  /** Whether no file was met, which a mistake in a path looks like too. */
  get isEmpty(): boolean {
    return this.#seen.size === 0 && this.tally.totals().problems === 0;
  }

  add(outcome: Outcome): void {
    if (outcome.kind === 'checked') this.#addFile(outcome.file);
    else this.#addProblem(outcome.problem);
  }

  #addFile({ source, checked, reads }: CheckedSource): void {
    const path = resolve(this.#ports.folder, source.path);
    this.#seen.add(path);
    for (const part of checked.parts) this.#parts.add(part);
    if (!this.#isWanted(path, reads)) return;
    for (const sentence of obstaclesOf(checked))
      if (this.#tellOnce(sentence)) this.tally.addProblem();
    for (const sentence of checked.configurationProblems)
      if (!checked.isConfigurationBroken) this.#tellOnce(sentence);
    const { fresh, known } = this.#sort(path, checked);
    const file = {
      checked: { ...checked, findings: fresh },
      text: source.text,
      repositoryPath: repositoryPath(path, this.#ports),
      known,
    };
    this.tally.add(file);
    this.#output.write(this.#reporter.file(file));
  }

  /** Says that a file could not be read. */
  #addProblem(problem: FileProblem): void {
    if (!this.#tellOnce(problem.sentence)) return;
    this.tally.addProblem();
    this.#output.write(this.#reporter.problem(problem));
  }

  /** The Compose files that were read together with others, by `extends` or `include`, and have not been checked themselves. */
  async *unseenParts(): AsyncGenerator<ReadFile> {
    for (const part of [...this.#parts].filter((path) => !this.#seen.has(path))) {
      const shown = relative(this.#ports.folder, part);
      const read = await readSource(isBelow(shown) ? shown : part, 'compose');
      // A file that is not there was told of by Compose's own rules, or is optional.
      if (read.ok) yield read;
    }
  }

  async writeBaseline(): Promise<void> {
    const { writeBaseline: name } = this.#command;
    if (name === undefined || this.#ports.signal.aborted) return;
    const file = resolve(this.#ports.folder, name);
    const { baseline } = this.#preparation;
    const problem = await writeBaseline(file, this.#found, baseline, this.#ports);
    if (problem !== undefined) this.#addProblem(problem);
  }

  /** With `--changed-since`: whether the file, or one that it was read with, has changed. */
  #isWanted(path: string, reads: readonly Read[]): boolean {
    const { changed, settings } = this.#preparation;
    return changed === undefined || isTouched(changed, path, reads, settings);
  }

  #sort(path: string, { findings }: CheckedFile): Sorted {
    if (this.#command.writeBaseline === undefined)
      return sortFindings(this.#preparation.baseline, path, findings);
    this.#found.set(path, findings);
    return { fresh: [], known: findings };
  }

  #tellOnce(sentence: string): boolean {
    if (this.#told.has(sentence)) return false;
    this.#told.add(sentence);
    tell(this.#ports, sentence);
    return true;
  }
}

function explainNoFiles({ paths, honoursGitignore }: CheckCommand): string {
  const place = paths.length === 0 ? 'this folder' : listed(paths);
  const ignored = honoursGitignore ? ', and what `.gitignore` leaves out' : '';
  return `There is no Dockerfile or Compose file in ${place}, so nothing was checked. Look at the paths${ignored}.`;
}

/** What keeps a file from having been checked whole; the reporter reads it from the file itself. */
function obstaclesOf({
  path,
  syntaxProblem,
  failures,
  configurationProblems,
  isConfigurationBroken,
}: CheckedFile): readonly string[] {
  const sentences: string[] = [...failures];
  if (syntaxProblem !== undefined) {
    const place = shownPosition(syntaxProblem.range.start);
    sentences.push(`${path}:${place}: ${syntaxProblem.message}`);
  }
  if (isConfigurationBroken) sentences.push(...configurationProblems);
  return sentences;
}

/** As programs know a file that look at a whole repository; one that is outside is known by the folder that the command runs in. */
function repositoryPath(path: string, { root, folder }: CliPorts): string {
  const inRepository = relative(root, path);
  const shown = isBelow(inRepository) ? inRepository : relative(folder, path);
  return shown.split(sep).join('/');
}

/** Whether a path from `relative` leads downwards; one to another drive of Windows is absolute. */
function isBelow(path: string): boolean {
  return !isAbsolute(path) && path.split(sep)[0] !== '..';
}
