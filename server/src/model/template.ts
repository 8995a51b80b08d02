import type { MappedText } from '../text/mapped-text.ts';

/**
 * A word with variables, as a Dockerfile or a Compose file writes it: `${REGISTRY}/app:${TAG:-1.0}`.
 * Both languages parse to this form with their own quoting; what the variables mean is common.
 */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  { readonly kind: 'text'; readonly text: MappedText } | ({ readonly kind: 'variable' } & Variable);

export interface Variable {
  readonly name: string;
  readonly operator: VariableOperator;
  /** The text behind the operator: the default of `:-`, the alternative of `:+`. */
  readonly operand: Template;
}

/** `other` stands for `#`, `%` and `/`, whose result is not worked out, and for a broken `${`. */
export type VariableOperator = 'none' | '-' | ':-' | '+' | ':+' | '?' | ':?' | 'other';

/** What a template becomes when nothing is given from outside. */
export type Expansion = readonly Chunk[];

export type Chunk =
  | {
      readonly kind: 'text';
      /** Empty where a variable gives nothing. */
      readonly text: MappedText;
      /** The variables whose value or default this is, innermost first; none for text that stands in the word itself. */
      readonly through: readonly VariableUse[];
      /**
       * The same text in its own place, when another file such as `.env` gives it: `text` stands, as a whole, where
       * the word does then, because what is said of it is said of the document.
       */
      readonly elsewhere?: MappedText;
    }
  | { readonly kind: 'unknown'; readonly variable: string };

export interface VariableUse {
  readonly name: string;
  /** Where the value that was used is defined, as `Definition.at`; undefined for a default written in the word. */
  readonly definition: number | undefined;
}

/** The value a variable has by its definition in the document; an expansion of unknown parts when it is only declared. */
export type Lookup = (name: string) => Definition | undefined;

export interface Definition {
  /** An offset in the model's text that tells definitions apart. */
  readonly at: number;
  readonly value: Expansion;
}

/** Longer values come from variables that double each other; nobody means them. */
const maximalLength = 4096;
const maximalChunks = 64;
/** Text that came through more variables than this is not followed to its end. */
const maximalChain = 64;

/** Puts in what is known of the variables: their definitions, else the defaults written in the word. */
export function expand(template: Template, lookup: Lookup): Expansion {
  const chunks: Chunk[] = [];
  for (const part of template) {
    if (part.kind === 'text') {
      if (part.text.text !== '') chunks.push({ kind: 'text', text: part.text, through: [] });
    } else {
      const value = expandVariable(part, lookup);
      chunks.push(...(value.length > 0 ? value : [emptyFrom(part.name)]));
    }
    if (chunks.length > maximalChunks || lengthOf(chunks) > maximalLength)
      return [{ kind: 'unknown', variable: '' }];
  }
  return chunks;
}

function expandVariable(variable: Variable, lookup: Lookup): Expansion {
  const { name, operator } = variable;
  const definition = lookup(name);
  const unknown: Expansion = [{ kind: 'unknown', variable: name }];
  const value =
    definition && throughVariable(definition.value, { name, definition: definition.at });
  const operand = (): Expansion =>
    throughVariable(expand(variable.operand, lookup), { name, definition: undefined });
  const isUnset = value === undefined || (operator.startsWith(':') && knownText(value) === '');

  switch (operator) {
    case 'none':
    case '?':
    case ':?':
      return isUnset ? unknown : value;
    case '-':
    case ':-':
      return isUnset ? operand() : value;
    case '+':
    case ':+':
      return isUnset ? [] : operand();
    case 'other':
      return unknown;
  }
}

/** What an empty variable leaves: its place counts, as it may be set when the file is used. */
function emptyFrom(name: string): Chunk {
  const text: MappedText = { text: '', pieces: [], anchor: 0 };
  return { kind: 'text', text, through: [{ name, definition: undefined }] };
}

function throughVariable(expansion: Expansion, use: VariableUse): Expansion {
  if (expansion.some((chunk) => chunk.kind === 'text' && chunk.through.length >= maximalChain))
    return [{ kind: 'unknown', variable: use.name }];
  return expansion.map((chunk) =>
    chunk.kind === 'text' ? { ...chunk, through: [...chunk.through, use] } : chunk,
  );
}

function lengthOf(chunks: Expansion): number {
  return chunks.reduce(
    (sum, chunk) => sum + (chunk.kind === 'text' ? chunk.text.text.length : 0),
    0,
  );
}

/** The whole text, or undefined when part of it is not known. */
export function knownText(expansion: Expansion): string | undefined {
  let text = '';
  for (const chunk of expansion) {
    if (chunk.kind === 'unknown') return undefined;
    text += chunk.text.text;
  }
  return text;
}
