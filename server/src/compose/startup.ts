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
    read: ReadCommand = directScript,
  ): void => {
    const script = value && read(yaml, value);
    if (value !== undefined && script !== undefined)
      commands.push({ role, span: itemSpan(value), script });
  };
  add('entrypoint', service.fields.get('entrypoint')?.value);
  add('command', service.fields.get('command')?.value);
  for (const hook of hooks) add('hook', hook.fields.get('command')?.value);
  const health = sectionAt(yaml, service, 'healthcheck');
  add('health-check', health.fields.get('test')?.value, healthScript);
  return commands;
}

type ReadCommand = (yaml: YamlDocument, value: Value) => Script | undefined;

/** Started without a shell: a string is split into words, a list has them already. */
function directScript(yaml: YamlDocument, value: Value): Script | undefined {
  const line = yaml.text(value);
  const words = line === undefined ? wordsOf(yaml, value) : splitWords(unescapeDollars(line));
  return words.length === 0 ? undefined : execScript(words);
}

/** Compose Specification, "healthcheck": a string is for the shell, a list says by its first item how it runs. */
function healthScript(yaml: YamlDocument, value: Value): Script | undefined {
  const line = yaml.text(value);
  if (line !== undefined) return readScript(unescapeDollars(line), 'posix');
  const [how, ...words] = wordsOf(yaml, value);
  const [first] = words;
  if (first === undefined) return undefined;
  if (how?.text === 'CMD-SHELL') return readScript(first, 'posix');
  return how?.text === 'CMD' ? execScript(words) : undefined;
}

function wordsOf(yaml: YamlDocument, list: Value): readonly MappedText[] {
  return yaml.items(list).flatMap((item) => {
    const word = yaml.text(item);
    return word === undefined ? [] : [unescapeDollars(word)];
  });
}
