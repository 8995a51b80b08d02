import { describe, expect, it } from 'vitest';
import { readAttachedDocument } from '../../server/src/registry/images/statement.ts';
import { sha256 } from '../support/fake-registry.ts';
import { envelopeOf, spdxOf, spdxPredicate, statementOf } from '../support/images.ts';

const image = sha256('image');
const spdx = spdxOf('curl 8.9.1');
const statement = statementOf(image, spdxPredicate, spdx);
const envelope = envelopeOf(statement);

function read(value: unknown) {
  return readAttachedDocument(
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  );
}

describe('an attached document', () => {
  it.each([
    ['a statement', statement],
    ['an envelope with one', envelope],
    ['a bundle with such an envelope', { dsseEnvelope: envelope }],
  ])('is read from %s, with what that says it is and is about', (_, written) => {
    expect(read(written)).toEqual({
      predicateType: spdxPredicate,
      subjects: new Set([image]),
      document: spdx,
    });
  });

  it('may be bare, and is then about nothing by its own word', () => {
    expect(read(spdx)).toEqual({ predicateType: undefined, subjects: new Set(), document: spdx });
  });

  it('may be about several images, each by several digests', () => {
    const subject = [
      { name: 'a', digest: { sha256: '1', sha512: '2' } },
      { name: 'b', digest: { sha256: '3' } },
    ];
    expect(read({ ...statement, subject })?.subjects).toEqual(
      new Set(['sha256:1', 'sha512:2', 'sha256:3']),
    );
  });

  it.each([
    ['missing', undefined],
    ['a text', image],
    ['a list of texts', [image]],
    ['without digests', [{ name: 'image' }, { digest: [image] }]],
  ])('is about nothing when its subject is %s', (_, subject) => {
    expect(read({ ...statement, subject })?.subjects).toEqual(new Set());
  });

  it.each([
    ['a list', []],
    ['text', 'no json'],
    ['brackets that never close', '{"predicate":'.repeat(50_000)],
    ['a payload that is no JSON', { payloadType: 'x', payload: 'bm90IGpzb24=' }],
    ['a payload that is no text', { payloadType: 'x', payload: 7 }],
    ['envelopes in envelopes', { dsseEnvelope: { dsseEnvelope: { dsseEnvelope: statement } } }],
    ['an envelope in an envelope', { dsseEnvelope: envelopeOf(envelope) }],
  ])('is not read from %s', (_, written) => {
    expect(read(written)).toBeUndefined();
  });

  it('is read although it is nested deeply', () => {
    const deep = `{"predicateType":"x","predicate":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    expect(read(deep)).toMatchObject({ predicateType: 'x' });
  });
});
