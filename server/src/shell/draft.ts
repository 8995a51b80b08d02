import {
  MappedTextBuilder,
  slice,
  sourceEnd,
  sourceOffset,
  sourceSpan,
  type MappedText,
} from '../text/mapped-text.ts';
import type { Command, Holder, Pipeline, Redirection, Word } from './script.ts';

/** Scripts inside scripts are read this deep; what lies deeper stays text. */
export const maximalDepth = 16;

/** What readers must know of the scripts around theirs. */
export interface ReadContext {
  readonly depth: number;
  /**
   * Where in the document the substitutions stand that were read: the outermost shell runs a substitution,
   * so a shell that gets the text behind it must not read it again.
   */
  readonly substitutions: Set<number>;
}

/** A stretch of a word: as it is written, or written in another way than the command gets it. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** What an escape stands for; undefined for text that stands for itself. */
  readonly text: string | undefined;
}

/** A word that still knows the text it was read from, so that it can be read as a script. */
export interface DraftWord {
  readonly word: Word;
  readonly source: MappedText;
  readonly start: number;
  readonly end: number;
  /** Undefined when the word is written as it is. */
  readonly parts: readonly Part[] | undefined;
}

/** The pipelines in a word of a command, or in the braces of a compound one. */
export interface NestedDraft {
  readonly relation: Holder['relation'];
  readonly pipelines: readonly PipelineDraft[];
}

export interface PipelineDraft {
  readonly joint: Pipeline['joint'];
  readonly commands: readonly CommandDraft[];
}

/** A redirection whose here-document is read when the line has ended. */
export type RedirectionDraft = { -readonly [Key in keyof Redirection]: Redirection[Key] };

/** A command while it is read. */
export interface CommandDraft {
  readonly source: MappedText;
  /** From its first to its last character in `source`; -1 as long as it has none. */
  start: number;
  end: number;
  readonly assignments: Word[];
  readonly words: DraftWord[];
  readonly redirections: RedirectionDraft[];
  readonly nested: NestedDraft[];
  /** The texts that it reads from its standard input. */
  readonly inputs: MappedText[];
  isExpression: boolean;
}

export function createDraft(source: MappedText): CommandDraft {
  return {
    source,
    start: -1,
    end: -1,
    assignments: [],
    words: [],
    redirections: [],
    nested: [],
    inputs: [],
    isExpression: false,
  };
}

/** Widens the command by what was read of it. */
export function extendDraft(draft: CommandDraft, start: number, end: number): void {
  if (draft.start < 0) draft.start = start;
  draft.end = end;
}

export function isEmptyDraft(draft: CommandDraft): boolean {
  return draft.start < 0;
}

export function finishCommand(draft: CommandDraft): Command {
  const last = draft.words.at(-1)?.word.span;
  const span = sourceSpan(draft.source, draft);
  return {
    span: last !== undefined && last.end > span.end ? { start: span.start, end: last.end } : span,
    assignments: draft.assignments,
    words: draft.words.map(({ word }) => word),
    redirections: draft.redirections,
    isExpression: draft.isExpression,
  };
}

/** A word without quotes, escapes and variables. */
export function plainWord(source: MappedText, start: number, end: number): DraftWord {
  const word: Word = {
    span: sourceSpan(source, { start, end }),
    text: source.text.slice(start, end),
    isDynamic: false,
    isQuoted: false,
  };
  return { word, source, start, end, parts: undefined };
}

/** What was noticed while a word was read that is more than plain characters. */
export interface WordScan {
  readonly parts: Part[];
  isDynamic: boolean;
  isQuoted: boolean;
}

export function createScan(): WordScan {
  return { parts: [], isDynamic: false, isQuoted: false };
}

/** Adds text that stands for itself. */
export function addText(scan: WordScan, start: number, end: number): void {
  if (end > start) scan.parts.push({ start, end, text: undefined });
}

export function mixedWord(
  source: MappedText,
  start: number,
  end: number,
  { parts, isDynamic, isQuoted }: WordScan,
): DraftWord {
  const word: Word = {
    span: sourceSpan(source, { start, end }),
    text: parts.map((part) => part.text ?? source.text.slice(part.start, part.end)).join(''),
    isDynamic,
    isQuoted,
  };
  return { word, source, start, end, parts };
}

/** Appends what a word stands for, places and all. */
function appendParts(builder: MappedTextBuilder, source: MappedText, parts: readonly Part[]): void {
  for (const { start, end, text } of parts) {
    if (text === undefined) {
      builder.append(source, { start, end });
    } else {
      const place = sourceOffset(source, start);
      builder.escaped(text, place, sourceEnd(source, end) - place);
    }
  }
}

/** What a word stands for, to be read as a script. */
export function wordText({ source, start, end, parts }: DraftWord): MappedText {
  if (parts === undefined) return slice(source, { start, end });
  const [only] = parts;
  if (parts.length === 1 && only?.text === undefined && only !== undefined)
    return slice(source, only);
  const builder = new MappedTextBuilder(sourceOffset(source, start));
  appendParts(builder, source, parts);
  return builder.build();
}

/** Words with a blank between them, as `eval` and `cmd /c` join them. */
export function joinedText(words: readonly DraftWord[]): MappedText | undefined {
  const [first, ...others] = words;
  if (first === undefined) return undefined;
  if (others.length === 0) return wordText(first);
  const builder = new MappedTextBuilder(first.word.span.start);
  let end = first.word.span.start;
  for (const word of words) {
    const { span } = word.word;
    if (word !== first) builder.escaped(' ', end, Math.max(0, span.start - end));
    const text = wordText(word);
    builder.append(text, { start: 0, end: text.text.length });
    end = span.end;
  }
  return builder.build();
}
