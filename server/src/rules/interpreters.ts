import type { Word } from '../shell/script.ts';

/** Where an interpreter has its program from. */
export type ProgramSource =
  /** Its input: a pipe, `<` or a here-document. */
  | { readonly kind: 'input' }
  | { readonly kind: 'file'; readonly word: Word }
  /** An argument: `-c "…"`. */
  | { readonly kind: 'code'; readonly word: Word };

interface Syntax {
  readonly names: RegExp;
  /** Options that the program follows, glued on or as the next word. */
  readonly code: RegExp;
  /** Options that name the file of the program. */
  readonly file: RegExp;
  /** Options that say that the program comes from the input whatever else follows. */
  readonly input: RegExp;
  /** Other options that take the next word. */
  readonly valued: RegExp;
}

const nothing = /^(?!)/;

const syntaxes: readonly Syntax[] = [
  {
    names: /^(?:ba|da|z|k|mk|pdk|a|rba|fi|c|tc)?sh$/,
    code: /^-[a-z]*c[a-z]*$/i,
    file: nothing,
    input: /^-[a-z]*s[a-z]*$/,
    valued: /^(?:[-+][a-z]*[oO]|--rcfile|--init-file)$/,
  },
  {
    names: /^(?:python|pypy)[\d.]*$/,
    code: /^-[a-zA-Z]*[cm]/,
    file: nothing,
    input: nothing,
    valued: /^-[a-zA-Z]*[WX]$/,
  },
  {
    names: /^perl[\d.]*$/,
    code: /^-(?![MmI])[a-zA-Z0-9]*[eE]/,
    file: nothing,
    input: nothing,
    valued: /^-I$/,
  },
  {
    names: /^ruby[\d.]*$/,
    code: /^-(?![rIC])[a-zA-Z0-9]*e/,
    file: nothing,
    input: nothing,
    valued: /^-[rIC]$/,
  },
  {
    names: /^(?:node|nodejs|bun)$/,
    code: /^(?:-[a-z]*[ep]|--eval|--print)$/,
    file: nothing,
    input: nothing,
    valued: /^(?:-r|--require|--import|--loader|-C|--conditions)$/,
  },
  {
    names: /^php[\d.]*$/,
    code: /^(?:-[rRBEF]|--run$)/,
    file: /^(?:-f|--file)$/,
    input: /^--$/,
    valued: /^-[cdgzS]$/,
  },
  {
    names: /^(?:pwsh|powershell)$/,
    code: /^-(?:c|com|comm|command|e|ec|enc|encodedcommand)$/i,
    file: /^-f(?:ile)?$/i,
    input: nothing,
    valued:
      /^-(?:ex|ep|executionpolicy|version|inputformat|outputformat|windowstyle|workingdirectory)$/i,
  },
];

/** Commands that run the text of their arguments; PowerShell's also what the pipe brings them. */
const evaluators: ReadonlySet<string> = new Set(['eval', 'iex', 'invoke-expression']);

/** Where the interpreter that `words` start has its program from; undefined when they start another command. */
export function programSource(
  name: string | undefined,
  words: readonly Word[],
): ProgramSource | undefined {
  if (name === undefined) return undefined;
  const [, argument] = words;
  if (name === 'source' || name === '.') return argument && sourceOf(argument);
  if (evaluators.has(name))
    return argument === undefined ? { kind: 'input' } : { kind: 'code', word: argument };
  const syntax = syntaxes.find(({ names }) => names.test(name));
  if (syntax === undefined) return undefined;
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    const { text } = word;
    const next = words[index + 1];
    const code = syntax.code.exec(text);
    if (code !== null) return codeBehind(code[0].length < text.length ? word : next);
    if (syntax.file.test(text)) return next === undefined ? { kind: 'input' } : sourceOf(next);
    if (syntax.input.test(text)) return { kind: 'input' };
    if (text === '--') return next === undefined ? { kind: 'input' } : sourceOf(next);
    if (syntax.valued.test(text)) index++;
    else if (!/^[-+]./.test(text)) return sourceOf(word);
  }
  return { kind: 'input' };
}

function codeBehind(word: Word | undefined): ProgramSource {
  return word === undefined || word.text === '-' ? { kind: 'input' } : { kind: 'code', word };
}

function sourceOf(word: Word): ProgramSource {
  return /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/.test(word.text)
    ? { kind: 'input' }
    : { kind: 'file', word };
}
