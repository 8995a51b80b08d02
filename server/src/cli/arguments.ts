import { parseArgs, type ParseArgsConfig } from 'node:util';
import { severities, type Severity } from '../model/severity.ts';
import { fail, ok, type Result } from '../text/result.ts';

export type Command =
  | {
      readonly kind: 'check';
      readonly paths: readonly string[];
      readonly format: 'text' | 'json';
      /** The lightest severity that makes the command fail; undefined leaves it to the configuration. */
      readonly failOn: Severity | undefined;
    }
  | {
      readonly kind: 'pin';
      readonly paths: readonly string[];
      readonly isWrite: boolean;
      /** Whether the tag stays before the digest. */
      readonly keepsTag: boolean;
      /** Whether to tell of each request and of whose credentials were used. */
      readonly isVerbose: boolean;
    }
  | { readonly kind: 'unpin'; readonly paths: readonly string[]; readonly isWrite: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export const usage = `Usage:
  seaworthy check [--format text|json] [--fail-on LEVEL] [PATH…]
  seaworthy pin [--write] [--drop-tag] [--verbose] [PATH…]
  seaworthy unpin [--write] [PATH…]

check   reports risky image tags and privileges in Dockerfiles and Compose files; asks no registry.
pin     shows the change that pins every image to its digest, asking each image's own registry;
        with --write it makes the change, with --drop-tag the digest takes the tag's place,
        with --verbose it tells of each request.
unpin   shows the change that takes the digests away, with --write it makes it; asks no registry.

References in a .env file beside a Compose file are changed there.

PATH is a file or a folder to search; without one, the current folder.
LEVEL is error, warning, information or hint; by default what seaworthy.yaml says, else warning.
Exit code: 0 clean, 1 findings or images that could not be pinned, 2 something could not be read,
written or understood.
`;

/** Reads the words of a command line; an error is a sentence for the person who typed them. */
export function parseCommand(words: readonly string[]): Result<Command, string> {
  const [name, ...rest] = words;
  switch (name) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return ok({ kind: 'help' });
    case '--version':
      return ok({ kind: 'version' });
    case 'check':
      return parseCheck(rest);
    case 'pin':
      return parsePin(rest);
    case 'unpin':
      return parseUnpin(rest);
    default:
      return fail(`There is no command \`${name}\`; there are \`check\`, \`pin\` and \`unpin\`.`);
  }
}

function parseCheck(words: readonly string[]): Result<Command, string> {
  const parsed = parseOptions(words, {
    format: { type: 'string', default: 'text' },
    'fail-on': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values['help'] === true) return ok({ kind: 'help' });
  const { format } = values;
  if (format !== 'text' && format !== 'json')
    return fail(`\`--format\` takes text or json, not \`${String(format)}\`.`);
  const level = values['fail-on'];
  const failOn = severities.find((severity) => severity === level);
  if (failOn === undefined && typeof level === 'string')
    return fail(`\`--fail-on\` takes ${severities.join(', ')}, not \`${level}\`.`);
  return ok({ kind: 'check', paths: positionals, format, failOn });
}

function parsePin(words: readonly string[]): Result<Command, string> {
  const parsed = parseOptions(words, {
    write: { type: 'boolean', default: false },
    'drop-tag': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values['help'] === true) return ok({ kind: 'help' });
  const isWrite = values['write'] === true;
  const keepsTag = values['drop-tag'] !== true;
  const isVerbose = values['verbose'] === true;
  return ok({ kind: 'pin', paths: positionals, isWrite, keepsTag, isVerbose });
}

function parseUnpin(words: readonly string[]): Result<Command, string> {
  const parsed = parseOptions(words, {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values['help'] === true) return ok({ kind: 'help' });
  return ok({ kind: 'unpin', paths: positionals, isWrite: values['write'] === true });
}

interface ParsedOptions {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parseOptions(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
): Result<ParsedOptions, string> {
  try {
    return ok(parseArgs({ args: [...args], options, allowPositionals: true }));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}
