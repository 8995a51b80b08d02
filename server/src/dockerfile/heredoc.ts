import { isSpace } from './space.ts';

export interface Heredoc {
  /** The line that ends the body, quotes removed. */
  readonly terminator: string;
  /** `<<-`: tabs before the terminator do not count. */
  readonly stripTabs: boolean;
}

const heredocPattern = /^\d*<<(-?)\s*([^<]*)$/;

/**
 * The heredocs that a logical line opens, in order: words of the form `3<<-"EOT"`.
 * Follows BuildKit's `heredocsFromLine`: white space may stand behind `<<`, quotes may stand anywhere in
 * the terminator, and a word that begins with anything but digits and `<<` is no heredoc.
 */
export function heredocsOf(line: string, escape: string): readonly Heredoc[] {
  return shellWords(line, escape).flatMap((word) => {
    const [, dash, rest] = heredocPattern.exec(word) ?? [];
    if (rest === undefined || rest === '') return [];
    return [{ terminator: unquote(rest, escape), stripTabs: dash === '-' }];
  });
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
