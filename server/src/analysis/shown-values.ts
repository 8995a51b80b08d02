import { secretName } from '../rules/secret-names.ts';
import { findTokens } from '../rules/secret-tokens.ts';
import { urlCredentials } from '../rules/url-credentials.ts';
import { inertLine } from '../text/plain-line.ts';

/** What stands in the place of a value that may be a secret. */
export const hiddenValue = '(hidden)';

const maximalShown = 500;
const option = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s;

/** The value of a variable or label as it may be shown: one line, not too long, and none that its name or its form says to be a secret. */
export function shownValue(name: string, value: string): string {
  const isSecret = secretName(name) !== undefined || findTokens(value).length > 0;
  return isSecret && value !== '' ? hiddenValue : shownText(withoutPasswords(value));
}

/** A stranger's text as one line of bearable length. */
export function shownText(text: string, maximalLength = maximalShown): string {
  const line = inertLine(text.slice(0, 2 * maximalLength)).trim();
  return line.length > maximalLength ? `${line.slice(0, maximalLength - 1)}…` : line;
}

/** A command with its arguments as it may be shown, in the form that Dockerfiles have; empty when there is none. */
export function shownCommand(words: readonly string[]): string {
  if (words.length === 0) return '';
  return shownText(
    `[${shownWords(words)
      .map((word) => JSON.stringify(word))
      .join(', ')}]`,
  );
}

/** The words of a command as they may be shown, one by one: what an option has that is named for a secret is hidden. */
export function shownWords(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const [, name = '', value] = option.exec(word) ?? [];
    if (value !== undefined) return `${name}=${shownValue(name, value)}`;
    const [, before = '', given] = option.exec(words[index - 1] ?? '') ?? [];
    return shownValue(given === undefined && name === '' ? before : '', word);
  });
}

function withoutPasswords(text: string): string {
  let shown = '';
  let end = 0;
  for (const { password } of urlCredentials(text)) {
    shown += text.slice(end, password.start) + hiddenValue;
    end = password.end;
  }
  return shown + text.slice(end);
}
