import { sourceOffset } from '../text/mapped-text.ts';
import {
  addText,
  createScan,
  maximalDepth,
  mixedWord,
  type DraftWord,
  type WordScan,
} from './draft.ts';
import type { PowershellReader } from './powershell-reader.ts';

const special = /[ \t\r\n;|&)}'"`$({]/g;

/** Reads an argument with the blocks in it (PowerShell, about_Parsing); an empty one where none can begin. */
export function readPowershellWord(reader: PowershellReader): DraftWord {
  const { text, source, at: start } = reader;
  const scan = createScan();
  let run = start;
  const hereString = hereStringAt(text, start);
  if (hereString !== undefined) {
    addText(scan, hereString.start, hereString.end);
    reader.at = Math.min(hereString.end + 3, text.length);
    scan.isQuoted = true;
    scan.isDynamic = text.charAt(start + 1) === '"' && scanHasVariable(text, hereString);
    return mixedWord(source, start, reader.at, scan);
  }
  for (;;) {
    special.lastIndex = reader.at;
    reader.at = special.exec(text)?.index ?? text.length;
    const { at } = reader;
    const char = text.charAt(at);
    if (char === '' || ' \t\r\n;|&)}'.includes(char)) break;
    addText(scan, run, at);
    readSpecial(reader, scan, char);
    run = reader.at;
  }
  addText(scan, run, reader.at);
  return mixedWord(source, start, reader.at, scan);
}

function readSpecial(reader: PowershellReader, scan: WordScan, char: string): void {
  if (char === "'") readSingleQuotes(reader, scan);
  else if (char === '"') readDoubleQuotes(reader, scan);
  else if (char === '`') readEscape(reader, scan);
  else if (char === '$') readDollar(reader, scan);
  else readBlock(reader, scan, 1, char === '{' ? '}' : ')');
}

/** `@'`, a line end, the text, a line end, `'@`; likewise with `"`. */
function hereStringAt(text: string, at: number): { start: number; end: number } | undefined {
  if (text.charAt(at) !== '@') return undefined;
  const quote = text.charAt(at + 1);
  if ((quote !== '"' && quote !== "'") || !/^\r?\n/.test(text.slice(at + 2, at + 4)))
    return undefined;
  const start = text.indexOf('\n', at) + 1;
  const end = text.indexOf(`\n${quote}@`, start - 1);
  return { start, end: end < 0 ? text.length : Math.max(start, end) };
}

function scanHasVariable(text: string, { start, end }: { start: number; end: number }): boolean {
  const dollar = text.indexOf('$', start);
  return dollar >= 0 && dollar < end;
}

/** In single quotes only a doubled quote has a meaning. */
function readSingleQuotes(reader: PowershellReader, scan: WordScan): void {
  const { text } = reader;
  scan.isQuoted = true;
  let run = ++reader.at;
  while (reader.at < text.length) {
    const { at } = reader;
    if (text.charAt(at) !== "'") {
      reader.at++;
    } else {
      addText(scan, run, at);
      reader.at++;
      if (text.charAt(at + 1) !== "'") return;
      scan.parts.push({ start: at, end: at + 2, text: "'" });
      run = ++reader.at;
    }
  }
  addText(scan, run, reader.at);
}

function readDoubleQuotes(reader: PowershellReader, scan: WordScan): void {
  const { text } = reader;
  scan.isQuoted = true;
  let run = ++reader.at;
  while (reader.at < text.length) {
    const { at } = reader;
    const char = text.charAt(at);
    if (char !== '"' && char !== '`' && char !== '$') {
      reader.at++;
      continue;
    }
    addText(scan, run, at);
    if (char === '`') readEscape(reader, scan);
    else if (char === '$') readDollar(reader, scan);
    else {
      reader.at++;
      if (text.charAt(at + 1) !== '"') return;
      scan.parts.push({ start: at, end: at + 2, text: '"' });
      reader.at++;
    }
    run = reader.at;
  }
  addText(scan, run, reader.at);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1B'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** A backquote takes the meaning of the next character away or gives it one; with a line end it is nothing. */
function readEscape(reader: PowershellReader, scan: WordScan): void {
  const { text, at } = reader;
  const char = text.charAt(at + 1);
  reader.at = Math.min(at + 2, text.length);
  scan.isQuoted = true;
  if (char !== '\n')
    scan.parts.push({
      start: at,
      end: reader.at,
      text: char === '' ? '`' : (escapes.get(char) ?? char),
    });
}

const variable = /\$(?:\{[^}\n]*\}|(?:\w+:)?\w+|[$?^])/y;

function readDollar(reader: PowershellReader, scan: WordScan): void {
  const { text, at } = reader;
  if (text.charAt(at + 1) === '(') {
    readBlock(reader, scan, 2, ')');
    return;
  }
  variable.lastIndex = at;
  const isVariable = variable.test(text);
  reader.at = isVariable ? variable.lastIndex : at + 1;
  scan.isDynamic ||= isVariable;
  addText(scan, at, reader.at);
}

/** `(…)`, `$(…)` and `{…}` hold commands of their own. */
function readBlock(
  reader: PowershellReader,
  scan: WordScan,
  width: number,
  closer: ')' | '}',
): void {
  const start = reader.at;
  const place = sourceOffset(reader.source, start);
  reader.at += width;
  if (reader.depth < maximalDepth && !reader.substitutions.has(place)) {
    reader.substitutions.add(place);
    const pipelines = reader.readList(reader, closer);
    if (reader.text.charAt(reader.at) === closer) reader.at++;
    reader.nested.push({ relation: closer === '}' ? 'subshell' : 'substitution', pipelines });
  } else {
    skipBlock(reader);
  }
  scan.isDynamic = true;
  addText(scan, start, reader.at);
}

const bracket = /[(){}'"`]/g;

/** Moves behind the end of a block that is not read. */
function skipBlock(reader: PowershellReader): void {
  const { text } = reader;
  for (let open = 1; open > 0 && reader.at < text.length;) {
    bracket.lastIndex = reader.at;
    const match = bracket.exec(text);
    reader.at = match === null ? text.length : match.index + 1;
    const char = match?.[0] ?? '';
    if (char === '(' || char === '{') open++;
    else if (char === ')' || char === '}') open--;
    else if (char === '`') reader.at++;
    else if (char !== '') {
      const end = text.indexOf(char, reader.at);
      reader.at = end < 0 ? text.length : end + 1;
    }
  }
  reader.at = Math.min(reader.at, text.length);
}
