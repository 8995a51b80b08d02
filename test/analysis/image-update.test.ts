import { describe, expect, it } from 'vitest';
import { lookAtUpdate } from '../../server/src/analysis/image-update.ts';
import { parsePlatform } from '../../server/src/reference/platform-match.ts';
import { platformName, type Platform } from '../../server/src/reference/platform.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import {
  noSuchPlatform,
  type ImageDetails,
  type ImagePackage,
  type ImageSource,
} from '../../server/src/registry/image-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { sha256 } from '../support/fake-registry.ts';
import { details, layer } from './images.ts';

const from = sha256('from');
const to = sha256('to');
const parsed = parseReference('python:3.14');
if (!parsed.ok) throw new RangeError(parsed.error.code);
const reference = parsed.value;

type Answer = ImageDetails | RegistryErrorCode | typeof noSuchPlatform;

type Imagined = Readonly<Record<string, (platform: Platform | undefined) => Answer>>;

/** A registry that has some images, and notes what it is asked for. */
function registryWith(
  images: Imagined,
  packages: Readonly<Record<string, readonly ImagePackage[] | RegistryErrorCode>> = {},
) {
  const asked: string[] = [];
  const source: Pick<ImageSource, 'details' | 'packages'> = {
    details: (_, version, platform) => {
      asked.push(
        `${version.slice(7, 11)} ${platform === undefined ? 'any' : platformName(platform)}`,
      );
      const answer = images[version]?.(platform) ?? 'not-found';
      if (typeof answer !== 'string') return Promise.resolve(ok(answer));
      const detail = answer === noSuchPlatform ? answer : undefined;
      const code = answer === noSuchPlatform ? 'not-found' : answer;
      return Promise.resolve(fail(registryError(code, 'registry.example', { detail })));
    },
    packages: (_, version) => {
      const answer = packages[version];
      return Promise.resolve(
        typeof answer === 'string' ? fail(registryError(answer, 'registry.example')) : ok(answer),
      );
    },
  };
  return { asked, source };
}

function lookedAt({ source }: ReturnType<typeof registryWith>, platform?: string) {
  const wanted = platform === undefined ? undefined : parsePlatform(platform);
  return lookAtUpdate(reference, from, to, wanted, source, new AbortController().signal);
}

const old = details({ user: 'app', layers: [layer('base')] });
const found = details({ created: Date.UTC(2026, 10, 20), layers: [layer('base'), layer('app')] });

describe('looking at an update', () => {
  it('shows both images and what changes', async () => {
    const curl = (version: string) => [{ name: 'curl', version }];
    const packages = { [from]: curl('8.9.0'), [to]: curl('8.9.1') };
    const result = await lookedAt(registryWith({ [from]: () => old, [to]: () => found }, packages));
    if (!result.ok) throw new Error(result.error.code);
    const { before, after, summary, comparison } = result.value;
    expect(before).toContain('curl 8.9.0');
    expect(after).toContain('curl 8.9.1');
    expect(comparison?.layers).toMatchObject({ shared: 1 });
    expect(summary).toBe(
      'The user changes from `app` to root. Built 2026-11-20; 1 of 2 layers is the same; 2.0 MB compressed, 1.0 MB more; packages: 1 in another version.',
    );
  });

  it('does without packages when their list cannot be read', async () => {
    const result = await lookedAt(
      registryWith({ [from]: () => old, [to]: () => found }, { [to]: 'timeout' }),
    );
    expect(result).toMatchObject({ ok: true, value: { comparison: { packages: undefined } } });
  });

  it('says that the old image is gone, and still shows the new one', async () => {
    const result = await lookedAt(registryWith({ [to]: () => found }));
    expect(result).toMatchObject({
      ok: true,
      value: {
        comparison: undefined,
        summary:
          'The registry no longer has the image that is pinned now, so builds that need it fail and there is nothing to compare with. The new one was built 2026-11-20, runs as root and is 2.0 MB compressed.',
      },
    });
    expect(result.ok && result.value.after).toContain('Built            2026-11-20');
  });

  it('says that the old one had no image for the platform', async () => {
    const images = { [from]: () => noSuchPlatform, [to]: () => found } satisfies Imagined;
    expect(await lookedAt(registryWith(images), 'linux/amd64')).toMatchObject({
      value: {
        before: expect.stringMatching(
          /^What is pinned now has no image for this platform/,
        ) as string,
      },
    });
  });

  it.each(['timeout', 'denied', 'cancelled', 'digest-mismatch'] as const)(
    'fails with %s of either image',
    async (code) => {
      const oldFails = registryWith({ [from]: () => code, [to]: () => found });
      expect(await lookedAt(oldFails)).toMatchObject({ error: { code } });
      const newFails = registryWith({ [from]: () => old, [to]: () => code });
      expect(await lookedAt(newFails)).toMatchObject({ error: { code } });
    },
  );

  it('fails when the new image is gone, whatever is there of the old one', async () => {
    for (const images of [{}, { [from]: () => old }])
      expect(await lookedAt(registryWith(images))).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('a pin to the image of one platform', () => {
  const arm64: Platform = { os: 'linux', architecture: 'arm64' };
  const oldArm = details({ platform: arm64 });

  it('is compared with the new image of the same platform', async () => {
    const newArm = details({ platform: { ...arm64, variant: 'v8' }, user: 'arm' });
    const registry = registryWith({
      [from]: () => oldArm,
      [to]: (platform) => (platform?.architecture === 'arm64' ? newArm : found),
    });
    const result = await lookedAt(registry);
    expect(result).toMatchObject({ value: { comparison: { user: { after: 'arm' } } } });
    expect(registry.asked).toHaveLength(3);
    expect(registry.asked.at(-1)).toMatch(/ linux\/arm64$/);
  });

  it('is compared with another one when there is none of the same platform, and that is said', async () => {
    const registry = registryWith({
      [from]: () => oldArm,
      [to]: (platform) => (platform === undefined ? found : noSuchPlatform),
    });
    const result = await lookedAt(registry);
    expect(result.ok && result.value.summary).toMatch(
      /^It is for linux\/amd64, yours for linux\/arm64\. /,
    );
  });

  it('is not asked about again when a platform was wanted', async () => {
    const registry = registryWith({ [from]: () => oldArm, [to]: () => found });
    await lookedAt(registry, 'linux/amd64');
    expect(registry.asked).toHaveLength(2);
  });
});
