/** An element as a page writes it. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const token =
  /<!doctype html>|<(?<closing>\/?)(?<name>[a-z][a-z0-9]*)(?<attributes>(?: [A-Za-z-]+(?:="[^"<>]*")?)*)>|(?<text>[^<>]+)/gy;
const attribute = / ([A-Za-z-]+)(?:="([^"]*)")?/g;
const voidElements = new Set(['meta', 'br', 'hr']);

/**
 * Reads a page that is written without any of HTML's liberties: lower-case tags that are closed in their order, attributes in
 * double quotes, and neither `<` nor `>` anywhere else. Throws at the first thing that is not so, so that no text can have
 * become more than text.
 */
export function readStrictHtml(page: string): readonly HtmlElement[] {
  const elements: HtmlElement[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of page.matchAll(token)) {
    end = match.index + match[0].length;
    const { name, closing, attributes = '', text } = match.groups ?? {};
    if (text !== undefined && open.at(-1) === 'style') continue;
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text ?? attributes))
      throw new SyntaxError(`a bare & in ${match[0]}`);
    if (name === undefined) continue;
    if (closing === '/') {
      if (open.pop() !== name) throw new SyntaxError(`</${name}> closes nothing`);
      continue;
    }
    elements.push({
      name,
      attributes: new Map(
        [...attributes.matchAll(attribute)].map(([, key = '', value = '']) => [key, value]),
      ),
    });
    if (!voidElements.has(name)) open.push(name);
  }
  if (end !== page.length) throw new SyntaxError(`not strict HTML: ${page.slice(end, end + 80)}`);
  if (open.length > 0) throw new SyntaxError(`not closed: ${open.join(', ')}`);
  return elements;
}
