import { describe, expect, it } from 'vitest';
import { isSameContent, type ImageEntry } from '../../server/src/registry/image-source.ts';
import { readEntry } from '../../server/src/registry/images/entry.ts';
import {
  attestationOf,
  entryFor,
  imageOf,
  indexOf,
  manifestOf,
  stored,
  type Stored,
} from '../support/images.ts';

const amd64 = imageOf({});
const arm64 = imageOf({ architecture: 'arm64' });
const rebuilt = imageOf({ config: { User: 'app' } });
const entries = [entryFor(amd64, 'linux/amd64'), entryFor(arm64, 'linux/arm64')];
const attestation = (text: string) =>
  attestationOf(amd64, { 'https://slsa.dev/provenance/v1': text });

function read(content: Stored): ImageEntry {
  const entry = readEntry(content);
  if (entry === undefined) throw new RangeError('no entry');
  return entry;
}

function isSame(one: Stored, other: Stored): boolean {
  const answer = isSameContent(read(one), read(other));
  expect(isSameContent(read(other), read(one))).toBe(answer);
  return answer;
}

describe('the content is the same', () => {
  it.each([
    ['attestations', indexOf([...entries, attestation('one').entry])],
    ['annotations', indexOf(entries, { annotations: { built: 'today' } })],
    ['the order of the platforms', indexOf(entries.toReversed())],
    ['an entry that is written twice', indexOf([...entries, ...entries])],
  ])('when only %s differ', (_, other) => {
    expect(isSame(indexOf(entries), other)).toBe(true);
    expect(isSame(indexOf([...entries, attestation('two').entry]), other)).toBe(true);
  });

  it('in manifests of the same configuration and layers', () => {
    const config = stored('application/x', {});
    const layers = [{ layer: stored('application/y', 'layer') }];
    const annotated = manifestOf(config, layers, { annotations: { built: 'today' } });
    expect(isSame(manifestOf(config, layers).manifest, annotated.manifest)).toBe(true);
  });

  it('in an index of one image, and that image alone', () => {
    const index = indexOf([entryFor(amd64, 'linux/amd64'), attestation('one').entry]);
    expect(isSame(index, amd64.manifest)).toBe(true);
  });
});

describe('the content is another', () => {
  it.each([
    [
      'one platform has another image',
      indexOf([entryFor(rebuilt, 'linux/amd64'), ...entries.slice(1)]),
    ],
    ['a platform is gone', indexOf(entries.slice(1))],
    ['a platform is new', indexOf([...entries, entryFor(rebuilt, 'linux/s390x')])],
    [
      'platforms are exchanged',
      indexOf([entryFor(arm64, 'linux/amd64'), entryFor(amd64, 'linux/arm64')]),
    ],
    ['it is one of its images', amd64.manifest],
    ['it has no images', indexOf([])],
  ])('when %s', (_, other) => {
    expect(isSame(indexOf(entries), other)).toBe(false);
  });

  it('in two manifests with another configuration or another layer', () => {
    expect(isSame(amd64.manifest, rebuilt.manifest)).toBe(false);
    const empty = stored('application/vnd.oci.empty.v1+json', {});
    const [one, two] = ['one', 'two'].map((text) =>
      manifestOf(empty, [{ layer: stored('application/y', text) }]),
    );
    if (one === undefined || two === undefined) throw new RangeError('no manifests');
    expect(isSame(one.manifest, two.manifest)).toBe(false);
  });

  it('in two indexes of nothing that is known', () => {
    const other = indexOf([], { annotations: { built: 'today' } });
    expect(isSame(indexOf([]), other)).toBe(false);
  });
});
