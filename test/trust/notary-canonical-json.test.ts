import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../server/src/trust/notary/canonical-json.ts';
import { sample } from './notary-setup.ts';

describe('canonical JSON', () => {
  it.each(['', 'delegated', 'rotated', 'rsa-delegation', 'dockerio-like'])(
    'is what a notary-server has served (%s)',
    (folder) => {
      for (const bytes of sample(folder).values()) {
        const served = Buffer.from(bytes).toString();
        const { signed } = JSON.parse(served) as { readonly signed: unknown };
        const canonical = canonicalJson(signed) ?? 'none';
        expect(served.startsWith(`{"signed":${canonical},"signatures":`)).toBe(true);
      }
    },
  );

  it('sorts keys by their bytes in UTF-8, which is not how JavaScript sorts', () => {
    const later = '\u{1F600}';
    const earlier = '\uFF5E';
    expect([later, earlier].sort()).toEqual([later, earlier]);
    expect(canonicalJson({ [later]: 1, [earlier]: 2 })).toBe(`{"${earlier}":2,"${later}":1}`);
  });

  it('escapes quotation marks and backslashes, and nothing else', () => {
    expect(canonicalJson('a"b\\c\n<é>')).toBe('"a\\"b\\\\c\n<é>"');
  });

  it('has no spaces', () => {
    expect(canonicalJson({ b: [1, true, null], a: {} })).toBe('{"a":{},"b":[1,true,null]}');
  });

  it.each([
    ['a fraction', 1.5],
    ['a number that is not exact', 2 ** 60],
    ['a fraction within', { a: [0.1] }],
    ['nothing', undefined],
    ['what is nested without end', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))],
  ])('has no form for %s', (_, value) => {
    expect(canonicalJson(value)).toBeUndefined();
  });
});
