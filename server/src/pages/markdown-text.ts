/** Where a text stands: in the cell of a table a bar ends it, also in code (GitHub Flavored Markdown, "Tables"). */
export type MarkdownPlace = 'line' | 'cell';

/** What a reader of Markdown may take for an address, a host, a mention, an issue or a formula by itself. */
const takenForMore = /[@#$]|:\/\/|[a-z\d-]\.[a-z]{2}/i;
const meaningful = /[\\`*_[\]<>&~|!]/g;
/** What begins a list, a heading or a quotation where a line begins with it (CommonMark, "Container blocks"). */
const bullet = /^(?=[-+=>#:])/;
const ordinal = /^(\d{1,9})(?=[.)]$)/;

/**
 * A stranger's text, a single line, so that Markdown shows it as it is: no emphasis, HTML, link or image, and no address or
 * name that readers make links of by themselves; a word with such a thing becomes code.
 */
export function inertMarkdown(text: string, place: MarkdownPlace = 'line'): string {
  return text
    .split(' ')
    .map((word) => (takenForMore.test(word) ? codeSpan(word, place) : escapedWord(word)))
    .join(' ');
}

/** A text as code, whatever backticks it has (CommonMark, "Code spans"). */
export function codeSpan(text: string, place: MarkdownPlace = 'line'): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(text) || text === '' ? ' ' : '';
  const inner = place === 'cell' ? text.replaceAll('|', '\\|') : text;
  return `${fence}${pad}${inner}${pad}${fence}`;
}

/** A link whose text and address are strangers' words; the address is one that `webAddress` gave. */
export function markdownLink(text: string, address: string, place: MarkdownPlace = 'line'): string {
  const target = place === 'cell' ? address.replaceAll('|', '%7C') : address;
  return `[${inertMarkdown(text, place)}](<${target}>)`;
}

function escapedWord(word: string): string {
  return word.replace(meaningful, '\\$&').replace(bullet, '\\').replace(ordinal, '$1\\');
}
