import { MappedTextBuilder, slice, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { heredocsOf, type Heredoc } from './heredoc.ts';
import { isSpace } from './space.ts';

/** One instruction of a Dockerfile, with its continuation lines joined. */
export interface Instruction {
  /** In capitals, as Dockerfiles may write it in any case. */
  readonly keyword: string;
  /** From the keyword to the end of the last line, heredocs left out. */
  readonly span: Span;
  /** Everything behind the keyword on the logical line, trimmed. */
  readonly rest: MappedText;
}

/** A line `# name=value` at the top of the file. */
export interface Directive {
  /** In small letters. */
  readonly name: string;
  readonly value: string;
  readonly valueSpan: Span;
}

export interface DockerfileSource {
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** The character that continues lines: `\` or, by directive, a backtick. */
  readonly escape: string;
}

/** The text of a physical line, without its line end. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const directivePattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/;
const knownDirectives: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);
/** A file with more terminators missing than this has no heredocs from there on. */
const maximalOpenHeredocs = 64;
const withHeredocs: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Splits a Dockerfile into directives and instructions, with the line rules of BuildKit's parser:
 * comments and empty lines inside continuations are skipped, an escape character continues a line
 * unless another one stands before it, and heredoc bodies belong to their instruction.
 */
export function splitInstructions(text: string): DockerfileSource {
  const directives: Directive[] = [];
  const instructions: Instruction[] = [];
  let escape = '\\';
  let inDirectives = true;
  let position = startOfText(text);
  const skipHeredocs = createHeredocSkipper(text);

  while (position < text.length) {
    const line = lineAt(text, position);
    const start = skipWhitespace(text, line);
    const isCommentLine = text.charAt(start) === '#' && start < line.end;

    if (inDirectives) {
      const directive = directiveAt(text, { ...line, start });
      inDirectives = directive !== undefined && !directives.some((d) => d.name === directive.name);
      if (inDirectives && directive !== undefined) {
        directives.push(directive);
        if (directive.name === 'escape' && directive.value === '`') escape = '`';
      }
    }
    if (isCommentLine || start === line.end) {
      position = line.next;
      continue;
    }

    const logical = joinLines(text, { ...line, start }, escape);
    const instruction = readInstruction(logical.text, { start, end: logical.end });
    instructions.push(instruction);
    position = skipHeredocs(logical.next, heredocsIn(instruction, escape));
  }
  return { directives, instructions, escape };
}

/** Behind a byte order mark and a `#!` line, as BuildKit looks for directives. */
function startOfText(text: string): number {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return text.startsWith('#!', start) ? lineAt(text, start).next : start;
}

function lineAt(text: string, start: number): Line {
  const newline = text.indexOf('\n', start);
  if (newline < 0) return { start, end: text.length, next: text.length };
  let end = newline;
  while (end > start && text.charAt(end - 1) === '\r') end--;
  return { start, end, next: newline + 1 };
}

function skipWhitespace(text: string, { start, end }: Line): number {
  let position = start;
  while (position < end && isSpace(text.charCodeAt(position))) position++;
  return position;
}

function directiveAt(text: string, line: Line): Directive | undefined {
  if (text.charAt(line.start) !== '#') return undefined;
  const content = text.slice(line.start, line.end);
  const [, name, rest] = directivePattern.exec(content) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  if (!knownDirectives.has(name.toLowerCase())) return undefined;
  const value = rest.trimEnd();
  const start = line.end - rest.length;
  const valueSpan = { start, end: start + value.length };
  return { name: name.toLowerCase(), value, valueSpan };
}

interface LogicalLine {
  readonly text: MappedText;
  readonly end: number;
  readonly next: number;
}

function joinLines(text: string, first: Line, escape: string): LogicalLine {
  const builder = new MappedTextBuilder(first.start);
  let line = first;
  let continuation = continuationAt(text, line, escape);
  builder.verbatim(text.slice(line.start, continuation ?? line.end), line.start);
  let end = line.end;
  while (continuation !== undefined && line.next < text.length) {
    line = lineAt(text, line.next);
    const start = skipWhitespace(text, line);
    if (start === line.end || text.charAt(start) === '#') continue;
    continuation = continuationAt(text, line, escape);
    builder.verbatim(text.slice(line.start, continuation ?? line.end), line.start);
    end = line.end;
  }
  return { text: builder.build(), end, next: line.next };
}

/** The offset of the escape character that continues this line, blanks behind it allowed. */
function continuationAt(text: string, { start, end }: Line, escape: string): number | undefined {
  let last = end - 1;
  while (last >= start && (text.charAt(last) === ' ' || text.charAt(last) === '\t')) last--;
  if (last < start || text.charAt(last) !== escape) return undefined;
  return last > start && text.charAt(last - 1) === escape ? undefined : last;
}

function readInstruction(line: MappedText, span: Span): Instruction {
  const { text } = line;
  let keywordEnd = 0;
  while (keywordEnd < text.length && !isSpace(text.charCodeAt(keywordEnd))) keywordEnd++;
  let start = keywordEnd;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  let end = text.length;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return {
    keyword: text.slice(0, keywordEnd).toUpperCase(),
    span,
    rest: slice(line, { start, end }),
  };
}

function heredocsIn(instruction: Instruction, escape: string): readonly Heredoc[] {
  const text = instruction.rest.text;
  if (!text.includes('<<')) return [];
  const keyword = instruction.keyword === 'ONBUILD' ? triggerKeyword(text) : instruction.keyword;
  return withHeredocs.has(keyword) && !isExecForm(text) ? heredocsOf(text, escape) : [];
}

function triggerKeyword(text: string): string {
  return (/^\S+/.exec(text)?.[0] ?? '').toUpperCase();
}

/** The trigger that an ONBUILD holds, as an instruction of its own; undefined for other instructions. */
export function triggerOf(instruction: Instruction): Instruction | undefined {
  return instruction.keyword === 'ONBUILD'
    ? readInstruction(instruction.rest, instruction.span)
    : undefined;
}

/** An instruction whose arguments are a JSON array has no heredocs. */
function isExecForm(text: string): boolean {
  if (!text.startsWith('[')) return false;
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/**
 * Finds the ends of heredoc bodies. One without its terminator is taken for a heredoc still being typed:
 * nothing is skipped, so that the rest of the file keeps its meaning.
 */
function createHeredocSkipper(
  text: string,
): (start: number, heredocs: readonly Heredoc[]) => number {
  // Without this memory a file of many open heredocs would be read to its end for each of them.
  const missing = new Set<string>();
  const endOf = (start: number, heredoc: Heredoc): number => {
    const key = JSON.stringify(heredoc);
    if (missing.has(key) || missing.size >= maximalOpenHeredocs) return start;
    for (let position = start; position < text.length;) {
      const line = lineAt(text, position);
      const content = text.slice(line.start, line.end);
      const ends = heredoc.stripTabs ? content.replace(/^\t+/, '') : content;
      if (ends === heredoc.terminator) return line.next;
      position = line.next;
    }
    missing.add(key);
    return start;
  };
  return (start, heredocs) => heredocs.reduce(endOf, start);
}
