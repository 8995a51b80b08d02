import { version } from '../version.ts';
import type { Command } from './command.ts';
import { parseCommand } from './parse.ts';
import type { CliPorts, ExitCode, SpokenPorts } from './ports.ts';

/** Commands that say what they know by themselves. */
type Saying = Extract<Command, { kind: 'help' | 'version' | 'manual' }>;

/**
 * Runs one command line, without the name of the program. Each command is loaded when it is asked for, and `makePorts`
 * called when one does more than say what it knows.
 */
export async function run(
  words: readonly string[],
  spoken: SpokenPorts,
  makePorts: () => Promise<CliPorts>,
): Promise<ExitCode> {
  const parsed = parseCommand(words);
  if (!parsed.ok) {
    spoken.writeError(`${parsed.error}\n`);
    return 2;
  }
  const command = parsed.value;
  switch (command.kind) {
    case 'help':
    case 'version':
    case 'manual':
      spoken.write(await said(command, spoken));
      return 0;
    default:
      return runCommand(command, await makePorts());
  }
}

async function said(command: Saying, { terminal }: SpokenPorts): Promise<string> {
  switch (command.kind) {
    case 'help':
      return (await import('./help.ts')).helpText(command.topic, terminal);
    case 'version':
      return `seaworthy ${version}\n`;
    case 'manual':
      return (await import('./manual.ts')).manualPage();
  }
}

async function runCommand(command: Exclude<Command, Saying>, ports: CliPorts): Promise<ExitCode> {
  switch (command.kind) {
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
    case 'language-server':
      await ports.serveLanguage();
      return 0;
  }
}
