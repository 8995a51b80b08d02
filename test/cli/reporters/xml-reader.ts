/** An element of an XML document, with its texts put together. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const attribute = / ([A-Za-z]+)="([^"<]*)"/gy;
const tag = /<(\/?)([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
const character = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/**
 * Reads XML 1.0 without document types, comments and sections; throws at what is not well-formed, as parsers must, and at the
 * forms that our reports never have.
 */
export function readXml(source: string): Element {
  if (!character.test(source)) throw new Error('a character that XML does not have');
  if (!source.startsWith(declaration)) throw new Error('no declaration');
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = declaration.length;
  tag.lastIndex = end;
  for (let found = tag.exec(source); found !== null; found = tag.exec(source)) {
    end = tag.lastIndex;
    const [, slash, name = '', attributes = '', isEmpty, text] = found;
    const current = open.at(-1) ?? root;
    if (text !== undefined) current.text += unescaped(text);
    else if (slash === '/') {
      if (open.length < 2 || current.name !== name) throw new Error(`</${name}> closes nothing`);
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      current.children.push(element);
      if (isEmpty !== '/') open.push(element);
    }
  }
  if (end < source.length) throw new Error(`not well-formed: ${source.slice(end, end + 40)}`);
  if (open.length > 1) throw new Error('an element is not closed');
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0 || root.text.trim() !== '')
    throw new Error('there must be one root');
  return only;
}

function attributesOf(source: string): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(attribute)) {
    if (name in result) throw new Error(`${name} is there twice`);
    // XML 1.0, 3.3.3: what is written as itself becomes a space.
    result[name] = unescaped(value.replace(/[\t\r\n]/g, ' '));
  }
  return result;
}

function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d+);|(\w+);)?/g,
    (whole: string, code: string | undefined, name: string | undefined) => {
      const value = code === undefined ? entities[name ?? ''] : String.fromCodePoint(Number(code));
      if (value === undefined || !character.test(value))
        throw new Error(`${whole} stands for nothing`);
      return value;
    },
  );
}
