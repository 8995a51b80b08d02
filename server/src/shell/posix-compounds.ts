import { createScan, extendDraft, mixedWord, type CommandDraft } from './draft.ts';
import { skipBalanced } from './posix-expansions.ts';
import { canNest, skipBlanks, type Closer, type PosixReader } from './posix-reader.ts';
import { isWordStart, readWord } from './posix-words.ts';

/** Reserved words where a command can stand (POSIX, 2.4, with those of bash). */
const reservedWord =
  /(?:!|\{|\[\[|if|then|elif|else|while|until|do|for|select|case|function)(?=[\s;&|()<>]|$)/y;

/** `name ()` before the body of a function. */
const functionName = /[\w.:@+-]+[ \t]*\([ \t]*\)/y;

type SkipLines = (reader: PosixReader) => void;

/**
 * Reads what stands before the words of a simple command: reserved words, and compound commands with all they
 * hold (POSIX, 2.9.4). A compound command is a command without words, or with those of its head, `for x in a b`.
 */
export function readHead(reader: PosixReader, draft: CommandDraft, skipLines: SkipLines): void {
  const { text } = reader;
  while (canNest(reader) && reader.at < text.length) {
    const { at } = reader;
    if (text.charAt(at) === '(') {
      readParentheses(reader, draft);
      return;
    }
    functionName.lastIndex = at;
    const word = reservedAt(text, at);
    switch (word) {
      case '!':
      case 'then':
      case 'elif':
      case 'else':
      case 'do':
        reader.at += word.length;
        break;
      case 'function':
        reader.at += word.length;
        skipFunctionName(reader);
        break;
      case '[[':
        readTest(reader, draft);
        return;
      case '{':
        reader.at += word.length;
        readGroup(reader, draft, at, '}');
        return;
      case 'if':
        reader.at += word.length;
        readGroup(reader, draft, at, 'fi');
        return;
      case 'while':
      case 'until':
        reader.at += word.length;
        readGroup(reader, draft, at, 'done');
        return;
      case 'for':
      case 'select':
        readWords(reader, draft);
        readGroup(reader, draft, at, 'done');
        return;
      case 'case':
        readCase(reader, draft, skipLines);
        return;
      default:
        if (!functionName.test(text)) return;
        reader.at = functionName.lastIndex;
    }
    skipLines(reader);
  }
}

function reservedAt(text: string, at: number): string {
  reservedWord.lastIndex = at;
  return reservedWord.exec(text)?.[0] ?? '';
}

/** `(…)`, or arithmetic in `((…))`. */
function readParentheses(reader: PosixReader, draft: CommandDraft): void {
  const { text, at } = reader;
  if (text.charAt(at + 1) !== '(') {
    reader.at++;
    readGroup(reader, draft, at, ')');
    return;
  }
  skipBalanced(reader, false);
  addOpaqueWord(reader, draft, at);
}

function readGroup(reader: PosixReader, draft: CommandDraft, start: number, closer: Closer): void {
  const pipelines = reader.readList(reader, closer);
  if (reader.text.startsWith(closer, reader.at)) reader.at += closer.length;
  draft.nested.push({ relation: 'subshell', pipelines });
  extendDraft(draft, start, reader.at);
}

/** Reads words up to an operator or line end. */
function readWords(reader: PosixReader, draft: CommandDraft): void {
  for (;;) {
    skipBlanks(reader);
    const { text, at } = reader;
    if (isWordStart(text, at)) {
      addWord(reader, draft);
    } else if (text.startsWith('((', at)) {
      skipBalanced(reader, false);
      addOpaqueWord(reader, draft, at);
    } else {
      return;
    }
  }
}

function addWord(reader: PosixReader, draft: CommandDraft): void {
  const { at } = reader;
  draft.words.push(readWord(reader));
  extendDraft(draft, at, reader.at);
}

/** A word that is not looked into. */
function addOpaqueWord(reader: PosixReader, draft: CommandDraft, start: number): void {
  const scan = { ...createScan(), isDynamic: true };
  scan.parts.push({ start, end: reader.at, text: undefined });
  draft.words.push(mixedWord(reader.source, start, reader.at, scan));
  extendDraft(draft, start, reader.at);
}

function skipFunctionName(reader: PosixReader): void {
  skipBlanks(reader);
  if (!isWordStart(reader.text, reader.at)) return;
  readWord(reader);
  skipBlanks(reader);
  if (reader.text.startsWith('()', reader.at)) reader.at += 2;
}

/** `[[ … ]]`: operators between its brackets are words of it. */
function readTest(reader: PosixReader, draft: CommandDraft): void {
  const { text } = reader;
  while (reader.at < text.length) {
    const { at } = reader;
    if (isWordStart(text, at)) {
      addWord(reader, draft);
      if (text.slice(at, reader.at) === ']]') return;
    } else if (text.charAt(at) === ';') {
      return;
    } else {
      reader.at++;
    }
    skipBlanks(reader);
  }
}

/** `case WORD in PATTERN) … ;; … esac`. */
function readCase(reader: PosixReader, draft: CommandDraft, skipLines: SkipLines): void {
  const { text, at: start } = reader;
  for (let count = 0; count < 3 && isWordStart(text, reader.at); count++) {
    addWord(reader, draft);
    skipLines(reader);
  }
  while (reader.at < text.length && !isCaseEnd(text, reader.at)) {
    skipPattern(reader);
    const pipelines = reader.readList(reader, 'esac');
    draft.nested.push({ relation: 'subshell', pipelines });
    while (';&'.includes(text.charAt(reader.at)) && reader.at < text.length) reader.at++;
    skipLines(reader);
  }
  if (reader.at < text.length) reader.at += 'esac'.length;
  extendDraft(draft, start, reader.at);
}

function isCaseEnd(text: string, at: number): boolean {
  return text.startsWith('esac', at) && !/[\w-]/.test(text.charAt(at + 4));
}

/** Moves behind the `)` of a pattern. */
function skipPattern(reader: PosixReader): void {
  const { text } = reader;
  while (reader.at < text.length) {
    skipBlanks(reader);
    const { at } = reader;
    if (isWordStart(text, at)) readWord(reader);
    else if (text.charAt(at) === '\n') return;
    else reader.at++;
    if (text.charAt(at) === ')') return;
  }
}
