import {
  addText,
  createScan,
  mixedWord,
  plainWord,
  type DraftWord,
  type WordScan,
} from './draft.ts';
import { readExpansion, readSubstitution, skipBalanced, skipPast } from './posix-expansions.ts';
import type { PosixReader } from './posix-reader.ts';

/** Characters by what they do to a word: nothing, end it, or ask for a closer look. */
const plain = 0;
const delimiter = 1;
const special = 2;

const classes = characterClasses();

function characterClasses(): Readonly<Uint8Array> {
  const table = new Uint8Array(128);
  for (const char of ' \t\n\r;&|()<>') table[char.charCodeAt(0)] = delimiter;
  for (const char of '\\\'"$`') table[char.charCodeAt(0)] = special;
  return table;
}

/** Reads a word (POSIX, 2.3) with the expansions in it; there must be one. */
export function readWord(reader: PosixReader): DraftWord {
  const { text, source, at: start } = reader;
  reader.at = skipPlain(text, start);
  if (endsWord(text, reader.at, start)) return plainWord(source, start, reader.at);
  return readMixedWord(reader, start);
}

/** Whether a word can begin here. */
export function isWordStart(text: string, at: number): boolean {
  return at < text.length && !endsWord(text, at, at);
}

/** What begins a process substitution, with the `(` behind it. */
export function isProcessSubstitution(text: string, at: number): boolean {
  const char = text.charAt(at);
  return (char === '<' || char === '>') && text.charAt(at + 1) === '(';
}

function skipPlain(text: string, start: number): number {
  let at = start;
  while (at < text.length && (classes[text.charCodeAt(at)] ?? plain) === plain) at++;
  return at;
}

function endsWord(text: string, at: number, start: number): boolean {
  if (at >= text.length) return true;
  if (classes[text.charCodeAt(at)] !== delimiter) return false;
  return !isProcessSubstitution(text, at) && !opensInWord(text, at, start);
}

/** Parentheses of an array, `a=(…)`, and of an extended pattern, `!(…)`. */
function opensInWord(text: string, at: number, start: number): boolean {
  return text.charAt(at) === '(' && at > start && '=?*+@!'.includes(text.charAt(at - 1));
}

function readMixedWord(reader: PosixReader, start: number): DraftWord {
  const { text, source } = reader;
  const scan = createScan();
  let run = start;
  while (!endsWord(text, reader.at, start)) {
    const at = reader.at;
    if (classes[text.charCodeAt(at)] === special) {
      addText(scan, run, at);
      readSpecial(reader, scan);
      run = reader.at;
    } else if (text.charAt(at) === '(') {
      skipBalanced(reader, false);
    } else {
      readSubstitution(reader, 'process-substitution');
      scan.isDynamic = true;
    }
    reader.at = skipPlain(text, reader.at);
  }
  addText(scan, run, reader.at);
  return mixedWord(source, start, reader.at, scan);
}

function readSpecial(reader: PosixReader, scan: WordScan): void {
  const { text, at } = reader;
  const char = text.charAt(at);
  if (char === '\\') readEscape(reader, scan);
  else if (char === "'") readSingleQuotes(reader, scan);
  else if (char === '"') readDoubleQuotes(reader, scan);
  else if (char === '$' && text.charAt(at + 1) === "'") readEscapedQuotes(reader, scan);
  else if (char === '$' && text.charAt(at + 1) === '"') reader.at++;
  else readDollar(reader, scan, false);
}

/** A backslash takes the meaning of the next character away; with a line end it is nothing (POSIX, 2.2.1). */
function readEscape(reader: PosixReader, scan: WordScan): void {
  const { text, at } = reader;
  reader.at = Math.min(at + 2, text.length);
  const char = text.charAt(at + 1);
  if (char === '\n') return;
  scan.isQuoted = true;
  scan.parts.push({ start: at, end: reader.at, text: char === '' ? '\\' : char });
}

function readSingleQuotes(reader: PosixReader, scan: WordScan): void {
  const start = reader.at + 1;
  skipPast(reader, "'", start);
  addText(scan, start, endInside(reader, "'", start));
  scan.isQuoted = true;
}

/** Where the text in quotes ends that were read up to here, closed or not. */
function endInside({ text, at }: PosixReader, quote: string, start: number): number {
  return at > start && text.charAt(at - 1) === quote ? at - 1 : at;
}

/** POSIX, 2.2.3: in double quotes only `$`, backquotes and some escapes have a meaning. */
function readDoubleQuotes(reader: PosixReader, scan: WordScan): void {
  const { text } = reader;
  scan.isQuoted = true;
  let run = ++reader.at;
  for (;;) {
    const char = text.charAt(reader.at);
    if (char === '' || char === '"') break;
    if (char === '\\') {
      const { at } = reader;
      const next = text.charAt(at + 1);
      reader.at = Math.min(at + 2, text.length);
      if (next === '' || !'$`"\\\n'.includes(next)) continue;
      addText(scan, run, at);
      if (next !== '\n') scan.parts.push({ start: at, end: at + 2, text: next });
      run = reader.at;
    } else if (char === '$' || char === '`') {
      addText(scan, run, reader.at);
      run = reader.at;
      readDollar(reader, scan, true);
      run = reader.at;
    } else {
      reader.at++;
    }
  }
  addText(scan, run, reader.at);
  if (reader.at < text.length) reader.at++;
}

function readDollar(reader: PosixReader, scan: WordScan, isInQuotes: boolean): void {
  const { at } = reader;
  if (readExpansion(reader, isInQuotes)) scan.isDynamic = true;
  addText(scan, at, reader.at);
}

/** Escapes of one character in `$'…'`. */
const escapes: ReadonlyMap<string, string> = new Map([
  ...['\\', "'", '"', '?'].map((char) => [char, char] as const),
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1B'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const numberEscape = /x([\dA-Fa-f]{1,2})|u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|([0-7]{1,3})/y;

/** `$'…'` (POSIX 2024, 2.2.4); a backslash before any other character stays. */
function readEscapedQuotes(reader: PosixReader, scan: WordScan): void {
  const { text } = reader;
  scan.isQuoted = true;
  reader.at += 2;
  let run = reader.at;
  while (reader.at < text.length && text.charAt(reader.at) !== "'") {
    const { at } = reader;
    if (text.charAt(at) !== '\\') {
      reader.at++;
      continue;
    }
    numberEscape.lastIndex = at + 1;
    const [digits = '', hex, short, long, octal = ''] = numberEscape.exec(text) ?? [];
    const isNumber = digits !== '';
    reader.at = Math.min(at + 1 + (isNumber ? digits.length : 1), text.length);
    const char = isNumber
      ? characterOf(hex ?? short ?? long, octal)
      : escapes.get(text.charAt(at + 1));
    if (char === undefined) continue;
    addText(scan, run, at);
    scan.parts.push({ start: at, end: reader.at, text: char });
    run = reader.at;
  }
  addText(scan, run, reader.at);
  if (reader.at < text.length) reader.at++;
}

function characterOf(hex: string | undefined, octal: string): string {
  const code = hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
}
