import { sourceSpan, type MappedText } from '../text/mapped-text.ts';
import { readCmd } from './cmd.ts';
import {
  createDraft,
  extendDraft,
  finishCommand,
  maximalDepth,
  type CommandDraft,
  type DraftWord,
  type PipelineDraft,
  type ReadContext,
} from './draft.ts';
import { readPosix } from './posix-commands.ts';
import { readPowershell } from './powershell.ts';
import type { Command, Dialect, Holder, Pipeline, Script } from './script.ts';
import { shellCalls } from './shell-calls.ts';

/** So many times its own length are scripts in the arguments of a script read in all, nested ones again and again. */
const maximalRepetition = 4;

/** A context with the number of characters that may still be read as scripts in arguments. */
interface NestingContext extends ReadContext {
  readonly budget: { characters: number };
}

/**
 * Reads the text of a shell script. Takes any text, with time in proportion to its length; scripts inside
 * scripts are read to a depth of 16, and stay text below.
 */
export function readScript(text: MappedText, dialect: Dialect): Script {
  const context = newContext(text.text.length);
  return { dialect, pipelines: finishList(readPipelines(text, dialect, context), context) };
}

/** Reads the words of a command that no shell reads; when they start a shell, its script is read in turn. */
export function execScript(words: readonly MappedText[]): Script {
  const [first] = words;
  const pipelines: readonly PipelineDraft[] =
    first === undefined ? [] : [{ joint: 'start', commands: [execCommand(first, words)] }];
  const length = words.reduce((sum, { text }) => sum + text.length, 0);
  return { dialect: 'none', pipelines: finishList(pipelines, newContext(length)) };
}

function newContext(length: number): NestingContext {
  return { depth: 0, substitutions: new Set(), budget: { characters: length * maximalRepetition } };
}

function readPipelines(
  text: MappedText,
  dialect: Dialect,
  context: ReadContext,
): readonly PipelineDraft[] {
  if (context.depth >= maximalDepth) return [];
  switch (dialect) {
    case 'posix':
      return readPosix(text, context);
    case 'powershell':
      return readPowershell(text, context);
    case 'cmd':
      return readCmd(text, context);
    case 'none':
      return [];
  }
}

function execCommand(first: MappedText, words: readonly MappedText[]): CommandDraft {
  const draft = createDraft(first);
  extendDraft(draft, 0, first.text.length);
  draft.words.push(...words.map(literalWord));
  return draft;
}

function literalWord(source: MappedText): DraftWord {
  const { text } = source;
  const span = sourceSpan(source, { start: 0, end: text.length });
  const word = { span, text, isDynamic: false, isQuoted: true };
  return { word, source, start: 0, end: text.length, parts: undefined };
}

/** Puts pipelines in order, those of nested scripts behind the ones that hold them. */
function finishList(
  drafts: readonly PipelineDraft[],
  context: NestingContext,
): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  addPipelines(pipelines, drafts, undefined, context);
  return pipelines;
}

function addPipelines(
  into: Pipeline[],
  drafts: readonly PipelineDraft[],
  holder: Holder | undefined,
  context: NestingContext,
): void {
  for (const { joint, commands: commandDrafts } of drafts) {
    const commands = commandDrafts.map(finishCommand);
    into.push({ joint, commands, holder });
    for (const [index, command] of commands.entries()) {
      const draft = commandDrafts[index];
      if (draft !== undefined) addNested(into, draft, command, context);
    }
  }
}

function addNested(
  into: Pipeline[],
  draft: CommandDraft,
  command: Command,
  context: NestingContext,
): void {
  const { budget } = context;
  const inside: NestingContext = { ...context, depth: context.depth + 1 };
  for (const { relation, pipelines } of draft.nested)
    addPipelines(into, pipelines, { command, relation }, inside);
  const calls = shellCalls(draft.words);
  const add = (text: MappedText, dialect: Dialect, relation: Holder['relation']): void => {
    budget.characters -= text.text.length;
    if (budget.characters < 0) return;
    addPipelines(into, readPipelines(text, dialect, inside), { command, relation }, inside);
  };
  for (const { script, dialect } of calls)
    if (script !== undefined) add(script, dialect, 'shell-argument');
  const reader = calls.find(({ readsInput }) => readsInput);
  if (reader !== undefined)
    for (const input of draft.inputs) add(input, reader.dialect, 'here-document');
}
