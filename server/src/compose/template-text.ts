import type { Expansion } from '../model/template.ts';

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
