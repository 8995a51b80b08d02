import type { VariableSetting } from '../model/document-model.ts';
import type { Template } from '../model/template.ts';
import { slice, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import { parseInterpolation } from './interpolation.ts';
import { entryRemoval, itemRemoval } from './removal.ts';
import { sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import {
  entrySpan,
  knownIn,
  valueSpan,
  type Entry,
  type Value,
  type YamlDocument,
} from './yaml.ts';

type Kind = 'env' | 'build-arg';

/** `environment` of a service and of its life-cycle hooks, and `build.args`, each as a map or a list of `NAME=value`. */
export function variablesOf({
  yaml,
  service,
  build,
  hooks,
}: ServiceView): readonly VariableSetting[] {
  const environment = [service, ...hooks].flatMap((holder) =>
    variablesIn(yaml, sectionAt(yaml, holder, 'environment', 'optional'), 'env'),
  );
  const inBuild = variablesIn(yaml, sectionAt(yaml, build, 'args', 'optional'), 'build-arg');
  return inBuild.length === 0 ? environment : [...environment, ...inBuild];
}

function variablesIn(yaml: YamlDocument, section: Section, kind: Kind): readonly VariableSetting[] {
  const settings: VariableSetting[] = [];
  for (const [name, entry] of section.fields)
    settings.push(fromEntry(yaml, section, kind, name, entry));
  for (const item of section.items) {
    const setting = fromItem(yaml, section, kind, item);
    if (setting !== undefined) settings.push(setting);
  }
  return settings;
}

function fromEntry(
  yaml: YamlDocument,
  section: Section,
  kind: Kind,
  name: string,
  entry: Entry,
): VariableSetting {
  const text = yaml.text(entry.value);
  const span = entrySpan(entry);
  const { value } = entry;
  return {
    kind,
    name,
    span,
    written: text?.text,
    literal: text && literalText(text),
    known: text && knownIn(yaml, text),
    valueSpan:
      value !== undefined && value.alias === undefined && span.end <= section.source.ownEnd
        ? valueSpan(value)
        : undefined,
    removal: entryRemoval(section, entry),
  };
}

function fromItem(
  yaml: YamlDocument,
  section: Section,
  kind: Kind,
  item: Value,
): VariableSetting | undefined {
  const text = yaml.text(item);
  if (text === undefined) return undefined;
  const equals = text.text.indexOf('=');
  const nameEnd = equals < 0 ? text.text.length : equals;
  const name = text.text.slice(0, nameEnd).trim();
  if (name === '') return undefined;
  const value = equals < 0 ? undefined : slice(text, { start: equals + 1, end: text.text.length });
  const span = item.alias ?? sourceSpan(text, { start: 0, end: text.text.length });
  return {
    kind,
    name,
    span,
    written: value?.text,
    literal: value && literalText(value),
    known: value && knownIn(yaml, value),
    valueSpan:
      value !== undefined && item.alias === undefined && span.end <= section.source.ownEnd
        ? sourceSpan(value, { start: 0, end: value.text.length })
        : undefined,
    removal: itemRemoval(section, item),
  };
}

/** What a stranger reads in the file, whatever is set when it is used. */
function literalText(value: MappedText): string | undefined {
  return value.text.includes('$') ? literalOf(parseInterpolation(value)) : value.text;
}

/** Text without variables, or the default of the only one. */
function literalOf(template: Template): string | undefined {
  let text = '';
  for (const part of template) {
    if (part.kind === 'variable') {
      const isDefault = part.operator === '-' || part.operator === ':-';
      return template.length === 1 && isDefault ? literalOf(part.operand) : undefined;
    }
    text += part.text.text;
  }
  return text;
}
