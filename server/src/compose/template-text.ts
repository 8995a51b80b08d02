import type { Expansion } from '../model/template.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { isPlain, type YamlAccess } from './yaml.ts';

/** What `templateText` gives for a text that stands in a document. */
export function templateIn(yaml: YamlAccess, text: MappedText): string {
  return isPlain(text) ? text.text : templateText(yaml.expandText(text));
}

/** The value with its defaults put in and the variables that have none in braces, which no field separator splits. */
export function templateText(expansion: Expansion): string {
  return expansion
    .map((chunk) => (chunk.kind === 'text' ? chunk.text.text : `\${${chunk.variable}}`))
    .join('');
}

/** Whether a part of what `templateText` gave depends on a variable without a default. */
export function isOpen(text: string): boolean {
  return text.includes('${');
}
