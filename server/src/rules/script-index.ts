import type { Command, Holder, Pipeline, Script } from '../shell/script.ts';
import { commandsOf, type ScriptCommand } from './commands.ts';

/** The commands of a script by where they stand. */
export interface ScriptIndex {
  /** In the order of the script. */
  readonly commands: ReadonlyMap<Pipeline, readonly ScriptCommand[]>;
  /** The pipelines inside a command. */
  readonly held: ReadonlyMap<Command, readonly Pipeline[]>;
}

export function indexOf(script: Script): ScriptIndex {
  const commands = new Map<Pipeline, ScriptCommand[]>();
  const held = new Map<Command, Pipeline[]>();
  for (const command of commandsOf(script)) {
    const { pipeline } = command;
    const others = commands.get(pipeline);
    if (others !== undefined) {
      others.push(command);
      continue;
    }
    commands.set(pipeline, [command]);
    const holder = pipeline.holder?.command;
    if (holder === undefined) continue;
    const siblings = held.get(holder);
    if (siblings === undefined) held.set(holder, [pipeline]);
    else siblings.push(pipeline);
  }
  return { commands, held };
}

/** The pipelines inside a command, of one relation or of any. */
export function* pipelinesIn(
  { commands, held }: ScriptIndex,
  command: Command,
  relation?: Holder['relation'],
): Generator<readonly ScriptCommand[]> {
  for (const pipeline of held.get(command) ?? [])
    if (relation === undefined || pipeline.holder?.relation === relation)
      yield commands.get(pipeline) ?? [];
}
