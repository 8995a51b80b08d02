import type { Template, TemplatePart, VariableOperator } from '../model/template.ts';
import { MappedTextBuilder, sourceOffset, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { isSpace } from './space.ts';

/** The words of a logical line that white space separates; quotes do not hold words together, as in BuildKit's FROM. */
export function wordsOf(text: string): readonly Span[] {
  const words: Span[] = [];
  let start = -1;
  for (let index = 0; index <= text.length; index++) {
    const inWord = index < text.length && !isSpace(text.charCodeAt(index));
    if (inWord && start < 0) start = index;
    if (!inWord && start >= 0) {
      words.push({ start, end: index });
      start = -1;
    }
  }
  return words;
}

/** The words of ARG and ENV, where quotes and escapes do hold words together. */
export function quotedWordsOf(text: string, escape: string): readonly Span[] {
  const words: Span[] = [];
  let start = -1;
  let quote = '';
  for (let index = 0; index <= text.length; index++) {
    const char = text.charAt(index);
    const isBreak = index === text.length || (quote === '' && isSpace(text.charCodeAt(index)));
    if (isBreak) {
      if (start >= 0) words.push({ start, end: index });
      start = -1;
      continue;
    }
    if (start < 0) start = index;
    if (char === escape && quote !== "'") index++;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  return words;
}

/** Deeper nesting of `${A:-${B:-…}}` is read as unknown. */
const maximalDepth = 16;

const namePattern = /^(?:[0-9]+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*)/u;
const operatorPattern = /^(?::?[-+?])/;

/** Whether the word has no quotes, escapes or variables, so that it says what is written. */
export function isPlainWord(text: string, escape: string): boolean {
  return !(text.includes('$') || text.includes('"') || text.includes("'") || text.includes(escape));
}

/** The word with quotes and escapes undone and variables left as they are written. */
export function unquoted(text: string, escape: string): string {
  if (isPlainWord(text, escape)) return text;
  let result = '';
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === escape && escapes(text, index, quote, escape)) result += text.charAt(++index);
    else result += char;
  }
  return result;
}

/** Between double quotes an escape counts only before a quote, a `$` or itself, between single ones never. */
function escapes(text: string, index: number, quote: string, escape: string): boolean {
  if (quote === '') return true;
  if (quote === "'") return false;
  const next = text.charAt(index + 1);
  return next === '"' || next === '$' || next === escape;
}

/** Reads a word with its quotes, escapes and variables, by the rules of BuildKit's shell lexer. */
export function parseWord(word: MappedText, escape: string): Template {
  return new WordReader(word, escape).read(0);
}

class WordReader {
  readonly #word: MappedText;
  readonly #text: string;
  readonly #escape: string;
  #index = 0;

  constructor(word: MappedText, escape: string) {
    this.#word = word;
    this.#text = word.text;
    this.#escape = escape;
  }

  /** Reads to the end, or behind the `}` that closes the operand at this depth. */
  read(depth: number): Template {
    const parts: TemplatePart[] = [];
    let literal = this.#newLiteral();
    let quote = '';
    const flush = (): void => {
      const text = literal.build();
      if (text.text !== '') parts.push({ kind: 'text', text });
      literal = this.#newLiteral();
    };

    while (this.#index < this.#text.length) {
      const char = this.#text.charAt(this.#index);
      if (depth > 0 && quote === '' && char === '}') break;
      if (char === '$' && quote !== "'") {
        const variable = this.#readVariable(depth);
        if (variable !== undefined) {
          flush();
          parts.push(variable);
          continue;
        }
      } else if (char === quote || (quote === '' && (char === '"' || char === "'"))) {
        quote = char === quote ? '' : char;
        this.#index++;
        continue;
      } else if (char === this.#escape && escapes(this.#text, this.#index, quote, this.#escape)) {
        this.#index++;
        if (this.#index >= this.#text.length) break;
      }
      const end = this.#endOfRun(this.#index + 1);
      literal.append(this.#word, { start: this.#index, end });
      this.#index = end;
    }
    flush();
    return parts;
  }

  /** Where the next character with a meaning stands, at `from` or behind it. */
  #endOfRun(from: number): number {
    let end = from;
    while (end < this.#text.length && !this.#isSpecial(this.#text.charAt(end))) end++;
    return end;
  }

  #isSpecial(char: string): boolean {
    return char === '$' || char === '}' || char === '"' || char === "'" || char === this.#escape;
  }

  #newLiteral(): MappedTextBuilder {
    return new MappedTextBuilder(sourceOffset(this.#word, this.#index));
  }

  #readVariable(depth: number): TemplatePart | undefined {
    if (this.#text.charAt(this.#index + 1) !== '{') {
      const name = this.#nameAt(this.#index + 1);
      if (name === '') return undefined;
      this.#index += 1 + name.length;
      return { kind: 'variable', name, operator: 'none', operand: [] };
    }
    const name = this.#nameAt(this.#index + 2);
    const open = this.#index;
    this.#index += 2 + name.length;
    const operator = this.#readOperator();
    if (name === '' || operator === 'other' || depth >= maximalDepth) {
      this.#index = this.#closeOf(open);
      return { kind: 'variable', name, operator: 'other', operand: [] };
    }
    const operand = operator === 'none' ? [] : this.read(depth + 1);
    if (this.#text.charAt(this.#index) === '}') this.#index++;
    return { kind: 'variable', name, operator, operand };
  }

  #readOperator(): VariableOperator {
    if (this.#text.charAt(this.#index) === '}') return 'none';
    const operator = operatorPattern.exec(this.#text.slice(this.#index, this.#index + 2))?.[0];
    this.#index += operator?.length ?? 0;
    return (operator as VariableOperator | undefined) ?? 'other';
  }

  #nameAt(index: number): string {
    return namePattern.exec(this.#text.slice(index, index + 256))?.[0] ?? '';
  }

  /** Behind the brace that closes the one at `open`, or the end of the word. */
  #closeOf(open: number): number {
    let level = 0;
    for (let index = open; index < this.#text.length; index++) {
      const char = this.#text.charAt(index);
      if (char === '{') level++;
      if (char === '}' && --level === 0) return index + 1;
    }
    return this.#text.length;
  }
}
