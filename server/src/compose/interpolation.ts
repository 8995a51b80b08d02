import type { Template, TemplatePart, VariableOperator } from '../model/template.ts';
import { MappedTextBuilder, slice, sourceOffset, type MappedText } from '../text/mapped-text.ts';

/** Deeper nesting of defaults is read as unknown. */
const maximalDepth = 16;

const variablePattern =
  /^\$(?:\{([a-zA-Z_][a-zA-Z0-9_]{0,255})(:?[-+?])?|([a-zA-Z_][a-zA-Z0-9_]{0,255}))/;
/** Longer than any match of the pattern. */
const longestMatch = 300;

/**
 * Reads the variables of a value as the Compose specification's "Interpolation" says: `$NAME`, `${NAME}`,
 * `${NAME:-default}` and its kin with nested values, and `$$` for a dollar sign.
 */
export function parseInterpolation(value: MappedText): Template {
  if (!value.text.includes('$')) return value.text === '' ? [] : [{ kind: 'text', text: value }];
  return readParts(value, 0, 0).parts;
}

/** The value with `$$` undone and its variables left as they are, for text that another language reads. */
export function unescapeDollars(value: MappedText): MappedText {
  if (!value.text.includes('$$')) return value;
  const builder = new MappedTextBuilder(value.anchor);
  const { text } = value;
  for (let index = 0; index < text.length; index++) {
    const source = sourceOffset(value, index);
    const isEscape = text.startsWith('$$', index);
    if (isEscape) builder.escaped('$', source, sourceOffset(value, index + 2) - source);
    else builder.verbatim(text.charAt(index), source);
    if (isEscape) index++;
  }
  return builder.build();
}

interface ReadParts {
  readonly parts: Template;
  readonly end: number;
}

/** Reads from `start` to the end, or inside a default (`depth` above 0) to the brace that closes it. */
function readParts(value: MappedText, start: number, depth: number): ReadParts {
  const { text } = value;
  const parts: TemplatePart[] = [];
  let literalStart = start;
  let index = start;
  const flush = (end: number): void => {
    if (end > literalStart)
      parts.push({ kind: 'text', text: slice(value, { start: literalStart, end }) });
  };

  while (index < text.length) {
    if (depth > 0 && text.charAt(index) === '}') break;
    if (text.startsWith('$$', index)) {
      flush(index + 1);
      index += 2;
      literalStart = index;
      continue;
    }
    const variable = text.charAt(index) === '$' ? readVariable(value, index, depth) : undefined;
    if (variable === undefined) {
      index++;
      continue;
    }
    flush(index);
    parts.push(variable.part);
    index = variable.end;
    literalStart = index;
  }
  flush(index);
  return { parts, end: index };
}

interface ReadVariable {
  readonly part: TemplatePart;
  readonly end: number;
}

function readVariable(value: MappedText, at: number, depth: number): ReadVariable | undefined {
  const { text } = value;
  const match = variablePattern.exec(text.slice(at, at + longestMatch));
  const name = match?.[1] ?? match?.[3];
  if (match === null || name === undefined)
    return text.startsWith('${', at) ? brokenVariable(text, at) : undefined;
  const end = at + match[0].length;
  if (match[3] !== undefined)
    return { part: { kind: 'variable', name, operator: 'none', operand: [] }, end };
  const operator = (match[2] ?? 'none') as VariableOperator;
  if (depth >= maximalDepth) return brokenVariable(text, at);
  const operand = operator === 'none' ? { parts: [], end } : readParts(value, end, depth + 1);
  // An operand without its brace has read everything; looking again behind it would double the work.
  if (operand.end >= text.length) return broken(text.length);
  if (text.charAt(operand.end) !== '}') return brokenVariable(text, at);
  return {
    part: { kind: 'variable', name, operator, operand: operand.parts },
    end: operand.end + 1,
  };
}

/** What Compose refuses: nothing of the value is known from here on. */
function brokenVariable(text: string, at: number): ReadVariable {
  const close = text.indexOf('}', at);
  return broken(close < 0 ? text.length : close + 1);
}

function broken(end: number): ReadVariable {
  return { part: { kind: 'variable', name: '', operator: 'other', operand: [] }, end };
}
