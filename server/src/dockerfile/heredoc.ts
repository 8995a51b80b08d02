import { MappedTextBuilder, slice, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { lineAt } from './lines.ts';
import { isSpace } from './space.ts';

/** What opens a heredoc. */
export interface HeredocOpening {
  /** The line that ends the body, quotes removed. */
  readonly terminator: string;
  /** `<<-`: tabs before the terminator do not count. */
  readonly stripTabs: boolean;
  /** Variables in the body of a terminator without quotes are put in. */
  readonly expands: boolean;
}

export interface Heredoc extends HeredocOpening {
  /** The lines of the body in the Dockerfile's text; undefined when the terminator is missing. */
  readonly body: Span | undefined;
}

const heredocPattern = /^\d*<<(-?)\s*([^<]*)$/;
/** A file with more terminators missing than this has no heredocs from there on. */
const maximalOpenHeredocs = 64;

/**
 * The heredocs that a logical line opens, in order: words of the form `3<<-"EOT"`.
 * Follows BuildKit's `heredocsFromLine`: white space may stand behind `<<`, quotes may stand anywhere in
 * the terminator, and a word that begins with anything but digits and `<<` is no heredoc.
 */
export function heredocsOf(line: string, escape: string): readonly HeredocOpening[] {
  return shellWords(line, escape).flatMap((word) => heredocOf(word, escape) ?? []);
}

/** Whether the line is a heredoc and nothing else, so that its body is what RUN runs. */
export function isHeredocAlone(line: string, escape: string): boolean {
  const [word, ...others] = shellWords(line, escape);
  return word !== undefined && others.length === 0 && heredocOf(word, escape) !== undefined;
}

/** The heredoc that a single word opens. */
export function heredocOf(word: string, escape: string): HeredocOpening | undefined {
  const [, dash, rest] = heredocPattern.exec(word) ?? [];
  if (rest === undefined || rest === '') return undefined;
  const terminator = unquote(rest, escape);
  return { terminator, stripTabs: dash === '-', expands: terminator === rest };
}

/** Words with their quotes and escapes left in; `<<` keeps the word behind it. */
function shellWords(line: string, escape: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let index = 0;
  while (index < line.length) {
    const char = line.charAt(index);
    if (char === "'" || char === '"') {
      const close = closingQuote(line, index, escape);
      word += line.slice(index, close);
      index = close;
    } else if (char === escape) {
      word += line.slice(index, index + 2);
      index += 2;
    } else if (line.startsWith('<<', index)) {
      const opening = /^<<-?\s*/.exec(line.slice(index, index + 256))?.[0] ?? '<<';
      word += opening;
      index += opening.length;
    } else if (isSpace(char.charCodeAt(0))) {
      if (word !== '') words.push(word);
      word = '';
      index++;
    } else {
      word += char;
      index++;
    }
  }
  if (word !== '') words.push(word);
  return words;
}

function closingQuote(line: string, open: number, escape: string): number {
  const quote = line.charAt(open);
  for (let index = open + 1; index < line.length; index++) {
    if (line.charAt(index) === quote) return index + 1;
    if (quote === '"' && line.charAt(index) === escape) index++;
  }
  return line.length;
}

function unquote(word: string, escape: string): string {
  let result = '';
  for (let index = 0; index < word.length; index++) {
    const char = word.charAt(index);
    if (char === escape) result += word.charAt(++index);
    else if (char !== "'" && char !== '"') result += char;
  }
  return result;
}

export interface ReadHeredocs {
  readonly heredocs: readonly Heredoc[];
  /** Where the first line behind the last terminator starts. */
  readonly next: number;
}

/**
 * Finds the bodies of the heredocs that a line opens, one behind the other from `start`. One without its
 * terminator is taken for a heredoc still being typed: nothing is skipped, so that the rest of the file
 * keeps its meaning. `missing` remembers such terminators for the lines below, as without it a file of many
 * open heredocs would be read to its end for each of them.
 */
export function readHeredocs(
  text: string,
  start: number,
  openings: readonly HeredocOpening[],
  missing: Set<string>,
): ReadHeredocs {
  let next = start;
  const heredocs = openings.map((opening): Heredoc => {
    const key = `${String(opening.stripTabs)} ${opening.terminator}`;
    if (missing.has(key) || missing.size >= maximalOpenHeredocs)
      return { ...opening, body: undefined };
    for (let position = next; position < text.length;) {
      const line = lineAt(text, position);
      if (isTerminator(text.slice(line.start, line.end), opening)) {
        const body = { start: next, end: line.start };
        next = line.next;
        return { ...opening, body };
      }
      position = line.next;
    }
    missing.add(key);
    return { ...opening, body: undefined };
  });
  return { heredocs, next };
}

function isTerminator(line: string, { terminator, stripTabs }: HeredocOpening): boolean {
  if (!line.endsWith(terminator)) return false;
  return (stripTabs ? line.replace(/^\t+/, '') : line) === terminator;
}

/** The body as its reader gets it: lines end with `\n`, and `<<-` takes the tabs before them away. */
export function bodyText(source: MappedText, body: Span, stripTabs: boolean): MappedText {
  const plain = slice(source, body);
  if (!stripTabs && !plain.text.includes('\r')) return plain;
  const { text } = source;
  const builder = new MappedTextBuilder(plain.anchor);
  for (let position = body.start; position < body.end;) {
    const line = lineAt(text, position);
    let { start } = line;
    while (stripTabs && start < line.end && text.charAt(start) === '\t') start++;
    builder.append(source, { start, end: Math.min(line.end, body.end) });
    if (line.next > line.end && line.next <= body.end)
      builder.append(source, { start: line.next - 1, end: line.next });
    position = line.next;
  }
  return builder.build();
}
