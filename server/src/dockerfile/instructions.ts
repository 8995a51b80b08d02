import { MappedTextBuilder, slice, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { isForLinter, type Comment } from './comments.ts';
import { directiveAt, type Directive } from './directives.ts';
import { splitFlags } from './flags.ts';
import { heredocsOf, readHeredocs, type Heredoc, type HeredocOpening } from './heredoc.ts';
import {
  continuationAt,
  endOfLineBefore,
  lineAt,
  skipWhitespace,
  startOfText,
  type Line,
} from './lines.ts';
import { isSpace } from './space.ts';
import { execWords } from './exec-form.ts';

/** One instruction of a Dockerfile, with its continuation lines joined. */
export interface Instruction {
  /** In capitals, as Dockerfiles may write it in any case. */
  readonly keyword: string;
  /** In the document, from the keyword to the end of the last line, heredocs left out. */
  readonly span: Span;
  /** Everything behind the keyword on the logical line, trimmed. */
  readonly rest: MappedText;
  readonly heredocs: readonly Heredoc[];
  readonly place: Place;
}

/** Where an instruction stands in the Dockerfile's own text, which the document may hold in another form. */
export interface Place {
  /** From the start of its first line to the start of the line behind it and its heredocs. */
  readonly lines: Span;
  /** From the keyword to the end of its last line, heredocs left out. */
  readonly content: Span;
  /** What each line gives to the logical line, in order. */
  readonly parts: readonly LinePart[];
  /** Where `rest` starts in the logical line. */
  readonly restAt: number;
}

export interface LinePart {
  /** Where it starts in the logical line. */
  readonly at: number;
  /** Where it starts in the Dockerfile's text. */
  readonly start: number;
}

export interface DockerfileSource {
  readonly text: MappedText;
  readonly directives: readonly Directive[];
  /** Behind the byte order mark, the `#!` line and the directives. */
  readonly directivesEnd: number;
  readonly instructions: readonly Instruction[];
  /** The comments that speak to a linter. */
  readonly comments: readonly Comment[];
  /** The character that continues lines: `\` or, by directive, a backtick. */
  readonly escape: string;
}

const withHeredocs: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

/**
 * Splits a Dockerfile into directives and instructions, with the line rules of BuildKit's parser:
 * comments and empty lines inside continuations are skipped, an escape character continues a line
 * unless another one stands before it, and heredoc bodies belong to their instruction.
 */
export function splitInstructions(source: MappedText): DockerfileSource {
  const { text } = source;
  const directives: Directive[] = [];
  const instructions: Instruction[] = [];
  const comments: Comment[] = [];
  /** Comments above the next instruction. */
  let waiting: Comment[] = [];
  const missingTerminators = new Set<string>();
  let escape = '\\';
  let inDirectives = true;
  let position = startOfText(text);
  let directivesEnd = position;

  while (position < text.length) {
    const line = lineAt(text, position);
    const start = skipWhitespace(text, line);

    if (inDirectives) {
      const directive = directiveAt(source, { ...line, start });
      inDirectives = directive !== undefined && !directives.some((d) => d.name === directive.name);
      if (inDirectives && directive !== undefined) {
        directives.push(directive);
        directivesEnd = line.next;
        if (directive.name === 'escape' && directive.value.text === '`') escape = '`';
      }
    }
    if (start === line.end || text.charAt(start) === '#') {
      if (start < line.end && isForLinter(text.slice(start, line.end))) {
        const isAtTop = instructions.length === 0;
        const comment = { span: { start, end: line.end }, scope: undefined, isAtTop };
        (inDirectives ? comments : waiting).push(comment);
      }
      position = line.next;
      continue;
    }

    const logical = joinLines(source, { ...line, start }, escape);
    const content = { start, end: logical.end };
    const opened = readInstruction(logical.line, {
      lines: { start: line.start, end: logical.next },
      content,
      parts: logical.parts,
      span: sourceSpan(source, content),
    });
    const instruction = withBodies(source, opened, escape, missingTerminators);
    instructions.push(instruction);
    position = instruction.place.lines.end;
    if (waiting.length > 0) {
      const scope = { start, end: Math.max(logical.end, endOfLineBefore(text, position)) };
      for (const comment of waiting) comments.push({ ...comment, scope });
      waiting = [];
    }
    for (const comment of logical.comments) comments.push(comment);
  }
  for (const comment of waiting) comments.push(comment);
  return { text: source, directives, directivesEnd, instructions, comments, escape };
}

/** A logical line as a stretch of a text: of the source itself when it is one physical line. */
interface Stretch {
  readonly text: MappedText;
  readonly span: Span;
}

interface LogicalLine {
  readonly line: Stretch;
  readonly end: number;
  readonly next: number;
  readonly parts: readonly LinePart[];
  readonly comments: readonly Comment[];
}

const noComments: readonly Comment[] = [];

function joinLines(source: MappedText, first: Line, escape: string): LogicalLine {
  const { text } = source;
  let continuation = continuationAt(text, first, escape);
  const { start, end, next } = first;
  if (continuation === undefined) {
    const line = { text: source, span: { start, end } };
    return { line, end, next, parts: [{ at: 0, start }], comments: noComments };
  }

  const builder = new MappedTextBuilder(start);
  const parts: LinePart[] = [{ at: 0, start }];
  const comments: Comment[] = [];
  let waiting: Comment[] = [];
  builder.append(source, { start, end: continuation });
  let length = continuation - start;
  let last = first;
  let line = first;
  while (continuation !== undefined && line.next < text.length) {
    line = lineAt(text, line.next);
    const content = skipWhitespace(text, line);
    if (content === line.end) continue;
    if (text.charAt(content) === '#') {
      const span = { start: content, end: line.end };
      if (isForLinter(text.slice(span.start, span.end)))
        waiting.push({ span, scope: undefined, isAtTop: false });
      continue;
    }
    continuation = continuationAt(text, line, escape);
    const part = { start: line.start, end: continuation ?? line.end };
    builder.append(source, part);
    parts.push({ at: length, start: line.start });
    length += part.end - part.start;
    last = line;
    const scope = { start: content, end: Math.max(content, trimmedEnd(text, part)) };
    for (const comment of waiting) comments.push({ ...comment, scope });
    if (waiting.length > 0) waiting = [];
  }
  for (const comment of waiting) comments.push(comment);
  const joined = builder.build();
  return {
    line: { text: joined, span: { start: 0, end: joined.text.length } },
    end: last.end,
    next: line.next,
    parts,
    comments,
  };
}

function trimmedEnd(text: string, { start, end }: Span): number {
  let trimmed = end;
  while (trimmed > start && isSpace(text.charCodeAt(trimmed - 1))) trimmed--;
  return trimmed;
}

function readInstruction(
  { text: mapped, span: line }: Stretch,
  { span, ...place }: Omit<Place, 'restAt'> & { readonly span: Span },
): Instruction {
  const { text } = mapped;
  let keywordEnd = line.start;
  while (keywordEnd < line.end && !isSpace(text.charCodeAt(keywordEnd))) keywordEnd++;
  let start = keywordEnd;
  while (start < line.end && isSpace(text.charCodeAt(start))) start++;
  const end = trimmedEnd(text, { start, end: line.end });
  return {
    keyword: text.slice(line.start, keywordEnd).toUpperCase(),
    span,
    rest: slice(mapped, { start, end }),
    heredocs: [],
    place: { ...place, restAt: start - line.start },
  };
}

/** The trigger that an ONBUILD holds, as an instruction of its own; undefined for other instructions. */
export function triggerOf(instruction: Instruction): Instruction | undefined {
  if (instruction.keyword !== 'ONBUILD') return undefined;
  const { rest, span, place, heredocs } = instruction;
  const line = { text: rest, span: { start: 0, end: rest.text.length } };
  const trigger = readInstruction(line, { ...place, span });
  const restAt = place.restAt + trigger.place.restAt;
  return { ...trigger, heredocs, place: { ...trigger.place, restAt } };
}

/** The instruction with the heredocs that it opens. */
function withBodies(
  source: MappedText,
  instruction: Instruction,
  escape: string,
  missing: Set<string>,
): Instruction {
  const openings = openingsIn(instruction, escape);
  if (openings.length === 0) return instruction;
  const { place } = instruction;
  const { heredocs, next } = readHeredocs(source.text, place.lines.end, openings, missing);
  return {
    ...instruction,
    heredocs,
    place: { ...place, lines: { start: place.lines.start, end: next } },
  };
}

function openingsIn(instruction: Instruction, escape: string): readonly HeredocOpening[] {
  const { text } = instruction.rest;
  if (!text.includes('<<')) return [];
  const held = triggerOf(instruction) ?? instruction;
  if (!withHeredocs.has(held.keyword) || execWords(splitFlags(held).rest) !== undefined) return [];
  return heredocsOf(text, escape);
}
