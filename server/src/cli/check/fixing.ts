import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestFixes, safeFixes, type ChosenFixes } from '../../analysis/fixes.ts';
import type { Report } from '../../analysis/report.ts';
import { secretSpans } from '../../analysis/secret-spans.ts';
import type { Span } from '../../text/span.ts';
import { applyEdits } from '../../text/text-edit.ts';
import { counted } from '../../text/words.ts';
import type { FileSystem } from '../../workspace/workspace.ts';
import { createAnalyst, type AnalysedFile, type Analyst } from '../analyst.ts';
import type { CheckCommand } from '../command.ts';
import { discreetDiff, explainHiddenDiff, shownDiff, type ChangedText } from '../diff.ts';
import {
  createFile,
  readTextFile,
  replaceFile,
  unwritten,
  type FileProblem,
  type SourceFile,
  type TextFile,
} from '../files.ts';
import type { CliPorts } from '../ports.ts';
import { tell } from '../sources.ts';
import { isTouched } from './changed-since.ts';
import type { CheckSettings } from './checked-file.ts';
import type { Preparation } from './preparation.ts';

/** One fix can make room for the next; what still changes after so many rounds goes round in a circle. */
const maximalRounds = 10;

export interface FixOutcome {
  /** Findings that were settled. */
  readonly count: number;
  readonly files: number;
  /** Whether a file could not be written. */
  readonly hasProblem: boolean;
}

/** Makes the fixes of all files, or shows them. Each file is written as soon as it is done, as one step. */
export async function fixFiles(
  sources: AsyncIterable<SourceFile>,
  { fixes, isDiff }: Pick<CheckCommand, 'fixes' | 'isDiff'>,
  { settings, changed: wanted }: Pick<Preparation, 'settings' | 'changed'>,
  ports: CliPorts,
): Promise<FixOutcome> {
  const changed = new ChangedFiles(isDiff, settings.folder);
  const analyst = createAnalyst(settings, { ...ports, files: changed.over(ports.files) });
  const choose = ({ report, reads }: AnalysedFile, path: string): ChosenFixes | undefined => {
    if (wanted !== undefined && !isTouched(wanted, path, reads, settings)) return undefined;
    return fixes === 'unsafe' ? bestFixes(report) : safeFixes(report);
  };
  let count = 0;
  for await (const source of sources) {
    if (ports.signal.aborted) break;
    const fixed = await fixOne(source, choose, analyst, changed, settings);
    const secrets = fixed.first === undefined ? [] : secretSpans(fixed.first, ports.rules);
    const isDone =
      fixed.text === source.text || (await changed.change(source, fixed.text, secrets));
    if (isDone) count += fixed.count;
  }
  for (const change of changed.shown()) {
    const diff = discreetDiff(change);
    if (diff === undefined) tell(ports, explainHiddenDiff(change.path, '--fix'));
    else ports.write(shownDiff(diff, ports.terminal));
  }
  for (const { sentence } of changed.problems) tell(ports, sentence);
  return { count, files: changed.count, hasProblem: changed.problems.length > 0 };
}

interface Fixed {
  readonly text: string;
  /** What was said of the text as it was. */
  readonly first: Report | undefined;
  readonly count: number;
}

async function fixOne(
  source: SourceFile,
  choose: (analysed: AnalysedFile, path: string) => ChosenFixes | undefined,
  analyst: Analyst,
  changed: ChangedFiles,
  settings: CheckSettings,
): Promise<Fixed> {
  const folder = dirname(source.path);
  let { text } = source;
  let count = 0;
  let first: Report | undefined;
  for (let round = 0; round < maximalRounds; round++) {
    const analysed = await analyst.analyse({ ...source, text });
    const chosen = choose(analysed, resolve(settings.folder, source.path));
    first ??= analysed.report;
    if (chosen === undefined || chosen.count === 0) break;
    text = applyEdits(text, chosen.edits);
    let failed = 0;
    for (const { file, line } of chosen.appends)
      if (!(await changed.append(join(folder, file), line))) failed++;
    if (chosen.appends.length > 0) analyst.forget();
    count += Math.max(0, chosen.count - failed);
    // What could not be made would be chosen again in every round.
    if (failed > 0) break;
  }
  return { text, first, count };
}

interface ShownChange {
  readonly file: TextFile;
  readonly newText: string;
  readonly secrets: readonly Span[];
}

/** What fixing changes: written at once, or kept to be shown, and read in place of the disk meanwhile. */
class ChangedFiles {
  readonly #isDiff: boolean;
  readonly #folder: string;
  readonly #shown = new Map<string, ShownChange>();
  readonly #written = new Set<string>();
  readonly problems: FileProblem[] = [];

  constructor(isDiff: boolean, folder: string) {
    this.#isDiff = isDiff;
    this.#folder = folder;
  }

  get count(): number {
    return this.#shown.size + this.#written.size;
  }

  /** The disk with the changes that are kept to be shown. */
  over(files: FileSystem): FileSystem {
    const shownAt = (uri: string): string | undefined =>
      this.#shown.get(fileURLToPath(uri))?.newText;
    const { now } = files;
    return {
      ...files,
      read: async (uri) => shownAt(uri) ?? files.read(uri),
      ...(now && { now: { ...now, read: (uri) => shownAt(uri) ?? now.read(uri) } }),
    };
  }

  /** Gives a file another text; tells whether that could be done. */
  async change(file: TextFile, newText: string, secrets: readonly Span[] = []): Promise<boolean> {
    const path = resolve(this.#folder, file.path);
    if (this.#isDiff) {
      const shown = this.#shown.get(path);
      this.#shown.set(path, { file: shown?.file ?? file, newText, secrets });
      return true;
    }
    return this.#done(path, await replaceFile(file, newText));
  }

  /** Puts a line behind the others of a file, and makes the file if need be; tells whether that could be done. */
  async append(path: string, line: string): Promise<boolean> {
    const shown = this.#shown.get(resolve(this.#folder, path));
    const stats = lstatSync(path, { throwIfNoEntry: false });
    // Nobody named this file: a link in somebody's repository may lead to any file of the person.
    if (stats?.isSymbolicLink() === true)
      return this.#done(path, unwritten(path, 'it is a link, and may lead anywhere'));
    const isThere = shown !== undefined || stats !== undefined;
    const read = isThere && shown === undefined ? await readTextFile(path) : undefined;
    if (read?.ok === false) return this.#done(path, read.error);
    const { text, byteOrderMark } = shown?.file ?? read?.value ?? { text: '', byteOrderMark: '' };
    const before = shown?.newText ?? text;
    const end = before.includes('\r\n') ? '\r\n' : '\n';
    const start = before === '' || before.endsWith('\n') ? '' : end;
    const newText = `${before}${start}${line}${end}`;
    if (isThere || this.#isDiff) return this.change({ path, text, byteOrderMark }, newText);
    return this.#done(resolve(this.#folder, path), await createFile(path, newText));
  }

  /** The changes that are kept to be shown, in the order in which they came. */
  shown(): readonly ChangedText[] {
    return [...this.#shown.values()].map(({ file, newText, secrets }) => {
      const { path, text: before, byteOrderMark } = file;
      return { path, byteOrderMark, before, after: newText, secrets, isSecretive: false };
    });
  }

  #done(path: string, problem: FileProblem | undefined): boolean {
    if (problem === undefined) this.#written.add(path);
    else this.problems.push(problem);
    return problem === undefined;
  }
}

/** What was fixed, or would be, in a sentence. */
export function summarizeFixes(
  { count, files }: FixOutcome,
  { fixes, isDiff }: Pick<CheckCommand, 'fixes' | 'isDiff'>,
): string {
  if (count === 0)
    return fixes === 'unsafe'
      ? 'There is nothing to fix.'
      : 'There is nothing that is safe to fix.';
  const what = `${counted(count, 'finding')} in ${counted(files, 'file')}`;
  return isDiff ? `${what} can be fixed. Nothing was changed.` : `Fixed ${what}.`;
}
