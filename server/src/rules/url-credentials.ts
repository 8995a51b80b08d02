import type { Span } from '../text/span.ts';
import { isPlaceholder } from './secret-values.ts';

/** A user's name and password in a URL (RFC 3986, 3.2.1: userinfo), by offsets in the text that holds it. */
export interface UrlCredential {
  /** `user:password`, without the `@`. */
  readonly span: Span;
  readonly password: Span;
  /** The password, or the default of the variable that it is. */
  readonly value: string;
  readonly user: string;
  /** The variable whose default it is. */
  readonly variable: string | undefined;
}

/** What ends the part of a URL that has the host, and whatever cannot stand in a URL. */
const authorityEnds: ReadonlySet<string> = new Set('/?#\\"\'`,;|()[] \t\r\n'.split(''));

const longestAuthority = 1024;
const schemeBefore = /[a-z][a-z\d+.-]{0,30}$/i;
const variableWithDefault = /^\$\{([A-Za-z_]\w*):?-([^{}$]+)\}$/;

/** The URLs of a text that hold a password as it is; a password that is a variable or empty is none. */
export function* urlCredentials(text: string): Generator<UrlCredential> {
  let mark = text.indexOf('://');
  for (; mark >= 0; mark = text.indexOf('://', mark + 3)) {
    const credential = credentialAt(text, mark + 3);
    if (credential !== undefined && schemeBefore.test(text.slice(Math.max(0, mark - 32), mark)))
      yield credential;
  }
}

/** Whether the credential only shows where one belongs: `user:password@`, or the user's name twice. */
export function isSampleCredential({ user, value }: UrlCredential): boolean {
  return isPlaceholder(value) || value === user;
}

function credentialAt(text: string, start: number): UrlCredential | undefined {
  const { colon, at } = authorityMarks(text, start);
  if (colon < 0 || at < 0 || colon > at) return undefined;
  const password = { start: colon + 1, end: at };
  const written = text.slice(password.start, password.end);
  const [, variable, fallback] = variableWithDefault.exec(written) ?? [];
  const value = fallback ?? (isReference(written) ? '' : written);
  const user = text.slice(start, colon);
  if (value === '' || (isReference(user) && isFiller(value))) return undefined;
  return { span: { start, end: at }, password, value, user, variable };
}

/** The first `:` and the last `@` outside of `${…}`; -1 for what is not there. */
function authorityMarks(text: string, start: number): { colon: number; at: number } {
  const limit = Math.min(text.length, start + longestAuthority);
  let depth = 0;
  let colon = -1;
  let at = -1;
  for (let index = start; index < limit; index++) {
    const char = text.charAt(index);
    if (char === '{' && (depth > 0 || text[index - 1] === '$')) depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (depth === 0 && authorityEnds.has(char)) break;
    else if (depth === 0 && char === ':' && colon < 0) colon = index;
    else if (depth === 0 && char === '@') at = index;
  }
  return { colon, at };
}

/** Whether a password only fills its place: with GitHub the token may stand in the place of the user. */
function isFiller(password: string): boolean {
  return password === 'x-oauth-basic';
}

/** Whether something else gives the password or a part of it: a variable, a substitution, a template. */
function isReference(password: string): boolean {
  return /\$[\w{(]|^(?:%\w+%$|\{\{)/.test(password.replaceAll('$$', ''));
}
