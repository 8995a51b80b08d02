import { describe, expect, it } from 'vitest';
import type { ListedPackage } from '../../server/src/registry/attestation-source.ts';
import type { JsonObject } from '../../server/src/registry/json.ts';
import { readPackageList } from '../../server/src/registry/images/sbom.ts';
import { spdxOf } from '../support/images.ts';

function packagesOf(document: object): readonly ListedPackage[] | undefined {
  return readPackageList(document as JsonObject)?.packages;
}

const curl = { name: 'curl', version: '8.9.1', purl: 'pkg:deb/debian/curl@8.9.1' };

describe('a list of parts', () => {
  it('is read from SPDX, with package URLs and the tool that made it', () => {
    const purl = {
      referenceCategory: 'PACKAGE-MANAGER',
      referenceType: 'purl',
      referenceLocator: curl.purl,
    };
    const document = {
      spdxVersion: 'SPDX-2.3',
      creationInfo: { creators: ['Organization: Anchore, Inc', 'Tool: syft-v1.29.0', 'Tool: x'] },
      packages: [
        { name: 'app', primaryPackagePurpose: 'CONTAINER', versionInfo: 'sha256:1' },
        {
          name: 'curl',
          versionInfo: '8.9.1',
          externalRefs: [{ referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:x' }, purl],
        },
      ],
    };
    expect(readPackageList(document)).toEqual({
      format: 'spdx',
      tool: 'syft-v1.29.0',
      packages: [curl],
    });
  });

  it.each([
    [
      'since version 1.5',
      { components: [{ type: 'application', name: 'syft', version: '1.29.0' }] },
    ],
    ['before', [{ vendor: 'anchore', name: 'syft', version: '1.29.0' }]],
  ])(
    'is read from CycloneDX, of which files are no packages; tools as they are written %s',
    (_, tools) => {
      const document = {
        bomFormat: 'CycloneDX',
        metadata: { tools },
        components: [
          { type: 'file', name: '/etc/passwd' },
          {
            type: 'library',
            ...curl,
            components: [{ type: 'library', name: 'zlib', version: '1' }],
          },
        ],
      };
      expect(readPackageList(document)).toEqual({
        format: 'cyclonedx',
        tool: 'syft 1.29.0',
        packages: [curl, { name: 'zlib', version: '1', purl: undefined }],
      });
    },
  );

  it('names each version of a package once', () => {
    const names = packagesOf(spdxOf('node 1', 'node 1', 'node 2'))?.map(
      ({ name, version }) => `${name} ${version}`,
    );
    expect(names).toEqual(['node 1', 'node 2']);
  });

  it('keeps a package whose version is not told, and none without a name', () => {
    const packages = [{ name: 'app' }, { versionInfo: '1' }, null, 'x', { name: 'x'.repeat(300) }];
    expect(packagesOf({ spdxVersion: 'SPDX-2.3', packages })).toEqual([
      { name: 'app', version: '', purl: undefined },
    ]);
  });

  it.each([
    ['another address', 'https://example.org'],
    ['an escape', 'pkg:deb/\u001b[31mcurl'],
    ['a novel', `pkg:deb/${'x'.repeat(5000)}`],
    ['a number', 7],
  ])('has no package URL where there is %s', (_, purl) => {
    const components = [{ name: 'curl', version: '1', purl }];
    expect(packagesOf({ bomFormat: 'CycloneDX', components })).toEqual([
      { name: 'curl', version: '1', purl: undefined },
    ]);
  });

  it.each([
    ['no creators', {}],
    ['a text for them', { creationInfo: { creators: 'Tool: syft' } }],
    ['people alone', { creationInfo: { creators: ['Person: Ann', 7, null] } }],
    ['a tool without a name', { creationInfo: { creators: ['Tool: '] } }],
    ['a name as long as a novel', { creationInfo: { creators: [`Tool: ${'x'.repeat(5000)}`] } }],
  ])('does not tell its tool where there are %s', (_, more) => {
    expect(readPackageList({ ...spdxOf('curl 1'), ...more })).toMatchObject({ tool: undefined });
  });

  it('is read to its 50,000th package, however many stand in each other', () => {
    const packages = Array.from({ length: 60_000 }, (_, number) => ({ name: `package${number}` }));
    expect(packagesOf({ spdxVersion: 'SPDX-2.3', packages })).toHaveLength(50_000);
    let nested: object = { name: 'deepest' };
    for (let depth = 0; depth < 60_000; depth++)
      nested = { name: `part${depth}`, components: [nested] };
    expect(packagesOf({ bomFormat: 'CycloneDX', components: [nested] })).toHaveLength(50_000);
  });

  it('may be empty', () => {
    expect(packagesOf(spdxOf())).toEqual([]);
  });

  it.each([
    ['another document', { buildDefinition: {} }],
    ['packages of another type', { spdxVersion: 'SPDX-2.3', packages: {} }],
    ['components of another type', { bomFormat: 'CycloneDX', components: 'x' }],
    ['a statement that is still around it', { predicateType: 'x', predicate: spdxOf('curl 1') }],
  ])('is not read from %s', (_, document) => {
    expect(packagesOf(document)).toBeUndefined();
  });
});
