import { normalize, sep } from 'node:path';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { createColors } from 'picocolors';
import { plainLine } from '../text/plain-line.ts';
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
