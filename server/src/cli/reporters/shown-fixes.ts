import { createLineIndex } from '../../text/line-index.ts';
import type { CheckedFix } from '../check/checked-file.ts';
import type { ReportedFile } from './reporter.ts';
import { secretsOf } from './secrets.ts';

/** Words shorter than this say nothing of a secret that they are part of. */
const shortestWord = 4;

export type FixFilter = (
  fixes: readonly CheckedFix[] | undefined,
) => readonly CheckedFix[] | undefined;

type FileWithFixes = Pick<ReportedFile, 'text' | 'checked'>;

/** Leaves out the fixes of a file's findings that move a secret, as they would write it into a report or a cache. */
export function createFixFilter(file: FileWithFixes): FixFilter {
  // Most files have no fixes, and their secrets need not be looked for.
  let words: readonly string[] | undefined;
  return (fixes) => {
    if (fixes === undefined || fixes.length === 0) return fixes;
    const secret = (words ??= secretWords(file));
    return fixes.filter(({ edits, append }) =>
      [...edits.map(({ newText }) => newText), append?.line ?? ''].every(
        (text) => !secret.some((word) => text.includes(word)),
      ),
    );
  };
}

function secretWords(file: FileWithFixes): readonly string[] {
  const { text } = file;
  const words = secretsOf(file, createLineIndex(text)).flatMap(({ start, end }) =>
    text.slice(start, end).split(/[\s"'=:,]+/),
  );
  return [...new Set(words)].filter((word) => word.length >= shortestWord);
}
