import { hiddenSpans, secretPart } from '../../analysis/hidden-spans.ts';
import { createLineIndex } from '../../text/line-index.ts';
import type { CheckedFix } from '../check/checked-file.ts';
import type { ReportedFile } from './reporter.ts';

/** Words shorter than this say nothing of a secret that they are part of. */
const shortestWord = 4;

export type FixFilter = (
  fixes: readonly CheckedFix[] | undefined,
) => readonly CheckedFix[] | undefined;

/** Leaves out the fixes of a file's findings that move a secret, as they would write it into the report. */
export function createFixFilter(file: ReportedFile): FixFilter {
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

function secretWords({ text, checked }: ReportedFile): readonly string[] {
  const lines = createLineIndex(text);
  const known = checked.secrets.map(({ start, end }) =>
    secretPart(text, { start: lines.offsetAt(start), end: lines.offsetAt(end) }),
  );
  const words = [...known, ...hiddenSpans(text)].flatMap(({ start, end }) =>
    text.slice(start, end).split(/[\s"'=:,]+/),
  );
  return [...new Set(words)].filter((word) => word.length >= shortestWord);
}
