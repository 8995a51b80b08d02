import { Command, CommanderError, Option } from 'commander';
import { nearestName } from '../text/nearest-name.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { commandNames } from './command.ts';
import { programOptions } from './commands.ts';
import {
  inWords,
  optionsOf,
  synopsisOf,
  type CommandDescription,
  type OptionDescription,
  type ValueDescription,
} from './commands/description.ts';

/** The words behind a command, apart from each other. */
export interface GivenWords {
  readonly operands: readonly string[];
  /** The options that were given, by their flags, each with its values in their order. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/**
 * Splits the words behind a command by the conventions of POSIX and GNU, `--` and `--name=value` included. What
 * comes back agrees with the description: values are among the choices or in the range, and none is empty. An
 * error is a sentence; `help` comes back when help is asked for among the words.
 */
export function splitWords(
  description: CommandDescription,
  words: readonly string[],
): Result<GivenWords | 'help', string> {
  const command = commanderCommand(description);
  try {
    command.parse([...withValues(description, words)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return ok('help');
    const mistake = mistakeSentence(error, description);
    const isTooMany = error.code === 'commander.excessArguments';
    return fail((isTooMany ? strangeValue(description, words) : undefined) ?? mistake);
  }
  const given = { operands: command.args, options: givenOptions(command) };
  const mistake = valueMistake(description, given);
  return mistake === undefined ? ok(given) : fail(mistake);
}

/** What is too much may be meant as the value of a flag that may stand alone: `--scan trivvy IMAGE`. */
function strangeValue(
  description: CommandDescription,
  words: readonly string[],
): string | undefined {
  for (const { flag, value } of optionsOf(description)) {
    const word = words[words.indexOf(flag) + 1];
    if (value?.whenAlone === undefined || !words.includes(flag) || word === undefined) continue;
    if (!word.startsWith('-') && !isAllowed(value, word))
      return valueSentence(`\`${flag}\``, value, word);
  }
  return undefined;
}

/** The words in which each flag that may stand alone has the value that it means then: `--scan .` is `--scan=any .`. */
function withValues(description: CommandDescription, words: readonly string[]): readonly string[] {
  const options = optionsOf(description).filter(({ value }) => value?.whenAlone !== undefined);
  if (options.length === 0) return words;
  const end = words.indexOf('--');
  return words.map((word, index) => {
    const isOption = end < 0 || index < end;
    const value = isOption ? options.find(({ flag }) => flag === word)?.value : undefined;
    const next = words[index + 1];
    if (value?.whenAlone === undefined || (next !== undefined && isAllowed(value, next)))
      return word;
    return `${word}=${value.whenAlone}`;
  });
}

/** A sentence about a first word that is neither a command nor an option of the program; it names a similar one. */
export function unknownWord(word: string): string {
  const program = silent(new Command('seaworthy'));
  for (const option of programOptions) program.addOption(new Option(option.flag));
  for (const name of commandNames) program.command(name);
  try {
    program.parse([word], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code.startsWith('commander.unknown')) return unknownSentence(error.message);
  }
  return `There is no command \`${word}\`.`;
}

function commanderCommand(description: CommandDescription): Command {
  const command = silent(new Command(description.name)).helpOption('-h, --help');
  for (const parameter of description.parameters) {
    const { name, isOptional } = parameter;
    const inner = parameter.isRepeatable ? `${name}...` : name;
    command.argument(isOptional ? `[${inner}]` : `<${inner}>`);
  }
  for (const option of optionsOf(description)) command.addOption(commanderOption(option));
  return command;
}

/** Commander then neither writes nor ends the process. */
function silent(command: Command): Command {
  const nothing = () => undefined;
  return command.exitOverride().configureOutput({ writeOut: nothing, writeErr: nothing });
}

function commanderOption({ flag, short, value, conflicts = [] }: OptionDescription): Option {
  const flags = short === undefined ? flag : `${short}, ${flag}`;
  const made = new Option(value === undefined ? flags : `${flags} <value>`);
  if (value !== undefined)
    made.argParser(
      (word: string, before: readonly string[] | undefined): readonly string[] | undefined => [
        ...(before ?? []),
        word,
      ],
    );
  // Commander knows options by the names of their values here.
  return made.conflicts(conflicts.map((other) => new Option(other).attributeName()));
}

function givenOptions(command: Command): GivenWords['options'] {
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return new Map(
    given.map((option) => {
      const value: unknown = command.getOptionValue(option.attributeName());
      return [option.long ?? option.flags, Array.isArray(value) ? (value as string[]) : []];
    }),
  );
}

/** Commander's message in our words. */
function mistakeSentence(
  { code, message }: CommanderError,
  description: CommandDescription,
): string {
  const synopsis = synopsisOf(description);
  const [first = '', second = ''] = message.match(/--[\w-]+/g) ?? [];
  switch (code) {
    case 'commander.unknownOption': {
      const isKnown = optionsOf(description).some(({ flag }) => message.includes(`'${flag}=`));
      return isKnown ? `\`${first}\` takes no value.` : unknownSentence(message);
    }
    case 'commander.optionMissingArgument':
      return `\`${first}\` needs a value.`;
    case 'commander.conflictingOption':
      return `\`${first}\` cannot be used with \`${second}\`.`;
    case 'commander.missingArgument':
      return `${/'(.*)'/.exec(message)?.[1] ?? 'Something'} is missing: \`${synopsis}\`.`;
    case 'commander.excessArguments':
      return `That is more than the command takes: \`${synopsis}\`.`;
    default:
      return message;
  }
}

function unknownSentence(message: string): string {
  const [, kind = '', word = '', similar] =
    /^error: unknown (\w+) '(.*)'(?:\n\(Did you mean (?:one of )?(.*)\?\))?$/s.exec(message) ?? [];
  const hint = similar === undefined ? '' : ` Did you mean ${inWords(similar.split(', '))}?`;
  return `There is no ${kind} \`${word}\`.${hint}`;
}

/** A sentence about the first value that the description does not allow. */
function valueMistake(
  description: CommandDescription,
  { operands, options }: GivenWords,
): string | undefined {
  if (operands.includes('')) return 'An argument is empty; perhaps a variable is not set.';
  for (const { flag, value } of optionsOf(description))
    for (const word of options.get(flag) ?? []) {
      const isFine = value === undefined || (word !== '' && isAllowed(value, word));
      if (!isFine) return valueSentence(`\`${flag}\``, value, word);
    }
  for (const [index, word] of operands.entries()) {
    const parameter = description.parameters[index];
    if (parameter !== undefined && !isAllowed(parameter, word))
      return valueSentence(parameter.name, parameter, word);
  }
  return undefined;
}

function isAllowed(value: ValueDescription, word: string): boolean {
  const { choices, range } = value;
  if (choices !== undefined) return partsOf(value, word).every((part) => choices.includes(part));
  if (range === undefined) return true;
  const [minimum, maximum] = range;
  return /^\d{1,10}$/.test(word) && Number(word) >= minimum && Number(word) <= maximum;
}

/** The words that a value consists of: several where it is a list. */
export function partsOf({ isList = false }: ValueDescription, word: string): readonly string[] {
  return isList ? word.split(',') : [word];
}

function valueSentence(
  subject: string,
  { choices, range }: ValueDescription,
  word: string,
): string {
  if (word === '') return `${subject} needs a value; perhaps a variable is not set.`;
  if (choices !== undefined) {
    const nearest = nearestName(word, choices);
    const hint = nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
    return `${subject} takes ${inWords(choices)}, not \`${word}\`.${hint}`;
  }
  const [minimum, maximum] = range ?? [];
  return `${subject} takes a whole number from ${String(minimum)} to ${String(maximum)}, not \`${word}\`.`;
}
