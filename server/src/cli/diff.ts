import { normalize, sep } from 'node:path';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { createColors } from 'picocolors';
import { hiddenSpans } from '../analysis/hidden-spans.ts';
import { plainLine } from '../text/plain-line.ts';
import type { Span } from '../text/span.ts';
import type { Terminal } from './ports.ts';

/**
 * A unified diff of two texts; empty when they are equal. `patch -p1` makes the change from the folder that the path is
 * relative to, or from the root of an absolute one: each line keeps its own line end, and a last line without one is marked.
 * `context` is the number of lines that are shown around a change.
 */
export function unifiedDiff(path: string, before: string, after: string, context = 3): string {
  if (before === after) return '';
  const name = normalize(path).split(sep).join('/').replace(/^\/+/, '');
  const options = { context };
  const patch = structuredPatch(`a/${name}`, `b/${name}`, before, after, '', '', options);
  const [old = '', now = '', ...hunks] = formatPatch(patch, FILE_HEADERS_ONLY).split('\n');
  return [endedName(old), endedName(now), ...hunks].join('\n');
}

/** A text that changes. */
export interface ChangedText {
  readonly path: string;
  /** U+FEFF or nothing. */
  readonly byteOrderMark: string;
  readonly before: string;
  readonly after: string;
  /** Where secrets stand in `before`, as far as more is known than its characters tell. */
  readonly secrets: readonly Span[];
  /** Whether no more is shown than what changes, whatever it looks like. */
  readonly isSecretive: boolean;
}

/**
 * A unified diff that shows no secret: without the lines around a change where the text has one, and undefined where a line
 * that changes has one, as a diff with something left out could not be applied.
 */
export function discreetDiff(change: ChangedText): string | undefined {
  const { path, byteOrderMark: mark, before, after, secrets, isSecretive } = change;
  const old = [...secrets, ...hiddenSpans(before)];
  const now = hiddenSpans(after);
  const isPublic = old.length === 0 && now.length === 0;
  if (isPublic) return unifiedDiff(path, mark + before, mark + after, isSecretive ? 0 : undefined);
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  const isShown = hunks.every(
    ({ oldStart, oldLines, newStart, newLines }) =>
      !isInLines(old, before, oldStart, oldLines) && !isInLines(now, after, newStart, newLines),
  );
  return isShown ? unifiedDiff(path, mark + before, mark + after, 0) : undefined;
}

/** Said in the place of a diff. */
export function explainHiddenDiff(path: string, option: '--write' | '--fix'): string {
  return `${path}: the change is in a line with a secret, so it is not shown; ${option} makes it.`;
}

/** Whether one of the spans is in so many lines, counted from 1. */
function isInLines(spans: readonly Span[], text: string, first: number, count: number): boolean {
  const lines = text.split('\n');
  const start = lines.slice(0, first - 1).reduce((sum, { length }) => sum + length + 1, 0);
  const end = lines
    .slice(first - 1, first - 1 + count)
    .reduce((sum, { length }) => sum + length + 1, start);
  return spans.some((span) => span.start < end && span.end > start);
}

/** Without a tab behind it a name ends at its first space. */
function endedName(header: string): string {
  const isQuoted = header.endsWith('"');
  return !isQuoted && header.indexOf(' ') < header.lastIndexOf(' ') ? `${header}\t` : header;
}

/**
 * A diff as it is written to standard output: for programs to the byte, for a person in colours and without the characters
 * that a terminal obeys.
 */
export function shownDiff(
  diff: string,
  { isOutput, hasColours }: Pick<Terminal, 'isOutput' | 'hasColours'>,
): string {
  if (!isOutput && !hasColours) return diff;
  const colours = createColors(hasColours);
  return diff.split('\n').map(shownLine).join('\n');

  function shownLine(line: string, index: number): string {
    const plain = line.split('\t').map(plainLine).join('\t');
    if (index < 2) return colours.bold(plain);
    switch (plain[0]) {
      case '@':
        return colours.cyan(plain);
      case '+':
        return colours.green(plain);
      case '-':
        return colours.red(plain);
      default:
        return plain;
    }
  }
}
