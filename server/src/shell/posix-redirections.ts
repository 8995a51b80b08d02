import { MappedTextBuilder, slice, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import {
  extendDraft,
  plainWord,
  wordText,
  type CommandDraft,
  type RedirectionDraft,
} from './draft.ts';
import { readExpansion, unescapedText } from './posix-expansions.ts';
import {
  createReader,
  skipBlanks,
  type AwaitedDocument,
  type PosixReader,
} from './posix-reader.ts';
import { isWordStart, readWord } from './posix-words.ts';

/** A redirection up to its target (POSIX, 2.7, with those of bash). */
const redirection = /(\d{0,9})(<<<|<<-?|<[&>]?|>>|>[&|]?|&>>?)/y;

/** Reads a redirection if there is one: tells whether there was. */
export function readRedirection(reader: PosixReader, draft: CommandDraft): boolean {
  const { text, at: start } = reader;
  redirection.lastIndex = start;
  const match = redirection.exec(text);
  if (match === null) return false;
  const [, digits = '', operator = ''] = match;
  if (operator.startsWith('&') && digits !== '') return false;
  reader.at = redirection.lastIndex;
  skipBlanks(reader);
  const target = isWordStart(text, reader.at)
    ? readWord(reader)
    : plainWord(reader.source, reader.at, reader.at);
  const descriptor = digits === '' ? undefined : Number(digits);
  const read: RedirectionDraft = { operator, descriptor, target: target.word };
  draft.redirections.push(read);
  extendDraft(draft, start, reader.at);
  if (operator === '<<<') draft.inputs.push(wordText(target));
  if (operator === '<<' || operator === '<<-') {
    const { text: delimiter, isQuoted, span } = target.word;
    read.target = { span, text: '', isDynamic: false, isQuoted };
    const stripTabs = operator === '<<-';
    reader.awaited.push({ redirection: read, command: draft, delimiter, isQuoted, stripTabs });
  }
  return true;
}

/** Moves behind a line end, and behind the here-documents that begin there (POSIX, 2.7.4). */
export function readLineEnd(reader: PosixReader): void {
  reader.at++;
  for (const awaited of reader.awaited.splice(0)) readDocument(reader, awaited);
}

function readDocument(reader: PosixReader, awaited: AwaitedDocument): void {
  const { source, at: start } = reader;
  const end = skipDocument(reader, awaited);
  const { redirection: read, command, isQuoted, stripTabs } = awaited;
  const body = stripTabs ? withoutTabs(source, start, end) : slice(source, { start, end });
  const isDynamic = !isQuoted && readExpansions(reader, command, body);
  const input = isQuoted ? body : unescapedText(body, '$`\\\n');
  read.target = {
    span: sourceSpan(source, { start, end }),
    text: input.text,
    isDynamic,
    isQuoted,
  };
  command.inputs.push(input);
}

/** Moves behind the line with the delimiter; gives where that line begins. */
function skipDocument(reader: PosixReader, { delimiter, stripTabs }: AwaitedDocument): number {
  const { text } = reader;
  while (reader.at < text.length) {
    const start = reader.at;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    let first = start;
    while (stripTabs && text.charAt(first) === '\t') first++;
    reader.at = Math.min(end + 1, text.length);
    if (isLine(text, first, end, delimiter)) return start;
  }
  return text.length;
}

function isLine(text: string, start: number, end: number, line: string): boolean {
  const length = end - start;
  if (!text.startsWith(line, start)) return false;
  return length === line.length || (length === line.length + 1 && text.charAt(end - 1) === '\r');
}

function withoutTabs(source: MappedText, start: number, end: number): MappedText {
  const builder = new MappedTextBuilder(slice(source, { start, end: start }).anchor);
  for (let at = start; at < end;) {
    let first = at;
    while (source.text.charAt(first) === '\t') first++;
    const newline = source.text.indexOf('\n', first);
    at = newline < 0 || newline >= end ? end : newline + 1;
    builder.append(source, { start: Math.min(first, at), end: at });
  }
  return builder.build();
}

/**
 * Reads the expansions in a here-document whose delimiter is not quoted: the shell makes them before the
 * command gets the text. Tells whether there are any.
 */
function readExpansions(outer: PosixReader, command: CommandDraft, body: MappedText): boolean {
  const reader = createReader(body, outer, outer.readList);
  reader.nested = command.nested;
  const next = /[$`\\]/g;
  let isDynamic = false;
  for (let match = next.exec(body.text); match !== null; match = next.exec(body.text)) {
    reader.at = match.index;
    if (match[0] === '\\') reader.at += 2;
    else if (readExpansion(reader, true)) isDynamic = true;
    next.lastIndex = reader.at;
  }
  return isDynamic;
}
