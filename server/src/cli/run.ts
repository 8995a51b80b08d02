import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import type { Rule } from '../rules/rule.ts';
import { version } from '../version.ts';
import type { FileSystem } from '../workspace/workspace.ts';
import { parseCommand, usage } from './arguments.ts';
import { check } from './check.ts';
import { pin, unpin } from './pinning.ts';

/** What the command line needs from outside; made in `main-cli.ts`. */
export interface CliPorts {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** The folder of the repository that the command runs in: configurations are looked for up to it. */
  readonly root: string;
  /** The day, as YYYY-MM-DD. */
  readonly today: string;
  /** Made only when a registry is really to be asked. */
  readonly createResolver: (context: ResolverContext) => DigestResolver | Promise<DigestResolver>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a resolver tells while it works. */
export interface ResolverContext {
  readonly log: (line: string) => void;
  readonly onNotice: (notice: RegistryNotice) => void;
}

/** 0: clean; 1: findings, or images that could not be changed; 2: something could not be read, written or finished. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line, without the name of the program. */
export async function run(words: readonly string[], ports: CliPorts): Promise<ExitCode> {
  const command = parseCommand(words);
  if (!command.ok) {
    ports.writeError(`${command.error}\n\n${usage}`);
    return 2;
  }
  switch (command.value.kind) {
    case 'help':
      ports.write(usage);
      return 0;
    case 'version':
      ports.write(`seaworthy ${version}\n`);
      return 0;
    case 'check':
      return check(command.value, ports);
    case 'pin':
      return pin(command.value, ports);
    case 'unpin':
      return unpin(command.value, ports);
  }
}
