import { commandLayers, commandName } from '../shell/commands.ts';
import type { Command, Script, Word } from '../shell/script.ts';
import { cover, type Span } from '../text/span.ts';
import { mentions, type ScriptCommand } from './commands.ts';
import { downloader } from './downloads.ts';
import { programSource } from './interpreters.ts';
import {
  keepFiles,
  keepVariables,
  printedInside,
  streamBehind,
  variableOrigin,
  writesToFile,
  type Flow,
  type Stream,
} from './remote-streams.ts';
import { noSavedFiles, originOf, originOfProgram, trustFiles, type Origin } from './saved-files.ts';
import { indexOf } from './script-index.ts';
import type { Lookup } from './variable-values.ts';
import { checkedFiles, isVerification } from './verification.ts';

/** A program that was downloaded and that the same script runs, unchecked. */
export interface RemoteProgram {
  /** The words that run it; from the download on when they are one pipeline. */
  readonly span: Span;
  readonly origin: Origin;
}

/**
 * Follows what a script downloads, through pipes, substitutions and files, to where it is first run. A check
 * of the file in between ends it; servers of this machine and addresses that name a commit do not begin it.
 */
export function* remotePrograms(script: Script, valueOf: Lookup): Generator<RemoteProgram> {
  if (!mentions(script, downloader)) return;
  const hasCase = script.dialect !== 'cmd' && script.dialect !== 'powershell';
  const flow: Flow = {
    valueOf,
    index: indexOf(script),
    files: noSavedFiles(hasCase),
    variables: new Map(),
  };
  const reported = new Set<number>();
  const inputs = new Map<Command, Stream>();
  for (const [{ holder }, commands] of flow.index.commands) {
    let stream = holder && inputs.get(holder.command);
    for (const command of commands) {
      if (stream !== undefined) inputs.set(command.written, stream);
      const program = programRunBy(flow, command, stream);
      if (program !== undefined && !reported.has(program.origin.span.start)) {
        reported.add(program.origin.span.start);
        yield program;
      }
      if (isVerification(command)) {
        trustFiles(flow.files, checkedFiles(command).files);
        flow.variables.clear();
      }
      stream = streamBehind(flow, command, stream);
      keepFiles(flow, command, stream);
      keepVariables(flow, command);
      if (writesToFile(command)) stream = undefined;
    }
  }
}

/** The program that a command runs, if it was downloaded; `stream` is what the pipe brings it. */
function programRunBy(
  flow: Flow,
  command: ScriptCommand,
  stream: Stream | undefined,
): RemoteProgram | undefined {
  const { name, words } = command;
  const [first] = words;
  if (first === undefined) return undefined;
  if (isRunText(first)) return run(first, first, printedInside(flow, command, 'substitution'));
  const source = programSource(name, words);
  switch (source?.kind) {
    case 'input':
      return inputProgram(flow, command, first, stream);
    case 'code':
      return run(first, source.word, textOrigin(flow, command, source.word));
    case 'file':
      return run(first, source.word, fileOrigin(flow, command, source.word));
    default:
      return started(flow, command, first);
  }
}

/** `last` is the word that says what is run. */
function run(first: Word, last: Word, origin: Origin | undefined): RemoteProgram | undefined {
  return origin && { span: cover(first.span, last.span), origin };
}

/** What the text of a program is, when commands inside it print it or a variable holds it. */
function textOrigin(flow: Flow, command: ScriptCommand, word: Word): Origin | undefined {
  return isExpression(word)
    ? printedInside(flow, command, 'substitution')
    : variableOrigin(flow, word.text);
}

/** What stands in a file, or in the pipe that `<(…)` is the name of. */
function fileOrigin(flow: Flow, command: ScriptCommand, file: Word): Origin | undefined {
  return file.text.startsWith('<(')
    ? printedInside(flow, command, 'process-substitution')
    : originOf(flow.files, file.text);
}

/** What an interpreter reads from its input: `<`, `<<<`, or the pipe. */
function inputProgram(
  flow: Flow,
  command: ScriptCommand,
  first: Word,
  stream: Stream | undefined,
): RemoteProgram | undefined {
  const redirection = command.redirections.find(({ operator }) => operator.startsWith('<'));
  if (redirection !== undefined) {
    const { operator, target } = redirection;
    if (operator === '<') return run(first, target, fileOrigin(flow, command, target));
    return operator === '<<<' ? run(first, target, textOrigin(flow, command, target)) : undefined;
  }
  return stream === undefined || isFedByXargs(command)
    ? undefined
    : { span: { start: stream.start, end: first.span.end }, origin: stream.origin };
}

const starters: ReadonlySet<string> = new Set(['start-process', 'saps', 'start']);

/** A downloaded file that is started as a program. */
function started(
  { files }: Flow,
  { name = '', words, command }: ScriptCommand,
  first: Word,
): RemoteProgram | undefined {
  if (starters.has(name)) {
    const program = words.slice(1).find(({ text }) => !/^[-/][A-Za-z]*$/.test(text));
    return program && run(first, program, originOf(files, program.text));
  }
  if (command.isExpression) return undefined;
  const isPath = /[/\\]/.test(first.text) || !files.hasCase;
  return run(
    first,
    first,
    isPath ? originOf(files, first.text) : originOfProgram(files, first.text),
  );
}

/** Whether a command is what other commands print: `$(…)` and `` `…` ``, or a block that PowerShell makes of text. */
function isRunText({ text, isDynamic }: Word): boolean {
  return isDynamic && /^(?:\$\((?!\()|`|\(?\[scriptblock\]::create\()/i.test(text);
}

/** Whether a word begins with what commands inside it print: as above, or `(…)` and `& { $(…) }` in PowerShell. */
function isExpression({ text, isDynamic }: Word): boolean {
  return isDynamic && /^(?:\$?\((?!\()|`)|^\(\(|^&\s*\{\s*\$\(/.test(text);
}

/** `xargs` makes arguments of its input, not a program. */
function isFedByXargs({ call }: ScriptCommand): boolean {
  return [...commandLayers(call)].some((layer) => commandName(layer) === 'xargs');
}
