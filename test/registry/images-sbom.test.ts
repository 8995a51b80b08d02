import { describe, expect, it } from 'vitest';
import { readPackages } from '../../server/src/registry/images/sbom.ts';
import { spdxOf, spdxPredicate } from '../support/images.ts';

function packagesOf(document: unknown) {
  return readPackages(Buffer.from(JSON.stringify(document)));
}

const curl = [{ name: 'curl', version: '8.9.1' }];
const spdx = spdxOf('curl 8.9.1');
const cyclonedx = {
  bomFormat: 'CycloneDX',
  components: [
    { type: 'library', name: 'curl', version: '8.9.1' },
    { type: 'file', name: '/etc/passwd' },
  ],
};
const statement = { predicateType: spdxPredicate, predicate: spdx };
const envelope = {
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
  signatures: [],
};

describe('a list of parts', () => {
  it.each([
    ['SPDX', spdx],
    ['CycloneDX, of which files are no packages', cyclonedx],
    ['an in-toto statement about SPDX', statement],
    ['an envelope with such a statement', envelope],
    ['a bundle with such an envelope', { dsseEnvelope: envelope }],
  ])('is read from %s', (_, document) => {
    expect(packagesOf(document)).toEqual(curl);
  });

  it('names each version of a package once', () => {
    expect(packagesOf(spdxOf('node 1', 'node 1', 'node 2'))).toEqual([
      { name: 'node', version: '1' },
      { name: 'node', version: '2' },
    ]);
  });

  it('keeps a package whose version is not told, and none without a name', () => {
    const packages = [{ name: 'app' }, { versionInfo: '1' }, null, 'x', { name: 'x'.repeat(300) }];
    expect(packagesOf({ spdxVersion: 'SPDX-2.3', packages })).toEqual([
      { name: 'app', version: '' },
    ]);
  });

  it('is read to its 50,000th package', () => {
    const packages = Array.from({ length: 60_000 }, (_, number) => ({ name: `package${number}` }));
    expect(packagesOf({ spdxVersion: 'SPDX-2.3', packages })).toHaveLength(50_000);
  });

  it('may be empty', () => {
    expect(packagesOf(spdxOf())).toEqual([]);
  });

  it.each([
    ['a list', []],
    ['another document', { predicateType: 'https://slsa.dev/provenance/v1', predicate: {} }],
    ['packages of another type', { spdxVersion: 'SPDX-2.3', packages: {} }],
    ['a payload that is no JSON', { ...envelope, payload: 'bm90IGpzb24=' }],
    ['envelopes in envelopes', { dsseEnvelope: { dsseEnvelope: { dsseEnvelope: statement } } }],
  ])('is not read from %s', (_, document) => {
    expect(packagesOf(document)).toBeUndefined();
  });
});
