import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../server/src/tags/compare.ts';
import { isNewer, isStable, newerTags } from '../../server/src/tags/line.ts';
import { readTag } from '../../server/src/tags/tag.ts';

describe('versions', () => {
  it('come in the order of their releases', () => {
    const inOrder = (
      'latest 3 3.2.1 3.9 3.10.0-alpha 3.10.0a1 3.10.0b2 3.10.0rc1 3.10.0rc2 3.10.0rc10 ' +
      '3.10.0 3.10.0-1 3.10.0-2 3.10.1 3.11 10.0'
    ).split(' ');
    const shuffled = [...inOrder].sort();
    expect(shuffled.sort((a, b) => compareVersions(readTag(a), readTag(b)))).toEqual(inOrder);
  });
});

describe('a newer tag', () => {
  it.each([
    ['3.12', '3.13'],
    ['3.9', '3.10'],
    ['v3.5', 'v3.7'],
    ['2024.10.1', '2024.11.0'],
    ['24.04', '26.04'],
    ['3.12-slim', '3.13-slim'],
    ['3.12-alpine3.19', '3.12-alpine3.20'],
    ['3.12-alpine3.19', '3.13-alpine3.20'],
    ['3.12-bookworm', '3.13-trixie'],
    ['bookworm', 'trixie'],
    ['jammy', 'noble'],
    ['bookworm-slim', 'trixie-slim'],
    ['bookworm-20240110-slim', 'bookworm-20240211-slim'],
    ['20240115', '20240301'],
    ['2024-01-15', '2024-03-01'],
    ['RELEASE.2024-01-16T16-07-38Z', 'RELEASE.2024-01-18T22-51-28Z'],
    ['1.2.3-debian-12-r9', '1.2.4-debian-12-r0'],
    ['11.0.24_8-jdk', '11.0.32_9-jdk'],
    ['8u402-b06-jdk', '8u502-b07-jdk'],
    ['3.15.0rc1', '3.15.0rc2'],
    ['3.15.0rc1', '3.15.0'],
    ['1.2-arm64', '1.3-arm64'],
    ['stable-alpine3.19', 'stable-alpine3.20'],
  ])('than %s is %s', (current, newer) => {
    expect(isNewer(current, newer)).toBe(true);
    expect(isNewer(newer, current)).toBe(false);
  });

  it.each([
    ['itself', '3.12', '3.12'],
    ['another precision', '3.12', '3.13.1'],
    ['another variant', '3.12-slim', '3.13'],
    ['a further word', '3.12', '3.13-slim'],
    ['a pre-release', '3.14', '3.15rc1'],
    ['an older system', '3.12-alpine3.20', '3.13-alpine3.19'],
    ['another distribution', '3.12-bookworm', '3.13-noble'],
    ['another runtime', '10.1-jdk17', '11.0-jdk21'],
    ['another architecture', '1.2', '1.3-arm64'],
    ['another way to write it', 'v3.5', '3.7'],
    ['a build date', '3.18', '3.19-20240110'],
    ['a day for a version', '3.20', '20240807'],
    ['a release that is being made', 'trixie', 'forky'],
    ['a commit', '0123abc', '9876abc'],
    ['a signature', '3.12', `sha256-${'a'.repeat(64)}.sig`],
    ['a channel', 'latest', 'stable'],
  ])('is not %s', (_, current, other) => expect(isNewer(current, other)).toBe(false));

  it('comes first among those that are newer', () => {
    const tags = ['3.9', '3.13', '3.12', '3.14', '3.13.1', '3.14-slim', '3.15-rc', 'latest'];
    expect(newerTags('3.12', tags)).toEqual(['3.14', '3.13']);
  });

  it('never is both newer and older, whatever the texts', () => {
    const word = fc.constantFrom(
      ...'1 2 3.1 3.10 rc1 alpine alpine3.2 bookworm trixie 20240115 slim r3 v1 abc1234'.split(' '),
    );
    const tag = fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('-'));
    fc.assert(
      fc.property(tag, tag, (a, b) => !(isNewer(a, b) && isNewer(b, a))),
      { numRuns: 2000 },
    );
  });
});

describe('what is finished', () => {
  it.each(['3.12', 'latest', 'lts', 'trixie', '2024.10.1', '20240115', 'mainline-alpine'])(
    '%s is',
    (tag) => expect(isStable(readTag(tag))).toBe(true),
  );
  it.each(['3.15rc1', '3.15-rc', 'edge', 'nightly', 'forky', '1.2.3-dev', 'main', 'sha-0123abc'])(
    '%s is not',
    (tag) => expect(isStable(readTag(tag))).toBe(false),
  );
});
