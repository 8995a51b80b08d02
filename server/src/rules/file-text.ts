import type { DocumentModel } from '../model/document-model.ts';
import type { Word } from '../shell/script.ts';
import type { Span } from '../text/span.ts';
import type { ScriptCommand } from './commands.ts';

/** Text that a build writes into a file, or prints for another command to write. */
export interface FileText {
  /** The text, or the part of an expression of `sed` that it leaves behind. */
  readonly text: string;
  readonly word: Word;
}

/** The texts that a command may put into a file: its arguments and here-documents, unless it only reads. */
export function fileTexts({ name, words, redirections }: ScriptCommand): readonly FileText[] {
  if (name !== undefined && readers.has(name)) return [];
  const isEditor = name === 'sed' || name === 'gsed' || name === 'perl';
  const texts: FileText[] = words
    .slice(1)
    .map((word) => ({ word, text: isEditor ? leftBySed(word.text) : word.text }));
  for (const { operator, target } of redirections)
    if (operator.startsWith('<<')) texts.push({ word: target, text: target.text });
  return texts;
}

/** Commands whose arguments say what to look for. */
const readers: ReadonlySet<string> = new Set([
  'grep',
  'egrep',
  'fgrep',
  'zgrep',
  'rg',
  'awk',
  'gawk',
  'test',
  '[',
  '[[',
  'case',
  'find',
]);

/**
 * What an expression of `sed` leaves in a file: the replacements of its `s` commands, with what `\1` and `&`
 * keep of the pattern, unless they are made a comment; its address too when it only takes a comment sign away; all of it when it replaces
 * nothing, as with `a` and `i`; nothing when it deletes.
 */
export function leftBySed(expression: string): string {
  const parts: string[] = [];
  const command = /(?:^|[;{/$\d\s])s([^\w\s\\;])/g;
  let end = 0;
  for (let match = command.exec(expression); match !== null; match = command.exec(expression)) {
    const [head, delimiter = ''] = match;
    const pattern = untilDelimiter(expression, command.lastIndex, delimiter);
    const replacement = untilDelimiter(expression, pattern.end + 1, delimiter);
    const isCommented = /^\s*#/.test(replacement.text);
    const isUncommented = !isCommented && /^\^?[\s\\(*]*#/.test(pattern.text);
    if (isUncommented) parts.push(expression.slice(end, match.index + head.length - 2));
    if (!isCommented && /\\[1-9]|&/.test(replacement.text))
      parts.push(pattern.text.replaceAll(/[\\()^$#]/g, ''));
    parts.push(replacement.text);
    end = command.lastIndex = replacement.end;
  }
  if (parts.length > 0) return parts.filter((part) => part !== '').join('\n');
  return /[/$\d]d;?$/.test(expression) ? '' : expression;
}

/** The text from `start` up to a delimiter without `\` before it. */
function untilDelimiter(
  text: string,
  start: number,
  delimiter: string,
): { readonly text: string; readonly end: number } {
  let end = start;
  while (end < text.length && text[end] !== delimiter) end += text[end] === '\\' ? 2 : 1;
  return { text: text.slice(start, end), end: Math.min(end, text.length) };
}

/** A line of a text that is written into a file. */
export interface WrittenLine {
  readonly text: string;
  /** The line, or the whole word when that is written in another way. */
  readonly span: Span;
}

/** The lines of a text that are no comments; `\n` ends one too, for `printf` and `echo -e`. */
export function* writtenLines(
  document: DocumentModel,
  { span }: { readonly span: Span },
  text: string,
): Generator<WrittenLine> {
  const raw = document.text.slice(span.start, span.end);
  let from = 0;
  for (const line of text.split(/\n|\\n/)) {
    const at = raw.indexOf(line, from);
    if (at >= 0) from = at + line.length;
    if (/^\s*(?:[#;]|\/\/|$)/.test(line)) continue;
    yield {
      text: line,
      span: at < 0 ? span : { start: span.start + at, end: span.start + at + line.length },
    };
  }
}

/** Where a part of a word or line stands; all of it when it is written there in another way. */
export function partSpan(
  { text }: DocumentModel,
  { span }: { readonly span: Span },
  part: string,
): Span {
  const at = text.slice(span.start, span.end).indexOf(part);
  return at < 0 ? span : { start: span.start + at, end: span.start + at + part.length };
}
