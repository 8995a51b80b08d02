import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf } from '../../text/error-code.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { CheckCommand } from '../command.ts';
import type { CliPorts } from '../ports.ts';
import { emptyBaseline, readBaseline, type Baseline } from './baseline.ts';
import { changedPaths } from './changed-since.ts';
import type { CheckSettings, NamedConfiguration } from './checked-file.ts';

/** What a command must know before it looks at the first file. */
export interface Preparation {
  readonly settings: CheckSettings;
  readonly baseline: Baseline;
  /** Absolute paths of what changed; undefined when all files count. */
  readonly changed: ReadonlySet<string> | undefined;
}

/** Reads what the command line names; the error is a sentence. */
export async function prepare(
  command: CheckCommand,
  ports: CliPorts,
): Promise<Result<Preparation, string>> {
  const { folder, root, today } = ports;
  const configuration = await readNamedConfiguration(command, ports);
  if (!configuration.ok) return configuration;
  const baseline =
    command.baseline === undefined
      ? ok(emptyBaseline)
      : await readBaseline(resolve(folder, command.baseline));
  if (!baseline.ok) return baseline;
  const { changedSince } = command;
  const changed =
    changedSince === undefined
      ? ok(undefined)
      : await changedPaths(changedSince, folder, ports.signal);
  if (!changed.ok) return changed;
  return ok({
    settings: {
      folder,
      root,
      today,
      profile: command.profile,
      configuration: configuration.value,
      withFixes: command.format === 'sarif' || command.format === 'json',
    },
    baseline: baseline.value,
    changed: changed.value,
  });
}

async function readNamedConfiguration(
  { config }: CheckCommand,
  { folder }: CliPorts,
): Promise<Result<NamedConfiguration | undefined, string>> {
  if (config === undefined) return ok(undefined);
  const path = resolve(folder, config);
  try {
    return ok({ path, text: (await readFile(path, 'utf8')).replace(/^\uFEFF/, '') });
  } catch (error) {
    return fail(`The configuration ${config} could not be read (${codeOf(error)}).`);
  }
}
