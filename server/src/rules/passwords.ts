import { argumentsOf, type OptionGrammar } from '../shell/options.ts';
import type { Command, Script, Word } from '../shell/script.ts';
import { cover, type Span } from '../text/span.ts';
import { mentions, type ScriptCommand } from './commands.ts';
import { indexOf, pipelinesIn, type ScriptIndex } from './script-index.ts';
import { withValues, type Lookup } from './variable-values.ts';

/** A command that gives an account a password which can be read in the script. */
export interface PasswordSetting {
  readonly span: Span;
  /** Whether the account needs none afterwards. */
  readonly isEmpty: boolean;
}

/** Every place where a script sets a password whose text, or whose making, is in the file. */
export function* passwordsSetBy(script: Script, valueOf: Lookup): Generator<PasswordSetting> {
  if (!mentions(script, /passwd|useradd|usermod|adduser/i)) return;
  const index = indexOf(script);
  const assigned = new Map<string, string | undefined>();
  const files = new Set<string>();
  const lookup: Lookup = (name) => (assigned.has(name) ? assigned.get(name) : valueOf(name));
  const known: Known = { index, lookup, files };
  for (const commands of index.commands.values())
    for (const command of commands) {
      const span = inputSpan(command, known);
      if (span !== undefined) yield { span, isEmpty: false };
      yield* fromOptions(command, known);
      for (const [name, value] of assignmentsOf(command)) assigned.set(name, value);
      for (const { operator, target } of command.redirections)
        if (operator.startsWith('>') && printsWhatIsTold(command.written, known, accountLines))
          files.add(target.text);
        else if (operator === '>') files.delete(target.text);
    }
}

/** What a script has told so far. */
interface Known {
  readonly index: ScriptIndex;
  readonly lookup: Lookup;
  /** The files that it wrote text of its own into. */
  readonly files: ReadonlySet<string>;
}

/** The parts of a text that must be told so that the passwords in it are. */
type Reading = (text: string) => readonly string[];

const wholeText: Reading = (text) => [text];

/** Behind the first `:` of each line is the password, as `chpasswd` reads it. */
const accountLines: Reading = (text) =>
  text
    .split(/\n|\\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return isInSubstitution(line, colon) ? line : line.slice(colon + 1);
    });

function isInSubstitution(line: string, at: number): boolean {
  const before = line.slice(0, Math.max(0, at));
  return before.includes('`') || before.lastIndexOf('$(') > before.lastIndexOf(')');
}

/** Variables that a command sets for those behind it; undefined when the value is not in the text. */
function* assignmentsOf({
  name = '',
  written,
  words,
}: ScriptCommand): Generator<readonly [string, string | undefined]> {
  const declared = declarations.has(name) ? words.slice(1) : [];
  for (const { text, isDynamic } of [...written.assignments, ...declared]) {
    const equals = text.indexOf('=');
    if (equals > 0) yield [text.slice(0, equals), isDynamic ? undefined : text.slice(equals + 1)];
  }
}

const declarations: ReadonlySet<string> = new Set(['export', 'declare', 'readonly', 'typeset']);

/** From what prints the password to the command that reads it. */
function inputSpan(command: ScriptCommand, known: Known): Span | undefined {
  const { name, words, before, redirections } = command;
  const [first] = words;
  if ((name !== 'chpasswd' && name !== 'passwd') || first === undefined) return undefined;
  const reading = name === 'chpasswd' ? accountLines : wholeText;
  const redirection = redirections.find(({ operator }) => operator.startsWith('<'));
  if (redirection !== undefined) {
    const { operator, target } = redirection;
    if (operator === '<')
      return known.files.has(target.text) ? cover(first.span, target.span) : undefined;
    if (!operator.startsWith('<<') || !isTold(target, command.written, known, reading))
      return undefined;
    return operator === '<<<' ? cover(first.span, target.span) : first.span;
  }
  const isHashed = words.some(({ text }) => text === '-e' || text === '--encrypted');
  if (before === undefined || (isHashed && printsLockedHash(before))) return undefined;
  return printsWhatIsTold(before, known, reading) ? cover(before.span, first.span) : undefined;
}

function printsLockedHash({ words }: Command): boolean {
  return words.some(({ text }) => isLocked(text.slice(text.indexOf(':') + 1)));
}

const printers: ReadonlySet<string> = new Set(['echo', 'printf', 'yes']);

/** Whether a command, or each command of a subshell, prints text that is in the file. */
function printsWhatIsTold(command: Command, known: Known, reading: Reading): boolean {
  const [first, ...rest] = command.words;
  if (first === undefined) {
    const inner = [...pipelinesIn(known.index, command)].flat();
    const printing = inner.filter(({ name }) => name !== undefined && printers.has(name));
    return (
      printing.length > 0 &&
      printing.every(({ written }) => printsWhatIsTold(written, known, reading))
    );
  }
  if (first.text === 'cat')
    return (
      rest.some(({ text }) => known.files.has(text)) ||
      command.redirections.some(
        ({ operator, target }) =>
          operator.startsWith('<<') && isTold(target, command, known, reading),
      )
    );
  return (
    printers.has(first.text) &&
    rest.length > 0 &&
    rest.every((word) => isTold(word, command, known, reading))
  );
}

/** Whether a word is a literal, has nothing but variables with known values, or is a hash that is made of such. */
function isTold(word: Word, holder: Command, known: Known, reading: Reading): boolean {
  return !word.isDynamic || reading(word.text).some((text) => isToldText(text, holder, known));
}

function isToldText(text: string, holder: Command, known: Known): boolean {
  const { index, lookup } = known;
  if (!/\$\(|`/.test(text)) return !withValues(text, lookup).includes('$');
  const makers = [...pipelinesIn(index, holder, 'substitution')].flat();
  return (
    makers.length > 0 &&
    makers.every(
      ({ name, words, written }) =>
        name !== undefined &&
        (printers.has(name) || hashesPassword(name, words)) &&
        words.every((argument) => isTold(argument, written, known, wholeText)),
    )
  );
}

/** Whether a command turns a password among its arguments or in its input into a hash. */
function hashesPassword(name: string, words: readonly Word[]): boolean {
  if (name === 'mkpasswd') return true;
  if (name === 'openssl') return words[1]?.text === 'passwd';
  return (
    /^(?:perl|python[\d.]*)$/.test(name) &&
    words.some(({ text }) => /\bcrypt\b/.test(text) && !/random|urandom|getpass|environ/.test(text))
  );
}

const names: readonly string[] = [
  'password',
  'home',
  'home-dir',
  'base-dir',
  'shell',
  'uid',
  'gid',
  'groups',
  'comment',
  'expiredate',
  'inactive',
  'key',
  'skel',
  'root',
  'prefix',
  'login',
];

const accountPrograms: ReadonlyMap<string, OptionGrammar> = new Map([
  ['useradd', { letters: 'bcdefgGkKpPRsuZ', names }],
  ['adduser', { letters: 'bcdefgGkKpPRsuZ', names }],
  ['usermod', { letters: 'cdefgGlpPRsuvVwWZ', names }],
]);

function* fromOptions(
  { name = '', command, words, written }: ScriptCommand,
  known: Known,
): Generator<PasswordSetting> {
  const [first] = words;
  if (name === 'passwd' && first !== undefined) {
    const deletion = words.find(({ text }) => /^(?:-[a-z]*d[a-z]*|--delete)$/.test(text));
    if (deletion !== undefined) yield { span: cover(first.span, deletion.span), isEmpty: true };
    return;
  }
  const syntax = accountPrograms.get(name);
  if (syntax === undefined) return;
  for (const option of argumentsOf(command, syntax).options) {
    const { value, word, valueWord = word } = option;
    if ((option.name !== '-p' && option.name !== '--password') || value === undefined) continue;
    if (!isLocked(value) && isTold(valueWord, written, known, wholeText))
      yield { span: cover(word.span, valueWord.span), isEmpty: value === '' };
  }
}

/** Values in place of a hash that no password has. */
function isLocked(hash: string): boolean {
  return /^(?:[!*]+|x)\s*$/.test(hash);
}
