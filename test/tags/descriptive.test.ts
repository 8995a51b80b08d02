import { describe, expect, it } from 'vitest';
import { describes, mostDescriptive, namesRelease } from '../../server/src/tags/descriptive.ts';

describe('of several tags of one image', () => {
  it.each([
    ['3.14 3.14.1 3.14.1-trixie 3.14-trixie 3 latest trixie', '3.14.1-trixie'],
    ['latest lts 24 24.1 24.1.0', '24.1.0'],
    ['latest trixie trixie-20240101 13.1 13', '13.1'],
    ['stable-alpine 1.30.4-alpine 1.30.4-alpine3.24', '1.30.4-alpine3.24'],
    ['edge 20260805', '20260805'],
    ['trixie-curl stable-curl curl', 'trixie-curl'],
    ['latest sha-0123abc', 'latest'],
    ['8-jdk 8u502-b07-jdk 8u502-b07-jdk-noble', '8u502-b07-jdk-noble'],
    ['latest', 'latest'],
  ])('%s: the one that says most is %s', (tags, best) => {
    expect(mostDescriptive(tags.split(' '))).toBe(best);
    expect(mostDescriptive(tags.split(' ').toReversed())).toBe(best);
  });

  it('none is none', () => expect(mostDescriptive([])).toBeUndefined());
});

describe('a release', () => {
  it.each(['3', 'v3.1', '3.14.1-trixie', '3.15rc1', 'enterprise-8.0.2'])('is named by %s', (tag) =>
    expect(namesRelease(tag)).toBe(true),
  );
  it.each(['latest', 'alpine3.20', 'trixie', 'jdk17', '20240115', '3.18-20240110', '0123abc'])(
    'is not named by %s',
    (tag) => expect(namesRelease(tag)).toBe(false),
  );
});

describe('everything', () => {
  it.each(['3.14.1-trixie', '1.30.4-alpine3.24-perl'])('is said by %s', (tag) =>
    expect(describes(tag)).toBe(true),
  );
  it.each(['3.14.1', '3.14-trixie', '3.14.1-alpine', 'trixie'])('is not said by %s', (tag) =>
    expect(describes(tag)).toBe(false),
  );
});
