import { commands, programOptions } from '../commands.ts';
import {
  helpOption,
  optionsOf,
  type CommandDescription,
  type OptionDescription,
  type ParameterDescription,
  type ValueDescription,
} from '../commands/description.ts';
import { quoted, hintOf, wordsOf } from './offers.ts';

/** To be read by `source`, or to stand as `_seaworthy` in a folder of `fpath`. */
export function zshScript(rules: readonly string[]): string {
  const names = commands.map(({ name, summary }) => quoted(`${name}:${escaped(hintOf(summary))}`));
  return `#compdef seaworthy
# Completion of seaworthy for zsh.
_seaworthy() {
  local -a commands
  commands=(
${lines(names, 4)}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments ${programOptions.map(optionSpecification([])).join(' ')}
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $command in
${commands.map((command) => commandCase(command, rules)).join('\n')}
  esac
}

if [[ $funcstack[1] == _seaworthy ]]; then
  _seaworthy "$@"
else
  compdef _seaworthy seaworthy
fi
`;
}

function commandCase(command: CommandDescription, rules: readonly string[]): string {
  const options = [...optionsOf(command), helpOption].map(optionSpecification(rules));
  const parameters = command.parameters.map((parameter) =>
    parameterSpecification(parameter, rules),
  );
  const specifications = [...options, ...parameters].join(' \\\n        ');
  return `    ${command.name})\n      _arguments -s -S \\\n        ${specifications}\n      ;;`;
}

/** `'(-f --format)'{-f,--format=}'[what it is]:FORMAT:(text json)'` */
function optionSpecification(rules: readonly string[]): (option: OptionDescription) => string {
  return ({ flag, short, value, description }) => {
    const long = value === undefined ? flag : `${flag}=`;
    const flags = short === undefined ? long : `'(${short} ${flag})'{${short},${long}}`;
    const action = value === undefined ? '' : `:${escaped(value.name)}:${actionFor(value, rules)}`;
    return flags + quoted(`[${escaped(hintOf(description))}]${action}`);
  };
}

function parameterSpecification(parameter: ParameterDescription, rules: readonly string[]): string {
  const { name, isOptional, isRepeatable } = parameter;
  const place = isRepeatable ? '*:' : isOptional ? '::' : ':';
  return quoted(`${place}${name}:${actionFor(parameter, rules)}`);
}

function actionFor(value: ValueDescription, rules: readonly string[]): string {
  const words = wordsOf(value, rules);
  if (words !== undefined)
    return value.isList === true
      ? `_sequence compadd - ${words.join(' ')}`
      : `(${words.join(' ')})`;
  if (value.completion === 'files') return '_files';
  return value.completion === 'folders' ? '_files -/' : ' ';
}

/** Brackets and colons have a meaning in specifications. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function lines(all: readonly string[], indent: number): string {
  return all.map((line) => ' '.repeat(indent) + line).join('\n');
}
