import type { Command, Pipeline, Script } from './script.ts';
import { programName, wrappedAt } from './wrappers.ts';

/** Commands in commands are followed this deep: `sudo env nice …`. */
const maximalLayers = 16;

export interface CommandPlace {
  readonly command: Command;
  readonly pipeline: Pipeline;
}

/** Every command that stands in a script, in order; those of nested scripts behind the command that holds them. */
export function* allCommands(script: Script): Generator<CommandPlace> {
  for (const pipeline of script.pipelines)
    for (const command of pipeline.commands) yield { command, pipeline };
}

/**
 * The name of the program that a command starts: without folders and `.exe`, in lower case. Undefined when a
 * variable decides, and for compound commands and assignments.
 */
export function commandName(command: Command): string | undefined {
  return programName(command.words[0]);
}

/** What a command runs that only prepares the way for another: `sudo`, `env`, `xargs` …; itself for all others. */
export function unwrapped(command: Command): Command {
  let innermost = command;
  for (let layers = 1; layers < maximalLayers; layers++) {
    const inner = wrappedCommand(innermost);
    if (inner === undefined) break;
    innermost = inner;
  }
  return innermost;
}

/** The command, then the one that it runs, and so on: `sudo env A=b make`, `env A=b make`, `make`. */
export function* commandLayers(command: Command): Generator<Command> {
  let layer: Command | undefined = command;
  for (let count = 0; count < maximalLayers && layer !== undefined; count++) {
    yield layer;
    layer = wrappedCommand(layer);
  }
}

/** The command that this one runs as it is written in its arguments; undefined when there is none. */
function wrappedCommand(command: Command): Command | undefined {
  const wrapped = wrappedAt(command.words, 0);
  if (wrapped === undefined) return undefined;
  const words = command.words.slice(wrapped.index);
  const [first] = [...wrapped.assignments, ...words];
  return {
    span: { start: first?.span.start ?? command.span.start, end: command.span.end },
    assignments: [...command.assignments, ...wrapped.assignments],
    words,
    redirections: command.redirections,
    isExpression: command.isExpression,
  };
}
