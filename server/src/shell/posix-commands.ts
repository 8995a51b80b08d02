import type { MappedText } from '../text/mapped-text.ts';
import {
  createDraft,
  extendDraft,
  isEmptyDraft,
  maximalDepth,
  type CommandDraft,
  type PipelineDraft,
  type ReadContext,
} from './draft.ts';
import { readHead } from './posix-compounds.ts';
import { skipBalanced } from './posix-expansions.ts';
import {
  createReader,
  skipBlanks,
  skipComment,
  type Closer,
  type PosixReader,
} from './posix-reader.ts';
import { readLineEnd, readRedirection } from './posix-redirections.ts';
import { isProcessSubstitution, readWord } from './posix-words.ts';
import type { Pipeline } from './script.ts';

/** Reads the commands of a POSIX shell or bash (POSIX, 2.9 and 2.10); any text gives some. */
export function readPosix(source: MappedText, context: ReadContext): readonly PipelineDraft[] {
  if (context.depth >= maximalDepth) return [];
  return readList(createReader(source, context, readList), undefined);
}

function readList(reader: PosixReader, closer: Closer | undefined): readonly PipelineDraft[] {
  const pipelines: PipelineDraft[] = [];
  const { nested } = reader;
  let joint: Pipeline['joint'] = 'start';
  reader.depth++;
  for (;;) {
    skipLines(reader);
    if (reader.at >= reader.text.length || isClosed(reader, closer)) break;
    const before = reader.at;
    const commands = readPipeline(reader);
    const next = readJoint(reader, closer);
    if (commands.length > 0) {
      pipelines.push({ joint, commands });
      joint = next;
    }
    if (reader.at === before && !isClosed(reader, closer)) reader.at++;
  }
  reader.depth--;
  reader.nested = nested;
  return pipelines;
}

/** Skips blanks, comments and line ends, with the here-documents behind them. */
export function skipLines(reader: PosixReader): void {
  for (;;) {
    skipBlanks(reader);
    skipComment(reader);
    if (reader.text.charAt(reader.at) !== '\n') return;
    readLineEnd(reader);
  }
}

const closingWord = /(?:fi|done|esac|\})(?=[\s;&|()<>]|$)/y;

function isClosed({ text, at }: PosixReader, closer: Closer | undefined): boolean {
  if (closer === undefined) return false;
  if (closer === ')') return text.charAt(at) === ')';
  if (closer === 'esac' && isBranchEnd(text, at)) return true;
  closingWord.lastIndex = at;
  return text.startsWith(closer, at) && closingWord.test(text);
}

/** `;;`, `;&` or `;;&` behind a branch of `case`. */
function isBranchEnd(text: string, at: number): boolean {
  return text.charAt(at) === ';' && (text.charAt(at + 1) === ';' || text.charAt(at + 1) === '&');
}

/** Reads the operator behind a pipeline, which says how the next one depends on it. */
function readJoint(reader: PosixReader, closer: Closer | undefined): Pipeline['joint'] {
  const { text, at } = reader;
  const char = text.charAt(at);
  if (char === '&' || char === '|') {
    const isDouble = text.charAt(at + 1) === char;
    reader.at += isDouble ? 2 : 1;
    if (char === '|') return isDouble ? '||' : ';';
    return isDouble ? '&&' : '&';
  }
  if (char === ';' && !(closer === 'esac' && isBranchEnd(text, at))) reader.at++;
  return ';';
}

function readPipeline(reader: PosixReader): readonly CommandDraft[] {
  const commands: CommandDraft[] = [];
  for (;;) {
    const command = readCommand(reader);
    if (!isEmptyDraft(command)) commands.push(command);
    const { text, at } = reader;
    if (text.charAt(at) !== '|' || text.charAt(at + 1) === '|') return commands;
    reader.at += text.charAt(at + 1) === '&' ? 2 : 1;
    skipLines(reader);
  }
}

function readCommand(reader: PosixReader): CommandDraft {
  const draft = createDraft(reader.source);
  const outer = reader.nested;
  reader.nested = draft.nested;
  readHead(reader, draft, skipLines);
  while (readItem(reader, draft));
  reader.nested = outer;
  return draft;
}

/** `NAME=`, `NAME+=` or `NAME[…]=` before a command. */
const assignment = /[A-Za-z_]\w*(?:\[[^\s=]*\])?\+?=/y;

/** Reads a word or redirection of a command; tells whether there was one. */
function readItem(reader: PosixReader, draft: CommandDraft): boolean {
  skipBlanks(reader);
  const { text, at } = reader;
  if (at >= text.length) return false;
  const char = text.charAt(at);
  switch (char) {
    case '\n':
    case ';':
    case '|':
    case ')':
      return false;
    case '#':
      skipComment(reader);
      return false;
    case '(':
      skipBalanced(reader, false);
      extendDraft(draft, at, reader.at);
      return true;
  }
  if (mayRedirect(text, at) && readRedirection(reader, draft)) return true;
  if (char === '&') return false;
  const word = readWord(reader);
  extendDraft(draft, at, reader.at);
  assignment.lastIndex = at;
  if (draft.words.length === 0 && assignment.test(text)) draft.assignments.push(word.word);
  else draft.words.push(word);
  return true;
}

function mayRedirect(text: string, at: number): boolean {
  const char = text.charAt(at);
  const isOperator = char === '<' || char === '>';
  return isOperator
    ? !isProcessSubstitution(text, at)
    : char === '&' || (char >= '0' && char <= '9');
}
