import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTag, type TagParts } from '../../server/src/tags/tag.ts';

/** The parts that a tag has, in words: `version 3.12.1, alpine 3.20`. */
function partsOf(tag: string): string {
  const { hasV, version, preRelease, revision, channel, words, date, architecture } = readTag(tag);
  const { hasCommit, isAttached } = readTag(tag);
  return [
    version.length > 0 ? `version ${hasV ? 'v' : ''}${version.join('.')}` : '',
    preRelease === undefined ? '' : `stage ${[preRelease.stage, ...preRelease.numbers].join(' ')}`,
    revision.length > 0 ? `revision ${revision.join('.')}` : '',
    channel === undefined ? '' : `channel ${channel}`,
    ...words.map(({ word, version: own }) => [word, own.join('.')].filter(Boolean).join(' ')),
    date.length > 0 ? `date ${date.join(' ')}` : '',
    architecture === undefined ? '' : `for ${architecture}`,
    hasCommit ? 'commit' : '',
    isAttached ? 'attached' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

describe('a version', () => {
  it.each([
    ['3.12', 'version 3.12'],
    ['v3.7.11', 'version v3.7.11'],
    ['18.6', 'version 18.6'],
    ['2024.10.1', 'version 2024.10.1'],
    ['24.04', 'version 24.4'],
    ['8u502-b07-jdk', 'version 8.502, b 7, jdk'],
    ['11.0.32_9', 'version 11.0.32, revision 9'],
    ['ee-8.1.2.4_1', 'version 8.1.2.4, revision 1, ee'],
    ['5.6.15.RELEASE', 'version 5.6.15'],
    ['release-1.27', 'version 1.27, release'],
    ['10.2.0-debian-12-r3', 'version 10.2.0, debian 12, r 3'],
  ])('%s', (tag, parts) => expect(partsOf(tag)).toBe(parts));
});

describe('a pre-release', () => {
  it.each([
    ['3.15.0rc1', 'version 3.15.0, stage 4 1'],
    ['3.15-rc-slim', 'version 3.15, stage 4, slim'],
    ['1.0.0-rc.1', 'version 1.0.0, stage 4 1'],
    ['19beta3-alpine3.24', 'version 19, stage 2 3, alpine 3.24'],
    ['1.2-b3', 'version 1.2, stage 2 3'],
    ['5.0-alpha2', 'version 5.0, stage 1 2'],
    ['3.5-dev5', 'version 3.5, stage 0 5'],
    ['28-ea-11-jdk', 'version 28, stage 1 11, jdk'],
    ['4.0.0-M3', 'version 4.0.0, stage 3 3'],
    ['1.0-SNAPSHOT', 'version 1.0, stage 0'],
  ])('%s', (tag, parts) => expect(partsOf(tag)).toBe(parts));

  it.each([
    ['3.12-alpine', 'version 3.12, alpine'],
    ['12.1.0-cudnn8-devel', 'version 12.1.0, cudnn 8, devel'],
    ['latest-dev', 'channel latest, dev'],
  ])('is not seen in %s', (tag, parts) => expect(partsOf(tag)).toBe(parts));
});

describe('a day', () => {
  it.each([
    ['20240115', 'date 20240115'],
    ['2024-01-15', 'date 20240115'],
    ['bookworm-20240110-slim', 'debian 12, slim, date 20240110'],
    ['noble-20240114.1', 'ubuntu 24.4, date 20240114 1'],
    ['3.18-20240110', 'version 3.18, date 20240110'],
    ['base-20260803.0.5', 'base, date 20260803 5'],
    ['RELEASE.2024-01-16T16-07-38Z', 'release, date 20240116 160738'],
    ['202401151230', 'date 20240115 1230'],
    ['19700101', 'date 19700101'],
  ])('%s', (tag, parts) => expect(partsOf(tag)).toBe(parts));

  it.each([
    ['20241399', 'version 20241399'],
    ['12345678', 'version 12345678'],
    ['2024-13-45', 'version 2024, revision 13.45'],
  ])('is not seen in %s', (tag, parts) => expect(partsOf(tag)).toBe(parts));
});

describe('words', () => {
  it.each([
    ['3.12-slim-bookworm', 'version 3.12, debian 12, slim'],
    ['26.7.0-trixie-slim', 'version 26.7.0, debian 13, slim'],
    ['1.31.4-alpine3.24-perl', 'version 1.31.4, alpine 3.24, perl'],
    ['21-jdk-alpine-3.24', 'version 21, alpine 3.24, jdk'],
    ['21-jdk-ubi10-minimal', 'version 21, jdk, minimal, ubi 10'],
    ['1.27.0-windowsservercore-ltsc2025', 'version 1.27.0, ltsc 2025, windowsservercore'],
    ['nanoserver-1809', 'nanoserver 1809'],
    ['11.0.25-jdk25-temurin-noble', 'version 11.0.25, jdk 25, temurin, ubuntu 24.4'],
    ['4-management-alpine', 'version 4, alpine, management'],
  ])('%s', (tag, parts) => expect(partsOf(tag)).toBe(parts));
});

describe('channels, commits, architectures, what is attached', () => {
  it.each([
    ['latest', 'channel latest'],
    ['stable-alpine', 'channel stable, alpine'],
    ['lts-krypton', 'channel lts, krypton'],
    ['sha-1a2b3c4', 'commit'],
    ['main-0123abc', 'channel main, commit'],
    ['v1.2.3-4-gabcdef0', 'version v1.2.3, revision 4, commit'],
    ['f'.repeat(64), 'commit'],
    ['1234567', 'version 1234567'],
    ['amd64', 'for amd64'],
    ['1.2-arm64', 'version 1.2, for arm64'],
    ['1.2-arm64-v8', 'version 1.2, for arm64v8'],
    ['1.2-linux-arm64', 'version 1.2, for arm64'],
    ['1.2-x86_64', 'version 1.2, for x8664'],
    [`sha256-${'a'.repeat(64)}`, 'attached'],
    [`sha256-${'a'.repeat(64)}.sig`, 'attached'],
    [`sha256-${'a'.repeat(64)}.att`, 'attached'],
  ])('%s', (tag, parts) => expect(partsOf(tag)).toBe(parts));
});

describe('any text', () => {
  it('is read without an error, with finite numbers', () => {
    const isFinite = ({ version, revision, date, words }: TagParts): boolean =>
      [...version, ...revision, ...date, ...words.flatMap((word) => word.version)].every(
        Number.isFinite,
      );
    const tagLike = fc.stringMatching(/^[\w][\w.-]{0,127}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), tagLike), (text) => isFinite(readTag(text))),
      { numRuns: 2000 },
    );
  });

  it.each(['', '.', ':', '3.12 slim', 'x'.repeat(129), 'é', '__proto__', 'constructor', '---'])(
    'as %j has no version',
    (text) => expect(readTag(text).version).toEqual([]),
  );
});
