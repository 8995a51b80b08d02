import { severities } from '../model/severity.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import { scannerNames } from '../settings/inspection-settings.ts';
import { profiles } from '../settings/policy.ts';
import { plainLine } from '../text/plain-line.ts';
import { fail, ok, type Result } from '../text/result.ts';
import {
  answerFormats,
  commandNames,
  formats,
  pinModes,
  pipelines,
  reportFormats,
  shells,
  type CheckCommand,
  type Command,
  type CommandName,
  type InitCommand,
  type InspectCommand,
  type PinCommand,
} from './command.ts';
import { describeCommand } from './commands.ts';
import { splitWords, unknownWord, type GivenWords } from './words.ts';

/**
 * Reads the words of a command line, without the name of the program; without any they ask for help. An error is
 * a line for the person who typed them.
 */
export function parseCommand(words: readonly string[]): Result<Command, string> {
  const [first, ...rest] = words;
  switch (first) {
    case undefined:
    case '--help':
    case '-h':
      return ok({ kind: 'help', topic: undefined });
    case '--version':
    case '-V':
      return ok({ kind: 'version' });
    default:
      return isOneOf(commandNames, first) ? parseNamed(first, rest) : fail(strangeWord(first));
  }
}

function strangeWord(word: string): string {
  const mayBeFile = /[./]|file/i.test(word) && !word.startsWith('-');
  const hint = mayBeFile ? ` Files are checked with \`seaworthy check ${word}\`.` : '';
  return plainLine(`${unknownWord(word)}${hint} See \`seaworthy --help\`.`);
}

function parseNamed(name: CommandName, words: readonly string[]): Result<Command, string> {
  const split = splitWords(describeCommand(name), words);
  if (!split.ok) return fail(withHint(split.error, name));
  if (split.value === 'help') return ok({ kind: 'help', topic: name });
  const read = readCommand(name, split.value);
  return read.ok ? read : fail(withHint(read.error, name));
}

function withHint(sentence: string, name: CommandName): string {
  return plainLine(`${sentence} See \`seaworthy ${name} --help\`.`);
}

function readCommand(name: CommandName, given: GivenWords): Result<Command, string> {
  const [operand] = given.operands;
  const format = choiceOf(given, '--format', answerFormats) ?? 'text';
  switch (name) {
    case 'check':
      return readCheck(given);
    case 'pin':
      return readPin(given, pinModes.find((mode) => has(given, `--${mode}`)) ?? 'pin');
    case 'unpin':
      return readPin(given, 'unpin');
    case 'inspect':
      return readInspect(given);
    case 'explain':
      return ok({ kind: 'explain', rule: operand ?? '', format });
    case 'rules':
      return ok({ kind: 'rules', profile: choiceOf(given, '--profile', profiles), format });
    case 'init':
      return readInit(given);
    case 'language-server':
      return ok({ kind: 'language-server' });
    case 'completion':
      return ok({ kind: 'completion', shell: shells.find((shell) => shell === operand) ?? 'bash' });
    case 'man':
      return ok({ kind: 'manual' });
    case 'help':
      return ok({ kind: 'help', topic: commandNames.find((topic) => topic === operand) });
  }
}

function readCheck(given: GivenWords): Result<CheckCommand, string> {
  const stdinFilename = textOf(given, '--stdin-filename');
  const files = given.operands.filter((path) => path !== '-');
  const readsInput = stdinFilename !== undefined || files.length < given.operands.length;
  const isDiff = has(given, '--diff');
  const isSafe = has(given, '--fix') || isDiff;
  const fixes = has(given, '--unsafe-fixes') ? 'unsafe' : isSafe ? 'safe' : 'none';
  if (readsInput && stdinFilename === undefined)
    return fail('`-` is standard input; `--stdin-filename NAME` must say what that is.');
  if (readsInput && files.length > 0)
    return fail('`--stdin-filename` is for standard input alone, without other files.');
  if (readsInput && fixes !== 'none' && !isDiff)
    return fail('Standard input cannot be changed; `--diff` shows its fixes.');
  return ok({
    kind: 'check',
    paths: readsInput ? ['-'] : files,
    honoursGitignore: !has(given, '--no-gitignore'),
    stdinFilename,
    format: choiceOf(given, '--format', formats) ?? 'text',
    output: textOf(given, '--output'),
    failOn: choiceOf(given, '--fail-on', severities),
    maxFindings: numberOf(given, '--max-findings') ?? 0,
    profile: choiceOf(given, '--profile', profiles),
    config: textOf(given, '--config'),
    baseline: textOf(given, '--baseline'),
    writeBaseline: textOf(given, '--write-baseline'),
    changedSince: textOf(given, '--changed-since'),
    fixes,
    isDiff,
    isOnline: has(given, '--online'),
    scan: scanOf(given),
    threads: numberOf(given, '--threads'),
    usesCache: !has(given, '--no-cache'),
    isVerbose: has(given, '--verbose'),
  });
}

/** Who is to scan: by the name of a scanner, else whichever is there. */
function scanOf(given: GivenWords): CheckCommand['scan'] {
  const name = choiceOf(given, '--scan', scannerNames);
  if (name !== undefined) return [name];
  return has(given, '--scan') ? 'first' : 'none';
}

function readPin(given: GivenWords, mode: PinCommand['mode']): Result<PinCommand, string> {
  const isWrite = has(given, '--write');
  const cooldown = numberOf(given, '--cooldown');
  if (cooldown !== undefined && mode !== 'update' && mode !== 'check')
    return fail('`--cooldown` is for `--update` and `--check`: it says when a pin may move.');
  return ok({
    kind: 'pin',
    mode,
    paths: given.operands,
    honoursGitignore: !has(given, '--no-gitignore'),
    isWrite,
    isDiff: !isWrite || has(given, '--diff'),
    keepsTag: !has(given, '--drop-tag'),
    cooldown: cooldown ?? 0,
    isVerbose: has(given, '--verbose'),
  });
}

function readInspect(given: GivenWords): Result<InspectCommand, string> {
  const platform = textOf(given, '--platform');
  if (platform !== undefined && parsePlatform(platform) === undefined)
    return fail(`\`--platform\` takes a platform such as \`linux/arm64\`, not \`${platform}\`.`);
  const [image] = given.operands;
  const written = textOf(given, '--service');
  const service = written === undefined ? undefined : serviceOf(written);
  if (written !== undefined && service === undefined)
    return fail(
      `\`--service\` takes a file and a service, \`compose.yaml:web\`, not \`${written}\`.`,
    );
  if (image === undefined && service === undefined)
    return fail('IMAGE is missing, or `--service FILE:NAME` in its place.');
  const signer = signerOf(given);
  if (!signer.ok) return signer;
  return ok({
    kind: 'inspect',
    image,
    platform,
    scan: scannersOf(given),
    asksEngine: has(given, '--engine'),
    service,
    signer: signer.value,
    format: choiceOf(given, '--format', reportFormats) ?? 'text',
    isWhole: has(given, '--all'),
    output: textOf(given, '--output'),
    isVerbose: has(given, '--verbose'),
  });
}

/** File and name with a colon between them; a path of Windows has another one before. */
function serviceOf(written: string): InspectCommand['service'] {
  const colon = written.lastIndexOf(':');
  const [file, name] = [written.slice(0, Math.max(0, colon)), written.slice(colon + 1)];
  return file === '' || name === '' ? undefined : { file, name };
}

/** Each scanner once, in the order in which they are named, else whichever is there. */
function scannersOf(given: GivenWords): InspectCommand['scan'] {
  const words = given.options.get('--scan')?.flatMap((word) => word.split(',')) ?? [];
  const names = scannerNames.filter((name) => words.includes(name));
  if (names.length > 0)
    return names.toSorted((one, other) => words.indexOf(one) - words.indexOf(other));
  return words.length > 0 ? 'first' : 'none';
}

function signerOf(given: GivenWords): Result<InspectCommand['signer'], string> {
  const [file, identity, issuer] = ['--key', '--identity', '--issuer'].map((flag) =>
    textOf(given, flag),
  );
  if ((identity === undefined) !== (issuer === undefined))
    return fail(
      '`--identity` and `--issuer` belong together: who signs, and who vouches for them.',
    );
  if (file !== undefined) return ok({ kind: 'key', file });
  return ok(
    identity === undefined || issuer === undefined
      ? undefined
      : { kind: 'identity', identity, issuer },
  );
}

function readInit(given: GivenWords): Result<InitCommand, string> {
  const names = new Set(given.options.get('--ci')?.flatMap((word) => word.split(',')));
  if (names.has('none') && names.size > 1)
    return fail('`--ci none` cannot be used with the name of a pipeline.');
  return ok({
    kind: 'init',
    folder: given.operands[0],
    pipelines: names.size === 0 ? undefined : pipelines.filter((name) => names.has(name)),
    isForced: has(given, '--force'),
  });
}

function has({ options }: GivenWords, flag: string): boolean {
  return options.has(flag);
}

/** The value that was given last, as is the custom. */
function textOf({ options }: GivenWords, flag: string): string | undefined {
  return options.get(flag)?.at(-1);
}

function numberOf(given: GivenWords, flag: string): number | undefined {
  const text = textOf(given, flag);
  return text === undefined ? undefined : Number(text);
}

function choiceOf<Choice extends string>(
  given: GivenWords,
  flag: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = textOf(given, flag);
  return choices.find((choice) => choice === text);
}

function isOneOf<Choice extends string>(choices: readonly Choice[], word: string): word is Choice {
  return choices.some((choice) => choice === word);
}
