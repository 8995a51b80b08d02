import type { MappedText } from '../text/mapped-text.ts';
import {
  addText,
  createDraft,
  createScan,
  extendDraft,
  isEmptyDraft,
  maximalDepth,
  mixedWord,
  type CommandDraft,
  type DraftWord,
  type PipelineDraft,
  type ReadContext,
} from './draft.ts';
import type { Pipeline } from './script.ts';

/** Reads one text of the Windows command processor from left to right. */
interface CmdReader {
  readonly source: MappedText;
  readonly text: string;
  at: number;
  depth: number;
}

/** Reads the commands of `cmd`, as far as their names and arguments ask for; any text gives some. */
export function readCmd(source: MappedText, { depth }: ReadContext): readonly PipelineDraft[] {
  return readList({ source, text: source.text, at: 0, depth }, false);
}

function readList(reader: CmdReader, isGroup: boolean): readonly PipelineDraft[] {
  const pipelines: PipelineDraft[] = [];
  let joint: Pipeline['joint'] = 'start';
  reader.depth++;
  for (;;) {
    skipLeading(reader);
    const char = reader.text.charAt(reader.at);
    if (char === '' || (isGroup && char === ')')) break;
    const before = reader.at;
    const commands = readPipeline(reader, isGroup);
    const next = readJoint(reader);
    if (commands.length > 0) {
      pipelines.push({ joint, commands });
      joint = next;
    }
    if (reader.at === before && !(isGroup && reader.text.charAt(before) === ')')) reader.at++;
  }
  reader.depth--;
  return pipelines;
}

/** Blanks, line ends, `@`, and comments. */
const leading = /(?:[\s@]|(?:rem(?=[\s]|$)|::)[^\n]*)+/iy;

function skipLeading(reader: CmdReader): void {
  leading.lastIndex = reader.at;
  if (leading.test(reader.text)) reader.at = leading.lastIndex;
}

function readJoint(reader: CmdReader): Pipeline['joint'] {
  const { text, at } = reader;
  const char = text.charAt(at);
  if (char !== '&' && char !== '|') return ';';
  const isDouble = text.charAt(at + 1) === char;
  reader.at += isDouble ? 2 : 1;
  if (!isDouble) return ';';
  return char === '|' ? '||' : '&&';
}

function readPipeline(reader: CmdReader, isGroup: boolean): readonly CommandDraft[] {
  const commands: CommandDraft[] = [];
  for (;;) {
    const draft = createDraft(reader.source);
    while (readItem(reader, draft, isGroup));
    if (!isEmptyDraft(draft)) commands.push(draft);
    const { text, at } = reader;
    if (text.charAt(at) !== '|' || text.charAt(at + 1) === '|') return commands;
    reader.at++;
    skipLeading(reader);
  }
}

const blanks = /(?:[ \t\r]|\^\r?\n)+/y;
const redirection = /(\d?)(>>|>|<)(&(?=\d))?[ \t]*/y;

/** Reads a word, redirection or group of a command; tells whether the command goes on behind it. */
function readItem(reader: CmdReader, draft: CommandDraft, isGroup: boolean): boolean {
  const { text, source } = reader;
  blanks.lastIndex = reader.at;
  if (blanks.test(text)) reader.at = blanks.lastIndex;
  const { at: start } = reader;
  const char = text.charAt(start);
  if (char === '' || '\n&|'.includes(char) || (isGroup && char === ')')) return false;
  if (char === '(' && opensGroup(reader, draft)) {
    reader.at++;
    const pipelines = readList(reader, true);
    if (text.charAt(reader.at) === ')') reader.at++;
    draft.nested.push({ relation: 'subshell', pipelines });
    extendDraft(draft, start, reader.at);
    return true;
  }
  redirection.lastIndex = start;
  const match = redirection.exec(text);
  if (match !== null) {
    const [, digits = '', operator = '', merged = ''] = match;
    reader.at = redirection.lastIndex;
    const descriptor = digits === '' ? undefined : Number(digits);
    const target = readWord(reader, isGroup).word;
    draft.redirections.push({ operator: operator + merged, descriptor, target });
  } else {
    draft.words.push(readWord(reader, isGroup));
  }
  extendDraft(draft, start, reader.at);
  return reader.at > start && !isHead(source, draft);
}

/** Parentheses group commands at the beginning, and in `if` and `else`. */
function opensGroup({ depth }: CmdReader, { words }: CommandDraft): boolean {
  const first = words[0]?.word.text ?? '';
  return depth < maximalDepth && /^(?:|if|else)$/i.test(first);
}

/** Whether the words are all of `if …`, `for … do` or `else`, so that a command stands behind them. */
function isHead(source: MappedText, { words }: CommandDraft): boolean {
  const last = words.at(-1);
  if (last === undefined) return false;
  const first = words[0]?.word.text ?? '';
  if (/^for$/i.test(first)) return /^do$/i.test(last.word.text);
  if (/^else$/i.test(first)) return !isGroupNext(source, last.end);
  if (!/^if$/i.test(first) || words.length > 8 || isGroupNext(source, last.end)) return false;
  const condition = words.slice(1).map(({ word }) => word.text.toLowerCase());
  while (condition[0] === '/i' || condition[0] === 'not') condition.shift();
  const [subject = '', relation = ''] = condition;
  if (/^(?:exist|defined|errorlevel)$/.test(subject)) return condition.length === 2;
  if (relation === '==' || /^(?:equ|neq|lss|leq|gtr|geq)$/.test(relation))
    return condition.length === 3;
  return condition.length === 1 && /.==./.test(subject);
}

function isGroupNext({ text }: MappedText, at: number): boolean {
  blanks.lastIndex = at;
  const next = blanks.test(text) ? blanks.lastIndex : at;
  return text.charAt(next) === '(';
}

const variable = /%(?:[\w():~.,-]+%|%?[~\w]+|\*)|!\w+!/y;

/** Reads a word; quotes belong to how it is written, and a backslash before one keeps it. */
function readWord(reader: CmdReader, isGroup: boolean): DraftWord {
  const { text, source, at: start } = reader;
  const scan = createScan();
  let run = start;
  let isInQuotes = false;
  for (; reader.at < text.length;) {
    const { at } = reader;
    const char = text.charAt(at);
    if (char === '\n' || (!isInQuotes && (' \t\r&|<>'.includes(char) || (isGroup && char === ')'))))
      break;
    variable.lastIndex = at;
    if (char === '"' || (char === '^' && !isInQuotes) || text.startsWith('\\"', at)) {
      addText(scan, run, at);
      scan.isQuoted = true;
      if (char === '"') isInQuotes = !isInQuotes;
      reader.at = Math.min(char === '"' ? at + 1 : at + 2, text.length);
      const escaped = text.charAt(at + 1);
      if (char !== '"' && escaped !== '\n')
        scan.parts.push({ start: at, end: reader.at, text: escaped === '' ? '^' : escaped });
      run = reader.at;
    } else if ((char === '%' || char === '!') && variable.test(text)) {
      scan.isDynamic = true;
      reader.at = variable.lastIndex;
    } else {
      reader.at++;
    }
  }
  addText(scan, run, reader.at);
  return mixedWord(source, start, reader.at, scan);
}
