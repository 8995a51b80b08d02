import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseChallenges,
  preferredChallenge,
} from '../../server/src/registry/authorization/challenge.ts';

/** The challenges as plain data: scheme and parameters. */
function read(field: string) {
  return parseChallenges(field).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);
}

describe('parseChallenges', () => {
  it('reads what Docker Hub sends', () => {
    const field =
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"';
    expect(read(field)).toEqual([
      [
        'bearer',
        {
          realm: 'https://auth.docker.io/token',
          service: 'registry.docker.io',
          scope: 'repository:library/nginx:pull',
        },
      ],
    ]);
  });

  it('keeps commas, equals signs and scheme names inside quotes', () => {
    expect(read('Bearer scope="repository:a:pull,push", note="Basic realm=x"')).toEqual([
      ['bearer', { scope: 'repository:a:pull,push', note: 'Basic realm=x' }],
    ]);
  });

  it('undoes escapes in quotes', () => {
    expect(read(String.raw`Basic realm="say \"hi\" \\ bye"`)).toEqual([
      ['basic', { realm: String.raw`say "hi" \ bye` }],
    ]);
  });

  it('reads several challenges in one field, in any case and spacing', () => {
    expect(read('  BEARER Realm = "r" ,Service=s , basic realm="b"')).toEqual([
      ['bearer', { realm: 'r', service: 's' }],
      ['basic', { realm: 'b' }],
    ]);
  });

  it('reads challenges without parameters and with a token68', () => {
    expect(read('Negotiate, NTLM TlRMTVNTUAAB==, Basic realm="b"')).toEqual([
      ['negotiate', {}],
      ['ntlm', {}],
      ['basic', { realm: 'b' }],
    ]);
  });

  it('takes an unquoted realm, which is not valid but in use', () => {
    expect(read('Bearer realm=https://example.com/token,service=x')).toEqual([
      ['bearer', { realm: 'https://example.com/token', service: 'x' }],
    ]);
  });

  it('lets the first of two equal parameters win', () => {
    expect(read('Bearer realm="first",realm="second"')).toEqual([['bearer', { realm: 'first' }]]);
  });

  it.each(['', ' , ,', '"', '=', '="x"', '@'])('finds nothing in %j', (field) => {
    expect(parseChallenges(field)).toEqual([]);
  });

  it('reads back whatever is written with quotes and escapes', () => {
    const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
    const parameters = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.stringMatching(/^[ -~]*$/),
    );
    fc.assert(
      fc.property(fc.array(parameters, { maxLength: 4 }), (written) => {
        const field = written.map((entries) => {
          const fields = Object.entries(entries).map(([name, text]) => `${name}=${quoted(text)}`);
          return `Scheme ${fields.join(', ')}`;
        });
        expect(read(field.join(', '))).toEqual(written.map((entries) => ['scheme', entries]));
      }),
    );
  });

  it('reads any text to its end without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (field) => Array.isArray(read(field))));
  });

  it('keeps what stands before a syntax error', () => {
    expect(read('Bearer realm="r",service="never closed')).toEqual([
      ['bearer', { realm: 'r' }],
      ['service', {}],
    ]);
  });

  it.each([
    ['an open quote', `Bearer realm="${'a'.repeat(100_000)}`],
    ['escapes', `Bearer realm="${'\\"'.repeat(50_000)}`],
    ['spaces', `Bearer${' '.repeat(100_000)}=`],
    ['schemes', 'a '.repeat(50_000)],
    ['equals signs', `Bearer a${'='.repeat(100_000)}b`],
  ])('needs no more than linear time for %s', (_, field) => {
    const started = performance.now();
    parseChallenges(field);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('preferredChallenge', () => {
  it.each([
    ['Basic realm="b", Bearer realm="r"', 'bearer'],
    ['Bearer realm="r", Basic realm="b"', 'bearer'],
    ['Negotiate, Basic realm="b"', 'basic'],
    ['Negotiate', undefined],
  ])('of %s is %s', (field, scheme) => {
    expect(preferredChallenge(parseChallenges(field))?.scheme).toBe(scheme);
  });
});
