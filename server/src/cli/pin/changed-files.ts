import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { PinChange } from '../../analysis/pins.ts';
import { distinctEdits, fileEditsOf } from '../../analysis/places.ts';
import type { Report } from '../../analysis/report.ts';
import { secretSpans } from '../../analysis/secret-spans.ts';
import type { Rule } from '../../rules/rule.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { Span } from '../../text/span.ts';
import { applyEdits, type TextEdit } from '../../text/text-edit.ts';
import { discreetDiff } from '../diff.ts';
import { changedMeanwhile, readTextFile, replaceFile, type FileProblem } from '../files.ts';
import type { ReadReport } from './reports.ts';

/** What changes in one file: in one that was named, or in one such as `.env` that it is read with. */
export interface ChangedFile {
  readonly path: string;
  /** Its text when it was analysed. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
  /** How many images that changes: one edit of `.env` may be the change of several files. */
  readonly count: number;
  /** Where its secrets stand, as far as they are known. */
  readonly secrets: readonly Span[];
  /** Whether it is a file of values such as `.env`, of which no more is shown than what changes. */
  readonly isSecretive: boolean;
}

interface Changes extends ReadReport {
  readonly changes: readonly PinChange[];
}

/** The files that change, each once whatever links lead to it, in the order in which they are met. */
export async function changedFiles(
  all: readonly Changes[],
  rules: readonly Rule[],
): Promise<readonly ChangedFile[]> {
  const changed = new Map<string, ChangedFile & { edits: TextEdit[]; count: number }>();
  for (const { file, report, changes } of all)
    for (const { edit } of changes)
      for (const { path, edits } of fileEditsOf(report.model, [edit])) {
        const target = path === undefined ? file.path : join(dirname(file.path), path);
        const place = await placeOf(target);
        const known = changed.get(place);
        const own = known ?? {
          path: target,
          text: textOf(report, path),
          edits: [],
          count: 0,
          secrets: path === undefined ? secretSpans(report, rules) : [],
          isSecretive: path !== undefined,
        };
        own.edits.push(...edits);
        own.count++;
        changed.set(place, own);
      }
  return [...changed.values()];
}

async function placeOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return resolve(path);
  }
}

function textOf({ source, model }: Report, path: string | undefined): string {
  const part = model.parts.find((other) => other.path === path);
  return part === undefined ? source.text : model.text.slice(part.start, part.end);
}

/** Gives the diff of a change, after making it when it is to be written; undefined when it would show a secret. */
export async function makeChange(
  { path, text, edits, secrets, isSecretive }: ChangedFile,
  isWrite: boolean,
): Promise<Result<string | undefined, FileProblem>> {
  const read = await readTextFile(path);
  if (!read.ok) return read;
  if (read.value.text !== text) return fail(changedMeanwhile(path));
  const newText = applyEdits(text, distinctEdits(edits));
  const problem = isWrite ? await replaceFile(read.value, newText) : undefined;
  if (problem !== undefined) return fail(problem);
  const { byteOrderMark } = read.value;
  return ok(
    discreetDiff({ path, byteOrderMark, before: text, after: newText, secrets, isSecretive }),
  );
}
