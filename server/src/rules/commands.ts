import { commandName, unwrapped } from '../shell/commands.ts';
import type { Command, Pipeline, Redirection, Script, Word } from '../shell/script.ts';

/** A command of a script as rules ask for it: behind `sudo`, `env` and the like. */
export interface ScriptCommand {
  readonly pipeline: Pipeline;
  /** The command as it stands in the pipeline. */
  readonly written: Command;
  /** The one whose output it reads. */
  readonly before: Command | undefined;
  /** With `sudo`, `env` and the like: `written`, or what a `find -exec` in it calls. */
  readonly call: Command;
  /** What is run in the end. */
  readonly command: Command;
  /** Its name without folders, in small letters; undefined when a variable gives it. */
  readonly name: string | undefined;
  /** Its name and arguments; empty for a subshell and for assignments alone. */
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** Every command of a script in the order of the text, nested ones and those of `find -exec` included. */
export function* commandsOf(script: Script): Generator<ScriptCommand> {
  for (const pipeline of script.pipelines) {
    let before: Command | undefined;
    for (const written of pipeline.commands) {
      const command = described(pipeline, written, before, written);
      yield command;
      if (command.name === 'find')
        for (const call of callsOfFind(command.command))
          yield described(pipeline, written, before, call);
      before = written;
    }
  }
}

function described(
  pipeline: Pipeline,
  written: Command,
  before: Command | undefined,
  call: Command,
): ScriptCommand {
  const command = unwrapped(call);
  const { words, redirections } = command;
  const name = commandName(command);
  return { pipeline, written, before, call, command, name, words, redirections };
}

/** Whether any word of any command in a script matches: a quick look before a close one. */
export function mentions({ pipelines }: Script, pattern: RegExp): boolean {
  return pipelines.some(({ commands }) =>
    commands.some(({ words }) => words.some(({ text }) => pattern.test(text))),
  );
}

/** What `find` runs: the words between `-exec` or `-execdir` and `;` or `+`. */
function* callsOfFind(find: Command): Generator<Command> {
  let start = -1;
  for (const [index, { text }] of find.words.entries()) {
    if (start < 0 && /^-(?:exec|ok)(?:dir)?$/.test(text)) {
      start = index + 1;
    } else if (start >= 0 && (text === ';' || text === '+')) {
      if (index > start)
        yield { ...find, words: find.words.slice(start, index), assignments: [], redirections: [] };
      start = -1;
    }
  }
}
