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
  const lookup: Lookup = (name) => (assigned.has(name) ? assigned.get(name) : valueOf(name));
  for (const commands of index.commands.values())
    for (const command of commands) {
      const span = inputSpan(command, index, lookup);
      if (span !== undefined) yield { span, isEmpty: false };
      yield* fromOptions(command, index, lookup);
      for (const [name, value] of assignmentsOf(command)) assigned.set(name, value);
    }
}

/** Variables that a command sets for those behind it; undefined when the value is not in the text. */
function* assignmentsOf({
  written,
}: ScriptCommand): Generator<readonly [string, string | undefined]> {
  for (const { text, isDynamic } of written.assignments) {
    const equals = text.indexOf('=');
    if (equals > 0) yield [text.slice(0, equals), isDynamic ? undefined : text.slice(equals + 1)];
  }
}

/** From what prints the password to the command that reads it. */
function inputSpan(command: ScriptCommand, index: ScriptIndex, lookup: Lookup): Span | undefined {
  const { name, words, before, redirections } = command;
  const [first] = words;
  if ((name !== 'chpasswd' && name !== 'passwd') || first === undefined) return undefined;
  const redirection = redirections.find(({ operator }) => operator.startsWith('<'));
  if (redirection !== undefined) {
    const { operator, target } = redirection;
    if (!operator.startsWith('<<') || !isTold(target, command.written, index, lookup))
      return undefined;
    return operator === '<<<' ? cover(first.span, target.span) : first.span;
  }
  const isHashed = words.some(({ text }) => text === '-e' || text === '--encrypted');
  if (before === undefined || (isHashed && printsLockedHash(before))) return undefined;
  return printsWhatIsTold(before, index, lookup) ? cover(before.span, first.span) : undefined;
}

function printsLockedHash({ words }: Command): boolean {
  return words.some(({ text }) => isLocked(text.slice(text.indexOf(':') + 1)));
}

const printers: ReadonlySet<string> = new Set(['echo', 'printf', 'yes']);

/** Whether a command, or each command of a subshell, prints text that is in the file. */
function printsWhatIsTold(command: Command, index: ScriptIndex, lookup: Lookup): boolean {
  const [first, ...rest] = command.words;
  if (first === undefined) {
    const inner = [...pipelinesIn(index, command)].flat();
    const printing = inner.filter(({ name }) => name !== undefined && printers.has(name));
    return (
      printing.length > 0 &&
      printing.every(({ written }) => printsWhatIsTold(written, index, lookup))
    );
  }
  return (
    printers.has(first.text) &&
    rest.length > 0 &&
    rest.every((word) => isTold(word, command, index, lookup))
  );
}

/** Whether a word is a literal, has nothing but variables with known values, or is a hash that is made of such. */
function isTold(word: Word, holder: Command, index: ScriptIndex, lookup: Lookup): boolean {
  if (!word.isDynamic) return true;
  if (!/\$\(|`/.test(word.text)) return !withValues(word.text, lookup).includes('$');
  const makers = [...pipelinesIn(index, holder, 'substitution')].flat();
  return (
    makers.length > 0 &&
    makers.every(
      ({ name, words, written }) =>
        name !== undefined &&
        (printers.has(name) || hashesPassword(name, words)) &&
        words.every((argument) => isTold(argument, written, index, lookup)),
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
  index: ScriptIndex,
  lookup: Lookup,
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
    if (!isLocked(value) && isTold(valueWord, written, index, lookup))
      yield { span: cover(word.span, valueWord.span), isEmpty: value === '' };
  }
}

/** Values in place of a hash that no password has. */
function isLocked(hash: string): boolean {
  return /^(?:[!*]+|x)\s*$/.test(hash);
}
