import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScalar, parseDocument, stringify } from 'yaml';
import { scalarText } from '../../server/src/compose/scalar-text.ts';
import { sourceOffset } from '../../server/src/text/mapped-text.ts';

function mapped(document: string): ReturnType<typeof scalarText> {
  const value = parseDocument(document).get('a', true);
  if (!isScalar(value)) throw new Error(`no scalar in ${document}`);
  return scalarText(document, value);
}

/** For each character of `wanted`, what stands in the document where the map says it is. */
function sources(document: string, wanted: string): string {
  const text = mapped(document);
  const start = text?.text.indexOf(wanted) ?? -1;
  expect(start).toBeGreaterThanOrEqual(0);
  return [...wanted]
    .map((_, index) => document.charAt(text === undefined ? 0 : sourceOffset(text, start + index)))
    .join('');
}

describe('the text of a scalar', () => {
  it.each([
    ['plain', 'a: FROM x:1\n'],
    ['plain over lines', 'a: one\n  FROM x:1\n'],
    ['single quoted', "a: 'it''s FROM x:1'\n"],
    ['double quoted', 'a: "\\tFROM x:1\\n"\n'],
    ['double quoted over lines', 'a: "one \\\n   two\n\n   FROM x:1"\n'],
    ['literal', 'a: |\n  # one\n    two\n  FROM x:1\n'],
    ['literal after empty lines', 'a: |\n\n\n   FROM x:1\n'],
    ['literal with CRLF', 'a: |\r\n  one\r\n  FROM x:1\r\n'],
    ['literal with indentation indicated', 'a: |2\n    one\n  FROM x:1\n'],
    ['literal kept', 'a: |+\n  FROM x:1\n\n'],
    ['folded', 'a: >\n  one\n  FROM x:1\n\n  two\n'],
  ])('%s knows where its characters stand', (_, document) => {
    expect(sources(document, 'FROM x:1')).toBe('FROM x:1');
    expect(mapped(document)?.text).toBe(parseDocument(document).get('a'));
  });

  it('is the value, however the value is written', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', ':', ' ', '\\', '"', "'", '#', '$', 'é', '🐳'),
    });
    const value = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
    const styles = fc.constantFrom(
      'PLAIN',
      'QUOTE_SINGLE',
      'QUOTE_DOUBLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    );
    fc.assert(
      fc.property(value, styles, (text, style) => {
        const document = stringify(
          { a: text },
          { defaultStringType: style as 'PLAIN', lineWidth: 20 },
        );
        const result = mapped(document);
        expect(result?.text).toBe(parseDocument(document).get('a'));
        for (const [index, char] of [...(result?.text ?? '')].entries()) {
          const isLetter = /[aé]/.test(char);
          if (
            isLetter &&
            result !== undefined &&
            !document.includes('\\x') &&
            !document.includes('\\u')
          ) {
            const at = [...result.text].slice(0, index).join('').length;
            expect(document.charAt(sourceOffset(result, at))).toBe(char);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
