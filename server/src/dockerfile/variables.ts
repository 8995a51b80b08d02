import type { VariableSetting } from '../model/document-model.ts';
import { knownText, type Definition, type Template } from '../model/template.ts';
import { sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Assignment } from './assignments.ts';
import type { Instruction } from './instructions.ts';
import { wordRemoval } from './removal.ts';
import { parseWord, unquoted } from './words.ts';

/** What ARG or ENV sets; `definitions` are what its values come to. */
export function variableSettings(
  source: MappedText,
  instruction: Instruction,
  assignments: readonly Assignment[],
  definitions: readonly (Definition | undefined)[],
  escape: string,
): readonly VariableSetting[] {
  const { keyword, rest } = instruction;
  const words = assignments.map(({ word }) => word);
  return assignments.map(({ name, value, word }, index): VariableSetting => {
    const definition = definitions[index];
    return {
      kind: keyword === 'ENV' ? 'env' : 'arg',
      name,
      span: sourceSpan(rest, word),
      written: value && unquoted(value.text, escape),
      literal: value && literalOf(value, escape),
      known: definition && knownText(definition.value),
      valueSpan: value && sourceSpan(value, { start: 0, end: value.text.length }),
      removal: wordRemoval(source, instruction, words, index),
    };
  });
}

/** What a stranger reads: text without variables, or the default that is all of the value. */
function literalOf(value: MappedText, escape: string): string | undefined {
  return value.text.includes('$')
    ? literalOfTemplate(parseWord(value, escape))
    : unquoted(value.text, escape);
}

function literalOfTemplate(template: Template): string | undefined {
  const [first, ...others] = template;
  if (first?.kind === 'variable' && others.length === 0)
    return first.operator.endsWith('-') ? literalOfTemplate(first.operand) : undefined;
  let text = '';
  for (const part of template) {
    if (part.kind === 'variable') return undefined;
    text += part.text.text;
  }
  return text;
}
