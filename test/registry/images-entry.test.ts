import { describe, expect, it } from 'vitest';
import { readEntry } from '../../server/src/registry/images/entry.ts';
import type { ImageEntry } from '../../server/src/registry/image-source.ts';
import {
  attestationOf,
  descriptorOf,
  entryFor,
  imageOf,
  indexOf,
  manifestOf,
  stored,
  type Stored,
} from '../support/images.ts';
import { indexType, sha256 } from '../support/fake-registry.ts';

const image = imageOf({});
const listType = 'application/vnd.docker.distribution.manifest.list.v2+json';

function entry(content: Stored): ImageEntry | undefined {
  return readEntry(content);
}

/** The platforms of an index as they are read. */
function platformsOf(content: Stored): unknown {
  const read = entry(content);
  return read?.kind === 'index' ? read.images.map(({ platform }) => platform) : read;
}

describe('an index', () => {
  it('gives images apart from attestations, which name their image', () => {
    const { attestation, entry: attested } = attestationOf(image, {});
    const annotations = { 'org.opencontainers.image.version': '3.14.1' };
    const index = indexOf([entryFor(image, 'linux/amd64'), attested], { annotations });
    expect(entry(index)).toEqual({
      kind: 'index',
      digest: index.digest,
      mediaType: indexType,
      annotations: new Map(Object.entries(annotations)),
      images: [
        {
          digest: image.manifest.digest,
          platform: { os: 'linux', architecture: 'amd64' },
          annotations: new Map(),
        },
      ],
      attestations: [{ digest: attestation.manifest.digest, subject: image.manifest.digest }],
    });
  });

  it('may have 40 platforms and an attestation for each', () => {
    const images = Array.from({ length: 40 }, (_, number) => imageOf({ number }));
    const entries = [
      ...images.map((one, number) => entryFor(one, `linux/cpu${number}`)),
      ...images.map((one) => attestationOf(one, {}).entry),
    ];
    const read = entry(indexOf(entries));
    expect(read).toMatchObject({ kind: 'index' });
    expect(read?.kind === 'index' && [read.images.length, read.attestations.length]).toEqual([
      40, 40,
    ]);
  });

  it('tells a platform as often as it is written', () => {
    const twice = [entryFor(image, 'windows/amd64'), entryFor(imageOf({}, ['x']), 'windows/amd64')];
    expect(platformsOf(indexOf(twice))).toHaveLength(2);
  });

  it('takes what no machine can run for an attestation, and what one can for an image, whatever they say', () => {
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const platform = { os: 'linux', architecture: 'amd64' };
    const index = indexOf([
      entryFor(image, 'unknown/unknown'),
      descriptorOf(image.manifest, { annotations }),
      descriptorOf(image.manifest, { annotations, platform }),
    ]);
    expect(platformsOf(index)).toEqual([platform]);
    expect(entry(index)).toMatchObject({
      attestations: [{ subject: undefined }, { subject: undefined }],
    });
  });

  it.each([
    ['no object', 'text'],
    ['no digest', { ...descriptorOf(image.manifest), digest: undefined }],
    ['a path for a digest', { ...descriptorOf(image.manifest), digest: '../../etc/passwd' }],
    ['a size that is no number', { ...descriptorOf(image.manifest), size: '7' }],
    ['a platform of another type', descriptorOf(image.manifest, { platform: ['linux'] })],
  ])('leaves out an entry with %s', (_, wrong) => {
    expect(platformsOf(indexOf([wrong, entryFor(image, 'linux/arm64/v8')]))).toEqual([
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ]);
  });

  it('does not tell an empty platform', () => {
    const platform = { os: '', architecture: '' };
    expect(platformsOf(indexOf([descriptorOf(image.manifest, { platform })]))).toEqual([undefined]);
  });

  it('is read to its thousandth entry', () => {
    const entries = Array.from({ length: 1500 }, () => entryFor(image, 'linux/amd64'));
    expect(platformsOf(indexOf(entries))).toHaveLength(1000);
  });

  it('is the same as a list of Docker', () => {
    const manifests = [entryFor(image, 'linux/amd64')];
    const list = stored(listType, { schemaVersion: 2, mediaType: listType, manifests });
    expect(platformsOf(list)).toEqual([{ os: 'linux', architecture: 'amd64' }]);
  });
});

describe('a manifest', () => {
  it('gives its configuration and its layers, foreign ones too', () => {
    const foreign = stored('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', 'windows');
    const config = stored('application/vnd.oci.image.config.v1+json', {});
    const { manifest } = manifestOf(config, [{ layer: foreign }]);
    expect(entry(manifest)).toMatchObject({
      kind: 'manifest',
      config: { digest: config.digest, size: 2 },
      layers: [{ digest: foreign.digest, size: 7, mediaType: foreign.mediaType }],
    });
  });

  it('keeps annotations that are texts of a bearable length', () => {
    const annotations = { good: 'yes', number: 1, long: 'x'.repeat(5000) };
    const { manifest } = manifestOf(stored('application/x', {}), [], { annotations });
    expect(entry(manifest)?.annotations).toEqual(new Map([['good', 'yes']]));
  });
});

describe('nonsense is neither:', () => {
  const fields = { schemaVersion: 2, mediaType: indexType };
  const config = descriptorOf(stored('application/x', {}));
  it.each([
    ['an empty text', ''],
    ['half an object', '{"schemaVersion":2,'],
    ['a list', '[]'],
    ['only brackets', '['.repeat(100_000)],
    ['no member that counts', { ...fields }],
    ['manifests that are no list', { ...fields, manifests: {} }],
    ['an index that is a manifest as well', { ...fields, manifests: [], config, layers: [] }],
    ['another type than the registry said', { ...fields, mediaType: 'text/html', manifests: [] }],
    ['no configuration', { ...fields, layers: [] }],
    ['a layer that is none', { ...fields, config, layers: [{ digest: sha256('x') }] }],
    ['layers without end', { ...fields, config, layers: Array(1001).fill(config) }],
  ])('%s', (_, content) => {
    expect(entry(stored(indexType, content))).toBeUndefined();
  });
});
