import type { StartupCommand } from '../model/document-model.ts';
import { execScript, readScript } from '../shell/read-script.ts';
import type { Script } from '../shell/script.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { itemSpan } from './grant-sites.ts';
import { unescapeDollars } from './interpolation.ts';
import { sectionAt } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { splitWords } from './shell-words.ts';
import type { Value, YamlDocument } from './yaml.ts';

/** What a service starts: its own commands, those around its life, and the one that asks for its health. */
export function startupOf({ yaml, service, hooks }: ServiceView): readonly StartupCommand[] {
  const commands: StartupCommand[] = [];
  const add = (
    role: StartupCommand['role'],
    value: Value | undefined,
    reader: ScriptReader = directScript,
  ): void => {
    const read = value && reader(yaml, value);
    if (value !== undefined && read !== undefined)
      commands.push(startupCommand(role, itemSpan(value), read));
  };
  add('entrypoint', service.fields.get('entrypoint')?.value);
  add('command', service.fields.get('command')?.value);
  for (const hook of hooks) add('hook', hook.fields.get('command')?.value);
  const health = sectionAt(yaml, service, 'healthcheck');
  add('health-check', health.fields.get('test')?.value, healthScript);
  return commands;
}

/** Reads the script only when it is asked for: that takes long, and in most files no rule has a reason to. */
function startupCommand(
  role: StartupCommand['role'],
  span: StartupCommand['span'],
  read: () => Script,
): StartupCommand {
  let script: Script | undefined;
  return {
    role,
    span,
    get script() {
      return (script ??= read());
    },
  };
}

/** Finds the text of a script; undefined where there is none. */
type ScriptReader = (yaml: YamlDocument, value: Value) => (() => Script) | undefined;

/** Started without a shell: a string is split into words, a list has them already. */
function directScript(yaml: YamlDocument, value: Value): (() => Script) | undefined {
  const line = yaml.text(value);
  if (line !== undefined)
    return isBlank(line.text) ? undefined : () => execScript(splitWords(unescapeDollars(line)));
  const words = wordsOf(yaml, value);
  return words.length === 0 ? undefined : () => execScript(words);
}

/** Compose Specification, "healthcheck": a string is for the shell, a list says by its first item how it runs. */
function healthScript(yaml: YamlDocument, value: Value): (() => Script) | undefined {
  const line = yaml.text(value);
  if (line !== undefined) return () => readScript(unescapeDollars(line), 'posix');
  const [how, ...words] = wordsOf(yaml, value);
  const [first] = words;
  if (first === undefined) return undefined;
  if (how?.text === 'CMD-SHELL') return () => readScript(first, 'posix');
  return how?.text === 'CMD' ? () => execScript(words) : undefined;
}

function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

function wordsOf(yaml: YamlDocument, list: Value): readonly MappedText[] {
  const words: MappedText[] = [];
  for (const item of yaml.items(list)) {
    const word = yaml.text(item);
    if (word !== undefined) words.push(unescapeDollars(word));
  }
  return words;
}
