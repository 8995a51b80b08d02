import { describe, expect, it } from 'vitest';
import {
  bestOffer,
  isSamePlatform,
  parsePlatform,
} from '../../server/src/reference/platform-match.ts';
import { platformName, type Platform } from '../../server/src/reference/platform.ts';

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed === undefined) throw new RangeError(text);
  return parsed;
}

/** Which of the platforms an engine would take. */
function chosen(offered: readonly string[], wanted?: string): string | undefined {
  const offers = offered.map((text) => ({ platform: platform(text) }));
  const offer = bestOffer(offers, wanted === undefined ? undefined : platform(wanted));
  return offer && platformName(offer.platform);
}

describe('a written platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/arm64/v8', 'linux/arm64/v8'],
    ['Linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['windows/amd64', 'windows/amd64'],
    ['arm64', 'linux/arm64'],
  ])('%s is %s', (text, name) => {
    expect(platformName(platform(text))).toBe(name);
  });

  it.each(['', 'linux', '$TARGETPLATFORM', 'linux/', 'a/b/c/d', 'linux/amd 64'])(
    '%j does not say which',
    (text) => {
      expect(parsePlatform(text)).toBeUndefined();
    },
  );

  it('means the same with and without the usual variant', () => {
    expect(isSamePlatform(platform('linux/arm64'), platform('linux/arm64/v8'))).toBe(true);
    expect(isSamePlatform(platform('linux/arm'), platform('linux/arm/v6'))).toBe(false);
    expect(isSamePlatform(platform('linux/amd64'), platform('windows/amd64'))).toBe(false);
  });
});

describe('the platform that is taken', () => {
  const usual = ['linux/arm/v5', 'linux/arm/v6', 'linux/amd64', 'linux/arm64/v8', 'linux/s390x'];
  it.each([
    [undefined, 'linux/amd64'],
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm/v7', 'linux/arm/v6'],
    ['linux/arm/v5', 'linux/arm/v5'],
    ['linux/amd64/v3', 'linux/amd64'],
    ['linux/ppc64le', undefined],
    ['windows/amd64', undefined],
  ])('for %s is %s', (wanted, taken) => {
    expect(chosen(usual, wanted)).toBe(taken);
  });

  it('is never of a newer variant than the machine has', () => {
    expect(chosen(['linux/arm/v7'], 'linux/arm/v6')).toBeUndefined();
    expect(chosen(['linux/amd64/v3'], 'linux/amd64')).toBeUndefined();
  });

  it('is the first where none is wanted and the usual one is not there', () => {
    expect(chosen(['windows/amd64', 'linux/arm64'])).toBe('windows/amd64');
    expect(bestOffer([{ platform: undefined }], undefined)).toEqual({ platform: undefined });
    expect(chosen([])).toBeUndefined();
  });
});
