import { secretName } from '../rules/secret-names.ts';
import { findTokens } from '../rules/secret-tokens.ts';
import { urlCredentials } from '../rules/url-credentials.ts';
import { joined, type Span } from '../text/span.ts';
import { lineStart, valueEnd, type ValueEnd } from './hidden-values.ts';

/**
 * Where secrets stand or may stand in a source text, by its characters alone: whatever rules are on, and also where a file
 * cannot be read as what it is. In doubt a stretch is hidden: what is lost is some of a line that is shown.
 * In the order of the text, none touching another; takes time linear in the text.
 */
export function hiddenSpans(text: string): readonly Span[] {
  return joined([
    ...findTokens(text).map(({ span }) => span),
    ...[...urlCredentials(text)].map(({ span }) => span),
    ...matchesOf(text, privateKey),
    ...matchesOf(text, webToken),
    ...matchesOf(text, userInUrl),
    ...matchesOf(text, userInReference),
    ...matchesOf(text, userOption),
    ...passwordLines(text),
    ...namedValues(text),
  ]);
}

/**
 * What of a stretch that is known to hold a secret must be hidden: not the name of a variable, which tells what it is about.
 */
export function secretPart(text: string, { start, end }: Span): Span {
  const [whole = '', name = ''] = named.exec(text.slice(start, end)) ?? [];
  if (!isSecretName(name)) return { start, end };
  const isArgument =
    whole === name && /\barg\s+$/i.test(text.slice(Math.max(0, start - 20), start));
  return whole === name && !isArgument ? { start, end } : { start: start + whole.length, end };
}

const named = /^["']?([\w.-]+)(?:["']?\s*[=:]\s*|$)/;

const privateKey = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END|$(?![^]))/gs;
const webToken = /eyJ[\w-]{8,500}\.[\w-]{8,}(?:\.[\w-]+)?/g;
/** Also what RFC 3986 does not allow: a password with `/` in it, or a token in the place of the user. */
const userInUrl = /(?<=:\/\/)(?!git@)[^\s"'`:/@]{0,256}(?::[^\s"'`]{0,1024})?@/g;
/** `user:password@registry.example/app`, which is no reference, but is written; a digest has no `/` behind it. */
const userInReference = /(?<=[^\s"'`:/@=,]:)[^\s"'`/@:]{1,256}@(?=[\w.-]+(?::\d+)?\/)/g;
/** `curl -u user:password`, `--proxy-user user:password`. */
const userOption = /(?<=(?:\s-u|-user)["',\s=]{1,8})[^\s"',:]+:[^\s"',]+/g;

function* matchesOf(text: string, pattern: RegExp): Generator<Span> {
  for (const { 0: found, index } of text.matchAll(pattern))
    yield { start: index, end: index + found.length };
}

/** Programs that set or take a password; where one of them stands, any other word of the line may be it. */
const passwordPrograms =
  /(?<![\w/.-])(?:chpasswd|htpasswd|mkpasswd|smbpasswd|passwd|sshpass)\b|\b(?:user(?:add|mod)|adduser|login|mysql\w*|mariadb\w*|mongo\w*|redis-cli)\b[^\n]{0,200}\s-{1,2}[ap]|\bIDENTIFIED\b/i;
const continued = /(?:[\\`]|\||&&)[ \t]*\r?$/;
const heredoc = /<<[-~]?[ \t]*["']?(\w+)/;

/** Lines of a text with the lines that continue them, and the heredocs that they read. */
function* passwordLines(text: string): Generator<Span> {
  let start = 0;
  let isHidden = false;
  let terminator: string | undefined;
  for (const { 0: line, index } of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    const end = index + line.length;
    const content = line.replace(/\n$/, '');
    if (terminator !== undefined) {
      if (content.trim() === terminator) terminator = undefined;
    } else {
      isHidden ||= passwordPrograms.test(content);
      terminator = heredoc.exec(content)?.[1];
    }
    if (terminator !== undefined || continued.test(content)) continue;
    if (isHidden) yield { start, end };
    start = end;
    isHidden = false;
  }
  if (isHidden) yield { start, end: text.length };
}

const names = /(?<=\$\{)\w+|-{0,2}[A-Za-z_][\w.-]*/g;
/** Words that are no names of variables to the rules, and yet stand before a secret. */
const furtherNames = /^(?:(?:proxy-)?authorization|bearer|(?:set-)?cookie)$|pass$|passwd$/i;

/** A tag of sudoers. */
const noPassword = /^nopasswd$/i;

/** What stands behind a name that says it is a secret: in assignments, mappings, options and headers. */
function* namedValues(text: string): Generator<Span> {
  let end = 0;
  for (const { 0: name, index } of text.matchAll(names)) {
    if (index < end || !isSecretName(name)) continue;
    const value = valueAt(text, name, index);
    if (value === undefined) continue;
    end = value.end;
    if (isWorthHiding(text.slice(value.start, value.end))) yield value;
  }
}

function isSecretName(name: string): boolean {
  return (secretName(name) !== undefined || furtherNames.test(name)) && !noPassword.test(name);
}

/** Between a name and its value, across the end of a continued line and in lists of words. */
const assignment = /(?:\\*["'])?[ \t]*(?::?[-=](?!>)|:(?!\?|\/\/)|=>)[ \t]*/y;
const space = /(?:\\*["'])?(?:,?[ \t]*[\\`]?\r?\n?[ \t]*(?:- )?)(?:[ \t,]*)/y;

function valueAt(text: string, name: string, index: number): Span | undefined {
  const behind = index + name.length;
  const assigned = matchLength(assignment, text, behind);
  if (assigned > 0) {
    const start = behind + assigned;
    if (isInPath(text, index, behind)) return undefined;
    const isMapping = text.slice(behind, start).trimEnd().endsWith(':');
    return { start, end: valueEnd(text, start, holderOf(text, index, isMapping)) };
  }
  if (!takesNextWord(text, name, index)) return undefined;
  const start = behind + matchLength(space, text, behind);
  if (start === behind) return undefined;
  return { start, end: valueEnd(text, start, isSetting(text, index) ? 'line' : 'word') };
}

/** `/etc/passwd:/etc/passwd:ro`, `team/secrets:1.4` */
function isInPath(text: string, index: number, behind: number): boolean {
  return text.charAt(index - 1) === '/' && /^:\S/.test(text.slice(behind, behind + 2));
}

function matchLength(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** What ends the value that is assigned to the name at `index`. */
function holderOf(text: string, index: number, isMapping: boolean): ValueEnd {
  if (isMapping) return 'mapping';
  // An item of a YAML list has spaces in it without quotes.
  return /^\s*-\s/.test(text.slice(lineStart(text, index), index)) ? 'line' : 'word';
}

/** Whether the value stands behind a space: `--password x`, `ENV PASSWORD x`, `password "x"`, `Bearer x`. */
function takesNextWord(text: string, name: string, index: number): boolean {
  return (
    name.startsWith('-') ||
    /^(?:bearer|pass|passphrase|passwd|password)$/i.test(name) ||
    isSetting(text, index)
  );
}

function isSetting(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 80), index);
  return /(?:\b(?:env|label|set|setx)\s+|&)(?:\S*[:/])?$/i.test(before);
}

/** Not what is empty, nor a variable that somebody else gives: `${TOKEN}`, `${TOKEN:?}`. */
function isWorthHiding(value: string): boolean {
  return !/^(?:["']*|"?\$\{\w+(?::?\?[^}'"]*)?\}"?)[\s\]},]*$/.test(value);
}
