const maximalLength = 2000;

/**
 * The address in a stranger's text when it is one that a person may be led to: http or https, without a user or password, to a
 * host with a name or an IPv4 address, and nothing around it. In the form of the URL standard, so that no character of it means anything in HTML or Markdown but `&`
 * and `'`; undefined else.
 */
export function webAddress(text: string): string | undefined {
  if (text.length > maximalLength || !/^https?:\/\//i.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && !url.hostname.startsWith('[');
  return isPlain ? url.href.replace(/[()\\|`[\]{}^*~]/g, escapedCharacter) : undefined;
}

function escapedCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
