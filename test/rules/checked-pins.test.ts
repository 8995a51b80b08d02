import { describe, expect, it } from 'vitest';
import { analyze, defaultOptions, type Finding } from '../../server/src/analysis/report.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import type { PinnedImage, TagFacts } from '../../server/src/reference/pin-facts.ts';
import { rules } from '../../server/src/rules/index.ts';
import { platformsInWords } from '../../server/src/rules/checked-pins.ts';
import {
  amd64,
  arm64,
  knowing,
  sampleIndex,
  sampleManifest,
  sampleMove,
  samplePin,
} from '../../server/src/rules/pin-samples.ts';
import { today } from '../support/rule-examples.ts';

const pinned = `python:3.14@${samplePin}`;

/** The findings about pins, by rule, for an image of which this is known. */
function found(
  image: PinnedImage,
  tag: TagFacts | undefined,
  text = `FROM ${pinned}\n`,
  language: Language = 'dockerfile',
): ReadonlyMap<string, Finding> {
  const options = { ...defaultOptions(rules, today), ...knowing(image, tag) };
  const { findings } = analyze({ text, language }, options);
  const about = /^image-(?:digest-missing|digest-outdated|single-platform-pin|tag-mismatch)$/;
  return new Map(findings.filter(({ rule }) => about.test(rule)).map((one) => [one.rule, one]));
}

const listed: TagFacts = { ...sampleMove, listsPinned: true };

describe('a pin that is gone', () => {
  it('is an error, and the only thing that is said', () => {
    const findings = found({ kind: 'missing' }, sampleMove);
    expect([...findings.keys()]).toEqual(['image-digest-missing']);
    expect(findings.get('image-digest-missing')).toMatchObject({
      severity: 'error',
      message:
        '`python:3.14` is pinned to `4b1c9c5f4b1c`, which the registry no longer has, so it cannot be pulled. Update the pin, or copy the image to a registry of your own from where it is still cached.',
    });
  });

  it('cannot be updated where its tag is gone too', () => {
    const [finding] = [...found({ kind: 'missing' }, { kind: 'missing' }).values()];
    expect(finding?.message).toContain('Its tag is gone as well, so choose another one');
  });

  it.each<[string, string, readonly (typeof amd64)[], string | undefined]>([
    ['no platform is asked for, and one is missing', '', [arm64], 'warning'],
    ['no platform is asked for, and all are missing', '', [amd64, arm64], 'error'],
    ['the missing one is asked for', '--platform=linux/aarch64 ', [arm64], 'error'],
    ['another one is asked for', '--platform=linux/amd64 ', [arm64], undefined],
    ['the build decides', '--platform=$TARGETPLATFORM ', [arm64], 'warning'],
  ])('in part weighs as what is asked for: %s', (_, flag, missing, severity) => {
    const image = { ...sampleIndex, missing };
    const findings = found(image, { kind: 'current' }, `FROM ${flag}${pinned}\n`);
    expect(findings.get('image-digest-missing')?.severity).toBe(severity);
  });
});

describe('a pin of one platform', () => {
  it.each<[string, string, RegExp | undefined]>([
    [
      'no platform is asked for',
      '',
      /alone, while the tag serves `linux\/amd64` and `linux\/arm64`/,
    ],
    ['just that is asked for', '--platform=linux/amd64 ', undefined],
    [
      'another is asked for',
      '--platform=linux/arm64 ',
      /`linux\/arm64` is asked for here, .+ wrong/,
    ],
    ['one is asked for that nobody has', '--platform=linux/s390x ', /no image for it either/],
    ['the build decides', '--platform=$BUILDPLATFORM ', /alone, while/],
  ])('is judged by what is asked for: %s', (_, flag, message) => {
    const finding = found(sampleManifest, listed, `FROM ${flag}${pinned}\n`).get(
      'image-single-platform-pin',
    );
    if (message === undefined) expect(finding).toBeUndefined();
    else expect(finding?.message).toMatch(message);
  });

  it.each([
    ['which runs the older variant', 'linux/arm/v7', 'v6', false],
    ['which does not run the newer variant', 'linux/arm/v6', 'v7', true],
    ['while its configuration leaves the variant out', 'linux/arm/v6', undefined, false],
  ])('is judged by what a machine runs that is asked for, %s', (_, asked, variant, isWrong) => {
    const own = { os: 'linux', architecture: 'arm', ...(variant !== undefined && { variant }) };
    const text = `FROM --platform=${asked} ${pinned}\n`;
    const findings = found({ ...sampleManifest, platform: own }, listed, text);
    expect(findings.has('image-single-platform-pin')).toBe(isWrong);
  });

  it('is fine where the index has no other', () => {
    expect(found(sampleManifest, { ...sampleMove, listsPinned: true, platforms: [amd64] })).toEqual(
      new Map(),
    );
  });

  it('has a fix whose title says whether it also updates', () => {
    const title = (tag: TagFacts): string | undefined =>
      found(sampleManifest, tag).get('image-single-platform-pin')?.fixes[0]?.title;
    expect(title(listed)).toMatch(/this very image$/);
    expect(title(sampleMove)).toMatch(/also updates the image$/);
  });

  it('has no fix where the reference is put together of variables', () => {
    const text = `ARG V=3.14\nFROM python:\${V}@${samplePin}\n`;
    const finding = found(sampleManifest, listed, text).get('image-single-platform-pin');
    expect(finding?.fixes).toEqual([]);
  });

  it('is for no platform where one text serves two', () => {
    const text = `ARG BASE=${pinned}\nFROM --platform=linux/amd64 $BASE AS one\nFROM --platform=linux/arm64 $BASE\n`;
    expect(found(sampleManifest, listed, text).has('image-single-platform-pin')).toBe(true);
  });

  it('is judged by the platform of a service', () => {
    const service = (platform: string): string =>
      `services:\n  api:\n    image: ${pinned}\n    platform: ${platform}\n`;
    const quiet = found(sampleManifest, listed, service('linux/amd64'), 'compose');
    expect(quiet).toEqual(new Map());
    expect(found(sampleManifest, listed, service('${ARCH:-linux/amd64}'), 'compose').size).toBe(0);
    expect(found(sampleManifest, listed, service('${ARCH}'), 'compose').size).toBe(1);
  });
});

describe('a tag that has moved', () => {
  it('is told with what is known of the time', () => {
    expect(found(sampleIndex, sampleMove).get('image-digest-outdated')).toMatchObject({
      severity: 'information',
      message:
        'Since 2026-11-20 at the latest, the tag of `python:3.14` has stood for another image, `e03a6f1de03a`, built on 2026-11-09, 12 days after yours. What was repaired since is not in the pinned one: look at what changes, then update the pin.',
    });
  });

  it('is told without distance when the images do not say when they were built', () => {
    const message = (image: PinnedImage, tag: TagFacts): string =>
      found(image, tag).get('image-digest-outdated')?.message ?? '';
    const unknown = { ...sampleIndex, created: undefined };
    expect(message(unknown, sampleMove)).toContain('built on 2026-11-09. ');
    expect(message(sampleIndex, { ...sampleMove, created: undefined })).not.toContain('built on');
    const earlier = { ...sampleMove, created: Date.UTC(2026, 9, 27) };
    expect(message(sampleIndex, earlier)).toMatch(/1 day before yours\. The pinned one is newer/);
  });
});

describe('a digest of another version', () => {
  it.each<[string, string, string, string, boolean]>([
    ['another minor version', '3.14', '3.12.8', '3.14.2', true],
    ['as exact as the tag', '3.14', '3.14.1', '3.14.2', false],
    ['with a v', 'v3.14', '3.12.8', 'v3.14.2', true],
    ['a publisher who numbers otherwise', '12', '3.12.8', '3.14.2', false],
    ['a version that says less than the tag', '3.14.2', '3', '3.14.2', false],
    ['a tag that says nothing', 'trixie', '3.12.8', '3.14.2', false],
    ['a version that is a commit', '3.14', 'a1b2c3d', '3.14.2', false],
    ['a calendar version', '24.04', '22.04', '24.04', true],
  ])(
    'is known only where the tag shows what its publisher means: %s',
    (_, tag, own, now, isKnown) => {
      const text = `FROM python:${tag}@${samplePin}\n`;
      const findings = found(
        { ...sampleIndex, version: own },
        { ...sampleMove, version: now },
        text,
      );
      expect(findings.has('image-tag-mismatch')).toBe(isKnown);
      expect(findings.has('image-digest-outdated')).toBe(!isKnown);
    },
  );
});

describe('platforms in words', () => {
  it('are named as far as they look like platforms, and counted', () => {
    const odd = { os: 'linux`](x', architecture: '\n' };
    expect(platformsInWords([amd64])).toBe('`linux/amd64`');
    expect(platformsInWords([amd64, odd])).toBe('`linux/amd64` and 1 other');
    expect(platformsInWords([odd])).toBe('1 platform');
    const many = Array.from({ length: 40 }, (_, index) => ({ ...amd64, variant: `v${index}` }));
    expect(platformsInWords(many)).toMatch(/`linux\/amd64\/v3` and 36 others$/);
  });
});
