/** HTML that is known to be well formed, with every text in it escaped. Made by `element` and nothing else. */
export interface Markup {
  readonly html: string;
}

/** Texts are escaped; markup stays as it is. */
export type Child = string | Markup | undefined | readonly Child[];

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** HTML standard, "Void elements". */
const voidElements: ReadonlySet<string> = new Set(['meta', 'br', 'hr']);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * An element with its attributes and children. Names of elements and attributes come from the program, never from outside; an
 * attribute that is undefined or false is left out, one that is true has no value.
 */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes).map(([key, value]) => attribute(key, value));
  const opening = `<${name}${written.join('')}>`;
  if (voidElements.has(name)) return { html: opening };
  return { html: `${opening}${htmlOf(children)}</${name}>` };
}

/** A style sheet of the program's own, whose text is not escaped, as HTML reads it verbatim. */
export function styleElement(text: string): Markup {
  return { html: `<style>${text}</style>` };
}

/** A whole document. */
export function documentOf(root: Markup): string {
  return `<!doctype html>\n${root.html}\n`;
}

function attribute(name: string, value: string | number | boolean | undefined): string {
  if (value === undefined || value === false) return '';
  return value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;
}

function htmlOf(child: Child): string {
  if (child === undefined) return '';
  if (typeof child === 'string') return escaped(child);
  return 'html' in child ? child.html : child.map(htmlOf).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
