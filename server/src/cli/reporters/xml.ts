/** Characters that XML 1.0 (2.2) does not have, not even by their number: control characters, halves of pairs, U+FFFE, U+FFFF. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** What ends a value or a text, what an attribute would lose, and what a terminal would take for a command. */
const special = /[&<>"'\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A text as it stands in an attribute or an element of XML 1.0. */
export function xmlText(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replace(
      special,
      (character) => entities[character] ?? `&#${String(character.codePointAt(0))};`,
    );
}

/** A start tag, or the only one of an empty element; attributes without a value are left out. */
export function xmlTag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  isEmpty = false,
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('');
  return `<${name}${written}${isEmpty ? '/' : ''}>`;
}
