import { version } from '../version.ts';
import type { Command } from './command.ts';
import { parseCommand } from './parse.ts';
import type { CliPorts, ExitCode } from './ports.ts';

/** Runs one command line, without the name of the program. Each command is loaded when it is asked for. */
export async function run(words: readonly string[], ports: CliPorts): Promise<ExitCode> {
  const parsed = parseCommand(words);
  if (parsed.ok) return runCommand(parsed.value, ports);
  ports.writeError(`${parsed.error}\n`);
  return 2;
}

async function runCommand(command: Command, ports: CliPorts): Promise<ExitCode> {
  switch (command.kind) {
    case 'help':
      ports.write((await import('./help.ts')).helpText(command.topic, ports.terminal));
      return 0;
    case 'version':
      ports.write(`seaworthy ${version}\n`);
      return 0;
    case 'check':
      return (await import('./check/check.ts')).check(command, ports);
    case 'pin':
      return (await import('./pin/pin.ts')).pin(command, ports);
    case 'inspect':
      return (await import('./inspect.ts')).inspect(command, ports);
    case 'explain':
      return (await import('./explain.ts')).explain(command, ports);
    case 'rules':
      return (await import('./rules.ts')).listRules(command, ports);
    case 'init':
      return (await import('./init.ts')).init(command, ports);
    case 'completion':
      ports.write(
        (await import('./completion.ts')).completionScript(
          command.shell,
          ports.rules.map(({ id }) => id),
        ),
      );
      return 0;
    case 'manual':
      ports.write((await import('./manual.ts')).manualPage());
      return 0;
    case 'language-server':
      await ports.serveLanguage();
      return 0;
  }
}
