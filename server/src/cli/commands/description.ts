import type { CommandName } from '../command.ts';

/**
 * Everything that is told of a command. Parser, help, completion, manual page and docs/cli.md are made from it.
 * Texts are plain sentences; what is to be typed stands in backticks, which no other word has.
 */
export interface CommandDescription {
  readonly name: CommandName;
  /** One sentence. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** In their order; only the last may be left out or repeated. */
  readonly parameters: readonly ParameterDescription[];
  readonly groups: readonly OptionGroup[];
  readonly examples: readonly Example[];
  readonly exitCodes: readonly ExitCodeDescription[];
}

export interface ParameterDescription extends ValueDescription {
  readonly description: string;
  readonly isOptional: boolean;
  readonly isRepeatable: boolean;
}

/** Options that are for the same purpose. */
export interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionDescription[];
}

export interface OptionDescription {
  readonly flag: `--${string}`;
  readonly short?: `-${string}`;
  /** What follows the flag; nothing for one that says yes by being there. */
  readonly value?: ValueDescription;
  /** What holds without the option, where that is a value of it. */
  readonly default?: string;
  readonly description: string;
  /** Flags of options that contradict it; said on one side only. */
  readonly conflicts?: readonly `--${string}`[];
}

export interface ValueDescription {
  /** In capitals. */
  readonly name: string;
  /** What it may be, where that is one of a few words. */
  readonly choices?: readonly string[];
  /** Whether several choices may be given, with commas between them or by repeating the option. */
  readonly isList?: boolean;
  /** The smallest and the largest whole number that it may be. */
  readonly range?: readonly [minimum: number, maximum: number];
  /**
   * Which of the choices is meant where the flag stands without a value; undefined where it needs one. With it, the word
   * behind the flag is a value only if it is made of choices.
   */
  readonly whenAlone?: string;
  /** What a shell completes it with where there are no choices. */
  readonly completion?: 'files' | 'folders' | 'rules';
}

export interface Example {
  /** What the command line is for; without a full stop. */
  readonly purpose: string;
  /** As it is typed in a POSIX shell. */
  readonly line: string;
}

export interface ExitCodeDescription {
  readonly code: 0 | 1 | 2;
  readonly meaning: string;
}

/** What is told of a variable of the environment or of a file. */
export interface NamedDescription {
  readonly name: string;
  readonly description: string;
}

export const helpOption: OptionDescription = {
  flag: '--help',
  short: '-h',
  description: 'Show what the command does, with examples.',
};

/** The options of a command in their order, without those that every command has. */
export function optionsOf({ groups }: CommandDescription): readonly OptionDescription[] {
  return groups.flatMap(({ options }) => options);
}

/** `seaworthy check [OPTIONS] [PATH...]` */
export function synopsisOf({ name, groups, parameters }: CommandDescription): string {
  const options = groups.length === 0 ? [] : ['[OPTIONS]'];
  return ['seaworthy', name, ...options, ...parameters.map(syntaxOf)].join(' ');
}

/** `IMAGE`, `[FOLDER]`, `[PATH...]` */
export function syntaxOf({ name, isOptional, isRepeatable }: ParameterDescription): string {
  const repeated = isRepeatable ? `${name}...` : name;
  return isOptional ? `[${repeated}]` : repeated;
}

/** `-f, --format FORMAT`, `--scan [NAME]` */
export function flagsOf({ flag, short, value }: OptionDescription): string {
  const flags = short === undefined ? flag : `${short}, ${flag}`;
  if (value === undefined) return flags;
  return `${flags} ${value.whenAlone === undefined ? value.name : `[${value.name}]`}`;
}

/** The description of an option with its choices, its default and what it cannot be used with. */
export function sentencesOf(option: OptionDescription): string {
  const { description, value, conflicts = [] } = option;
  return [
    description,
    ...choiceSentences(value),
    ...(option.default === undefined ? [] : [`Default: \`${option.default}\`.`]),
    ...(conflicts.length === 0 ? [] : [`Not with ${inWords(conflicts)}.`]),
  ].join(' ');
}

/** The description of a parameter with its choices. */
export function parameterSentences(parameter: ParameterDescription): string {
  return [parameter.description, ...choiceSentences(parameter)].join(' ');
}

function choiceSentences(value: ValueDescription | undefined): readonly string[] {
  if (value?.choices !== undefined) {
    const alone = value.whenAlone === undefined ? '' : `; alone it means \`${value.whenAlone}\``;
    return [`${value.name} is ${inWords(value.choices)}${alone}.`];
  }
  if (value?.range !== undefined) {
    const [minimum, maximum] = value.range;
    return [`${value.name} is a number from ${minimum} to ${maximum}.`];
  }
  return [];
}

/** `a`, `b` or `c` */
export function inWords(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
