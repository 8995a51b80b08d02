import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestFixes, safeFixes, type ChosenFixes } from '../../analysis/fixes.ts';
import type { Report } from '../../analysis/report.ts';
import { applyEdits } from '../../text/text-edit.ts';
import { counted } from '../../text/words.ts';
import type { FileSystem } from '../../workspace/workspace.ts';
import { createAnalyst, type Analyst } from '../analyst.ts';
import type { CheckCommand } from '../command.ts';
import { shownDiff, unifiedDiff } from '../diff.ts';
import {
  createFile,
  readTextFile,
  replaceFile,
  type FileProblem,
  type SourceFile,
  type TextFile,
} from '../files.ts';
import type { CliPorts } from '../ports.ts';
import { tell } from '../sources.ts';
import type { CheckSettings } from './checked-file.ts';

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
  settings: CheckSettings,
  ports: CliPorts,
): Promise<FixOutcome> {
  const changed = new ChangedFiles(isDiff, settings.folder);
  const analyst = createAnalyst(settings, { ...ports, files: changed.over(ports.files) });
  const choose = fixes === 'unsafe' ? bestFixes : safeFixes;
  let count = 0;
  for await (const source of sources) {
    if (ports.signal.aborted) break;
    const fixed = await fixOne(source, choose, analyst, changed, settings);
    const isDone = fixed.text === source.text || (await changed.change(source, fixed.text));
    if (isDone) count += fixed.count;
  }
  for (const diff of changed.diffs()) ports.write(shownDiff(diff, ports.terminal));
  for (const { sentence } of changed.problems) tell(ports, sentence);
  return { count, files: changed.count, hasProblem: changed.problems.length > 0 };
}

interface Fixed {
  readonly text: string;
  readonly count: number;
}

async function fixOne(
  source: SourceFile,
  choose: (report: Report) => ChosenFixes,
  analyst: Analyst,
  changed: ChangedFiles,
  settings: CheckSettings,
): Promise<Fixed> {
  const folder = dirname(resolve(settings.folder, source.path));
  let { text } = source;
  let count = 0;
  for (let round = 0; round < maximalRounds; round++) {
    const { report } = await analyst.analyse({ ...source, text });
    const chosen = choose(report);
    if (chosen.count === 0) break;
    text = applyEdits(text, chosen.edits);
    for (const { file, line } of chosen.appends) await changed.append(resolve(folder, file), line);
    if (chosen.appends.length > 0) analyst.forget();
    count += chosen.count;
  }
  return { text, count };
}

/** What fixing changes: written at once, or kept to be shown, and read in place of the disk meanwhile. */
class ChangedFiles {
  readonly #isDiff: boolean;
  readonly #folder: string;
  readonly #shown = new Map<string, { readonly file: TextFile; newText: string }>();
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
    return {
      ...files,
      read: (uri) => {
        const shown = this.#shown.get(fileURLToPath(uri));
        return shown === undefined ? files.read(uri) : Promise.resolve(shown.newText);
      },
    };
  }

  /** Gives a file another text; tells whether that could be done. */
  async change(file: TextFile, newText: string): Promise<boolean> {
    const path = resolve(this.#folder, file.path);
    if (this.#isDiff) {
      const shown = this.#shown.get(path);
      this.#shown.set(path, { file: shown?.file ?? file, newText });
      return true;
    }
    return this.#done(path, await replaceFile(file, newText));
  }

  /** Puts a line behind the others of a file, and makes the file if need be. */
  async append(path: string, line: string): Promise<void> {
    const shown = this.#shown.get(path);
    const isThere = shown !== undefined || existsSync(path);
    const read = isThere && shown === undefined ? await readTextFile(path) : undefined;
    if (read?.ok === false) {
      this.problems.push(read.error);
      return;
    }
    const file = shown?.file ?? read?.value ?? { path, text: '', byteOrderMark: '' };
    const before = shown?.newText ?? file.text;
    const start = before === '' || before.endsWith('\n') ? '' : '\n';
    const newText = `${before}${start}${line}\n`;
    if (isThere || this.#isDiff) await this.change(file, newText);
    else this.#done(path, await createFile(path, newText));
  }

  diffs(): readonly string[] {
    return [...this.#shown.values()].map(({ file, newText }) => {
      const { path, text, byteOrderMark } = file;
      return unifiedDiff(path, byteOrderMark + text, byteOrderMark + newText);
    });
  }

  #done(path: string, problem: FileProblem | undefined): boolean {
    if (problem === undefined) this.#written.add(path);
    else this.problems.push(problem);
    return problem === undefined;
  }
}

/** What was fixed, or would be, in a sentence. */
export function summarizeFixes({ count, files }: FixOutcome, isDiff: boolean): string {
  if (count === 0) return 'There is nothing to fix.';
  const what = `${counted(count, 'finding')} in ${counted(files, 'file')}`;
  return isDiff ? `${what} can be fixed. Nothing was changed.` : `Fixed ${what}.`;
}
