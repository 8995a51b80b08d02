import { describe, expect, it } from 'vitest';
import { OfficialTags } from '../../server/src/rules/official-tags.ts';
import { aliasCandidates } from '../../server/src/tags/aliases.ts';

const python = (
  '3 3.13 3.13.9 3.13.9-trixie 3.14 3.14.0 3.14.1 3.14.1-trixie 3.14.1-bookworm 3.14.1-slim 3.14.1-slim-trixie ' +
  '3.14.1-alpine3.22 3.14.1-windowsservercore-ltsc2025 3.15.0rc1 latest slim trixie 0123abc 3.14.1-arm64'
).split(' ');

describe('tags that may be the same image', () => {
  it('as `latest` begin with the newest release, then that of other lines', () => {
    const candidates = aliasCandidates('latest', python);
    expect(candidates.slice(0, 4)).toEqual(['3.14.1', '3.13.9', '3.14.0', '3.14.1-trixie']);
    expect(candidates).not.toContain('3.14');
    expect(candidates).not.toContain('3.15.0rc1');
    expect(candidates).not.toContain('0123abc');
    expect(candidates).not.toContain('3.14.1-arm64');
  });

  it.each([
    ['3.14', ['3.14.1', '3.14.0']],
    ['3.14.1', ['3.14.1-trixie', '3.14.1-bookworm', '3.14.1-alpine3.22']],
    ['slim', ['3.14.1-slim', '3.14.1-slim-trixie']],
    ['3.14.1-trixie', ['3.14.1-slim-trixie']],
    ['3.12', []],
    ['no-such-word', []],
  ])('as %s begin with %j', (tag, first) => {
    expect(aliasCandidates(tag, python).slice(0, Math.max(1, first.length))).toEqual(first);
  });

  it('as a channel of pre-releases may be pre-releases, or of a day', () => {
    expect(aliasCandidates('3.15-rc', [...python, '3.15.0rc1-trixie'])).toEqual([
      '3.15.0rc1',
      '3.15.0rc1-trixie',
    ]);
    expect(aliasCandidates('edge', ['3.22.1', '20260805', 'edge', '20260701'])[0]).toBe('20260805');
    expect(aliasCandidates('beta', ['2.0-beta3', '1.9'])).toContain('2.0-beta3');
  });

  it('as a code name may be the number of the release', () => {
    expect(aliasCandidates('noble', ['24.04', '22.04', 'noble', 'noble-20260810'])).toEqual([
      '24.04',
      'noble-20260810',
    ]);
  });

  it('as a channel of long-term releases are found within three steps', () => {
    const node = new OfficialTags().listed('node');
    expect(aliasCandidates('lts', node).slice(0, 3)).toContainEqual(
      expect.stringMatching(/^24\.\d+\.\d+$/),
    );
  });

  it('are no more than asked for', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `1.${index}`);
    expect(aliasCandidates('latest', many)).toHaveLength(20);
    expect(aliasCandidates('latest', many, 3)).toEqual(['1.4999', '1.4998', '1.4997']);
  });
});
