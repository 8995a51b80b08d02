import { MappedTextBuilder, sourceOffset, type MappedText } from '../text/mapped-text.ts';

/**
 * Splits a command line into words as Compose does before it starts a command without a shell: at blanks,
 * with quotes and backslashes undone (Compose Specification, "command").
 */
export function splitWords(line: MappedText): readonly MappedText[] {
  const { text } = line;
  const words: MappedText[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const word = readWord(line, at);
    words.push(word.text);
    at = word.end;
  }
  return words;
}

interface ReadWord {
  readonly text: MappedText;
  readonly end: number;
}

function readWord(line: MappedText, start: number): ReadWord {
  const { text } = line;
  const builder = new MappedTextBuilder(sourceOffset(line, start));
  let quote = '';
  let runStart = start;
  let at = start;
  const flush = (next: number): void => {
    builder.append(line, { start: runStart, end: at });
    runStart = next;
  };
  while (at < text.length) {
    const char = text.charAt(at);
    if (quote === '' && isBlank(char)) break;
    if (char === '\\' && quote !== "'" && at + 1 < text.length) {
      flush(at + 1);
      at += 2;
    } else if (char === quote || (quote === '' && (char === '"' || char === "'"))) {
      flush(at + 1);
      quote = quote === '' ? char : '';
      at++;
    } else {
      at++;
    }
  }
  flush(at);
  return { text: builder.build(), end: at };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charAt(at))) at++;
  return at;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
