import { normalize } from 'node:path';

const contextLines = 2;
const noLineEnd = '\n\\ No newline at end of file';

/**
 * A unified diff of two texts with the same number of lines, as pinning and unpinning leave them; empty when they are equal.
 * `patch -p1` makes the change, as every line keeps its own line end.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  const changed = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks = groupNearby(changed).map((group) => hunkOf(old, now, group));
  const name = normalize(path).replace(/^\/+/, '');
  return [`--- a/${name}`, `+++ b/${name}`, ...hunks.flat(), ''].join('\n');
}

function groupNearby(indices: readonly number[]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const index of indices) {
    const last = groups.at(-1);
    const previous = last?.at(-1);
    if (last !== undefined && previous !== undefined && index - previous <= 2 * contextLines)
      last.push(index);
    else groups.push([index]);
  }
  return groups;
}

function hunkOf(
  old: readonly string[],
  now: readonly string[],
  changed: readonly number[],
): readonly string[] {
  const first = Math.max(0, (changed[0] ?? 0) - contextLines);
  const end = Math.min(lineCount(old), (changed.at(-1) ?? 0) + contextLines + 1);
  const lines: string[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    lines.push(...removed, ...added);
    removed = [];
    added = [];
  };
  for (let index = first; index < end; index++) {
    if (changed.includes(index)) {
      removed.push(`-${shown(old, index)}`);
      added.push(`+${shown(now, index)}`);
    } else {
      flush();
      lines.push(` ${shown(old, index)}`);
    }
  }
  flush();
  const place = `${String(first + 1)},${String(end - first)}`;
  return [`@@ -${place} +${place} @@`, ...lines];
}

/** The text behind the last line end is a line only when there is any. */
function lineCount(lines: readonly string[]): number {
  return lines.at(-1) === '' ? lines.length - 1 : lines.length;
}

function shown(lines: readonly string[], index: number): string {
  return `${lines[index] ?? ''}${index === lines.length - 1 ? noLineEnd : ''}`;
}
