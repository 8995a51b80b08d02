import { commands, programOptions } from '../commands.ts';
import { helpOption, optionsOf, type CommandDescription } from '../commands/description.ts';
import { allFlags, wordsOf } from './offers.ts';

/** For bash 3.2 and later, without any package of helper functions. */
export function bashScript(rules: readonly string[]): string {
  const names = commands.map(({ name }) => name);
  const firstWords = [...names, ...programOptions.flatMap(allFlags)];
  return `# Completion of seaworthy for bash.
# Where nothing is offered, bash completes file names.
_seaworthy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  # Bash takes the = of --format=text for a word.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    ${offer(firstWords)}
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap((command) => valueCases(command, rules)).join('\n')}
  esac
  case "\${COMP_WORDS[1]} $current" in
${commands.map(flagCase).join('\n')}
${commands.flatMap((command) => parameterCase(command, rules)).join('\n')}
  esac
}

_seaworthy_offer() {
  local IFS=$' \\n'
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

complete -o default -F _seaworthy seaworthy
`;
}

function valueCases(command: CommandDescription, rules: readonly string[]): readonly string[] {
  return optionsOf(command).flatMap((option) => {
    const words = option.value === undefined ? undefined : wordsOf(option.value, rules);
    if (words === undefined) return [];
    const patterns = allFlags(option).map((flag) => `'${command.name} ${flag}'`);
    return [`    ${patterns.join(' | ')}) ${offer(words)}; return ;;`];
  });
}

function flagCase(command: CommandDescription): string {
  const flags = [...optionsOf(command), helpOption].flatMap(allFlags);
  return `    '${command.name} -'*) ${offer(flags)} ;;`;
}

function parameterCase(command: CommandDescription, rules: readonly string[]): readonly string[] {
  const [parameter] = command.parameters;
  const words = parameter === undefined ? undefined : wordsOf(parameter, rules);
  return words === undefined ? [] : [`    '${command.name} '*) ${offer(words)} ;;`];
}

function offer(words: readonly string[]): string {
  return `_seaworthy_offer '${words.join(' ')}'`;
}
