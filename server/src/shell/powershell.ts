import type { MappedText } from '../text/mapped-text.ts';
import {
  createDraft,
  createScan,
  extendDraft,
  isEmptyDraft,
  mixedWord,
  type CommandDraft,
  type DraftWord,
  type PipelineDraft,
  type ReadContext,
} from './draft.ts';
import { readPowershellWord } from './powershell-words.ts';
import type { PowershellReader } from './powershell-reader.ts';
import type { Pipeline, Word } from './script.ts';

/** Reads the commands of PowerShell, as far as their names and arguments ask for; any text gives some. */
export function readPowershell(
  source: MappedText,
  { depth, substitutions }: ReadContext,
): readonly PipelineDraft[] {
  const { text } = source;
  return readList({ source, text, substitutions, readList, at: 0, depth, nested: [] }, undefined);
}

function readList(
  reader: PowershellReader,
  closer: ')' | '}' | undefined,
): readonly PipelineDraft[] {
  const pipelines: PipelineDraft[] = [];
  let joint: Pipeline['joint'] = 'start';
  reader.depth++;
  for (;;) {
    skipSpace(reader, true);
    const char = reader.text.charAt(reader.at);
    if (char === '' || char === closer) break;
    const before = reader.at;
    const commands = readPipeline(reader);
    const next = readJoint(reader);
    if (commands.length > 0) {
      pipelines.push({ joint, commands });
      joint = next;
    }
    if (reader.at === before && reader.text.charAt(before) !== closer) reader.at++;
  }
  reader.depth--;
  return pipelines;
}

/** Skips blanks and comments; line ends too when they mean nothing. */
function skipSpace(reader: PowershellReader, isBetween: boolean): void {
  const { text } = reader;
  for (;;) {
    const { at } = reader;
    const char = text.charAt(at);
    if (char === ' ' || char === '\t' || char === '\r') reader.at++;
    else if (char === '\n' && isBetween) reader.at++;
    else if (char === '`' && /^\r?\n/.test(text.slice(at + 1, at + 3)))
      reader.at = text.indexOf('\n', at) + 1;
    else if (char === '#') skipTo(reader, '\n', 0);
    else if (text.startsWith('<#', at)) skipTo(reader, '#>', 2);
    else return;
  }
}

function skipTo(reader: PowershellReader, end: string, width: number): void {
  const found = reader.text.indexOf(end, reader.at);
  reader.at = found < 0 ? reader.text.length : found + width;
}

function readJoint(reader: PowershellReader): Pipeline['joint'] {
  const { text, at } = reader;
  const char = text.charAt(at);
  if (char === '&' || char === '|') {
    const isDouble = text.charAt(at + 1) === char;
    reader.at += isDouble ? 2 : 1;
    if (char === '|') return isDouble ? '||' : ';';
    return isDouble ? '&&' : '&';
  }
  if (char === ';') reader.at++;
  return ';';
}

function readPipeline(reader: PowershellReader): readonly CommandDraft[] {
  const commands: CommandDraft[] = [];
  for (;;) {
    const command = readCommand(reader);
    if (!isEmptyDraft(command)) commands.push(command);
    const { text, at } = reader;
    if (text.charAt(at) !== '|' || text.charAt(at + 1) === '|') return commands;
    reader.at++;
    skipSpace(reader, true);
  }
}

/** `&` and `.` before the command that they call. */
const callOperator = /[&.](?=[ \t"'($])[ \t]*/y;

function readCommand(reader: PowershellReader): CommandDraft {
  const draft = createDraft(reader.source);
  const outer = reader.nested;
  reader.nested = draft.nested;
  readAssignment(reader, draft);
  callOperator.lastIndex = reader.at;
  const isCalled = callOperator.test(reader.text);
  if (isCalled) reader.at = callOperator.lastIndex;
  while (readItem(reader, draft, isCalled));
  reader.nested = outer;
  return draft;
}

/** The variable of `$name = …`, sticky. */
const assignment = /(?:\[[\w.]+\])?\$(?:env:)?(\w+)(?:[.:]\w+)*[ \t]*[-+*/]?=(?!=)[ \t]*/iy;

/**
 * `$env:NAME = 'value'` is an assignment `NAME=value`, and `$name = command` a command behind `$name=`.
 */
function readAssignment(reader: PowershellReader, draft: CommandDraft): void {
  const { text, at: start } = reader;
  assignment.lastIndex = start;
  const match = assignment.exec(text);
  if (match === null) return;
  reader.at = assignment.lastIndex;
  const [written, variable = ''] = match;
  const isValue = /["'$\d]/.test(text.charAt(reader.at)) && !text.startsWith('$(', reader.at);
  const value = isValue ? readPowershellWord(reader) : undefined;
  const name = /^\$env:/i.test(written) ? variable : `$${variable}`;
  draft.assignments.push(assignmentWord(reader, start, name, value));
  extendDraft(draft, start, reader.at);
}

function assignmentWord(
  reader: PowershellReader,
  start: number,
  name: string,
  value: DraftWord | undefined,
): Word {
  const { word } = mixedWord(reader.source, start, reader.at, createScan());
  const { text = '', isDynamic = true, isQuoted = false } = value?.word ?? {};
  return { ...word, text: `${name}=${text}`, isDynamic, isQuoted };
}

const redirection = /([1-6*]?)(>>?)(?:(&[12])|[ \t]*)/y;

/** Reads a word or redirection of a command; tells whether there was one. */
function readItem(reader: PowershellReader, draft: CommandDraft, isCalled: boolean): boolean {
  skipSpace(reader, false);
  const { text, at } = reader;
  const char = text.charAt(at);
  if (char === '' || '\n;|)}&'.includes(char)) return false;
  redirection.lastIndex = at;
  const match = redirection.exec(text);
  if (match !== null) {
    readRedirection(reader, draft, match);
    return true;
  }
  const word = readPowershellWord(reader);
  if (draft.words.length === 0) draft.isExpression = !isCalled && /["'$\d]/.test(char);
  const isValue = draft.words.length === 0 && draft.isExpression && char !== '$';
  draft.words.push(isValue ? { ...word, word: { ...word.word, isDynamic: true } } : word);
  extendDraft(draft, at, reader.at);
  return true;
}

function readRedirection(
  reader: PowershellReader,
  draft: CommandDraft,
  [read, stream = '', operator = '', merged]: RegExpExecArray,
): void {
  const start = reader.at;
  reader.at += read.length;
  if (merged !== undefined) reader.at--;
  const target = readPowershellWord(reader).word;
  draft.redirections.push({
    operator: merged === undefined ? operator : `${operator}&`,
    descriptor: /\d/.test(stream) ? Number(stream) : undefined,
    target,
  });
  extendDraft(draft, start, reader.at);
}
