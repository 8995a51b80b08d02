import { commands, programOptions } from '../commands.ts';
import {
  helpOption,
  optionsOf,
  type CommandDescription,
  type OptionDescription,
  type ParameterDescription,
  type ValueDescription,
} from '../commands/description.ts';
import { hintOf, wordsOf } from './offers.ts';

/** For fish 3.0 and later. */
export function fishScript(rules: readonly string[]): string {
  const lines = [
    'complete -c seaworthy -f',
    ...commands.map(({ name, summary }) => `${begin()} -a ${name} -d ${text(summary)}`),
    ...programOptions.map((option) => optionLine(option, rules)),
    ...commands.flatMap((command) => commandLines(command, rules)),
  ];
  return `# Completion of seaworthy for fish.
function __seaworthy_command -d 'Whether the command is the named one; without a name, whether there is none yet'
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"
end

${lines.join('\n')}
`;
}

function commandLines(command: CommandDescription, rules: readonly string[]): readonly string[] {
  const { name, parameters } = command;
  return [
    ...parameters.map((parameter) => parameterLine(parameter, name, rules)),
    ...[...optionsOf(command), helpOption].map((option) => optionLine(option, rules, name)),
  ];
}

/** The beginning of a line that holds for a command, or where there is none yet. */
function begin(command?: string): string {
  const condition =
    command === undefined ? '__seaworthy_command' : `__seaworthy_command ${command}`;
  return `complete -c seaworthy -n '${condition}'`;
}

function optionLine(
  { flag, short, value, description }: OptionDescription,
  rules: readonly string[],
  command?: string,
): string {
  return [
    begin(command),
    `-l ${flag.slice(2)}`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(value === undefined ? [] : [valueOffer(value, rules)]),
    `-d ${text(description)}`,
  ].join(' ');
}

function parameterLine(
  parameter: ParameterDescription,
  command: string,
  rules: readonly string[],
): string {
  const words = wordsOf(parameter, rules);
  if (words !== undefined) return `${begin(command)} -a '${words.join(' ')}'`;
  if (parameter.completion === 'folders')
    return `${begin(command)} -a '(__fish_complete_directories)'`;
  return parameter.completion === 'files' ? `${begin(command)} -F` : `${begin(command)} -f`;
}

function valueOffer(value: ValueDescription, rules: readonly string[]): string {
  const words = wordsOf(value, rules);
  if (words !== undefined)
    return value.isList === true
      ? `-x -a '(__fish_append , ${words.join(' ')})'`
      : `-x -a '${words.join(' ')}'`;
  if (value.completion === 'files') return '-r -F';
  return value.completion === 'folders' ? `-x -a '(__fish_complete_directories)'` : '-x';
}

/** A hint as one word of fish, where `\` and `'` are escaped in single quotes. */
function text(sentences: string): string {
  return `'${hintOf(sentences).replace(/[\\']/g, '\\$&')}'`;
}
