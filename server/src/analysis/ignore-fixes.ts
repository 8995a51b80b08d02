import { applyEdits, type TextEdit } from '../text/text-edit.ts';
import { analyze, type AnalysisOptions, type Report } from './report.ts';

/** A comment to insert, with the part that the person is to write. */
export interface IgnoreComment {
  readonly edit: TextEdit;
  /** The end of the comment, where the reason stands in for. */
  readonly reason: string;
}

/** What stands in the comment until the person has written the reason. */
const reasonPlaceholder = 'why this is accepted';

/** A finding in a here-document or a folded text is told on the first line above it that can have a comment. */
const maximalLinesAbove = 64;

/**
 * The insertion of a comment that silences rules at the finding that begins at `start`. Each line from there
 * upwards is tried out: the comment must silence them and leave what other rules find as it is. Undefined
 * when no line will do.
 */
export function ignoreHere(
  report: Report,
  rules: readonly string[],
  start: number,
  options: AnalysisOptions,
): IgnoreComment | undefined {
  const { source } = report;
  let lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
  for (let tried = 0; tried < maximalLinesAbove; tried++) {
    const comment = commentAbove(source.text, lineStart, `ignore[${rules.join(', ')}]`);
    const text = applyEdits(source.text, [comment.edit]);
    const after = analyze({ ...source, text }, options);
    if (silencesOnly(report, after, rules, start, comment.edit.newText.length)) return comment;
    if (lineStart === 0) return undefined;
    lineStart = source.text.lastIndexOf('\n', lineStart - 2) + 1;
  }
  return undefined;
}

function silencesOnly(
  before: Report,
  after: Report,
  rules: readonly string[],
  start: number,
  shift: number,
): boolean {
  const others = ({ findings }: Report): number =>
    findings.filter(({ rule }) => !rules.includes(rule)).length;
  const isSilent = rules.every((id) =>
    after.suppressed.some(({ rule, span }) => rule === id && span.start === start + shift),
  );
  return isSilent && others(after) === others(before);
}

/** The insertion of a comment that silences rules in the whole file: behind the directives, which only count at the very top. */
export function ignoreInFile({ source, model }: Report, rules: readonly string[]): IgnoreComment {
  return commentAbove(source.text, model.fileNoteOffset, `ignore-file[${rules.join(', ')}]`);
}

function commentAbove(text: string, lineStart: number, directive: string): IgnoreComment {
  const indent = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 256))?.[0] ?? '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  // Directives that end the file may lack their line end.
  const before = lineStart > 0 && text.charAt(lineStart - 1) !== '\n' ? lineEnd : '';
  return {
    edit: {
      span: { start: lineStart, end: lineStart },
      newText: `${before}${indent}# seaworthy: ${directive} -- ${reasonPlaceholder}${lineEnd}`,
    },
    reason: reasonPlaceholder,
  };
}
