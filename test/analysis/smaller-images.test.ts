import { describe, expect, it } from 'vitest';
import {
  findSmallerVariants,
  toldSmallerVariants,
} from '../../server/src/analysis/smaller-images.ts';
import type { Platform } from '../../server/src/reference/platform.ts';
import { parseReference, type ImageReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ListedTag, PlatformSize } from '../../server/src/registry/tag-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { sampleDigest } from '../support/pinning.ts';
import { partialRegistry } from '../support/registries.ts';
import { details, layer } from './images.ts';

const never = new AbortController().signal;
const amd64: Platform = { os: 'linux', architecture: 'amd64' };
const arm64: Platform = { os: 'linux', architecture: 'arm64' };

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A registry that lists tags, and tells the layers of versions in megabytes, or why it does not. */
function registryOf(
  tags: readonly ListedTag[],
  layers: Readonly<Record<string, readonly number[] | RegistryErrorCode>> = {},
): { readonly registry: ImageRegistry; readonly asked: readonly string[] } {
  const asked: string[] = [];
  const listing = { tags, isPartial: false };
  const registry = partialRegistry({
    firstTags: () => Promise.resolve(ok(listing)),
    allTags: () => Promise.resolve(ok(listing)),
    details: (_, version, platform) => {
      asked.push(platform === undefined ? version : `${version} ${platform.architecture}`);
      const told = layers[version] ?? 'not-found';
      if (typeof told === 'string') return Promise.resolve(fail(registryError(told, 'a')));
      const image = details({ layers: told.map((size, index) => layer(`l${index}`, size)) });
      return Promise.resolve(ok(image));
    },
  });
  return { registry, asked };
}

function named(...tags: readonly string[]): readonly ListedTag[] {
  return tags.map((tag) => ({ tag }));
}

const names = named('1.2', '1.2-slim', '1.2-alpine', '1.1-slim', '1.2-minimal', 'latest');

describe('smaller variants', () => {
  it('have the sums of their layers, the smallest first, without what is not smaller', async () => {
    const { registry, asked } = registryOf(names, {
      '1.2': [50, 20],
      '1.2-slim': [30],
      '1.2-alpine': [5, 1],
      '1.2-minimal': [70],
    });
    expect(
      await findSmallerVariants(reference('team/app:1.2'), registry, undefined, never),
    ).toEqual(
      ok({
        current: 70,
        variants: [
          { tag: '1.2-alpine', size: 6 },
          { tag: '1.2-slim', size: 30 },
        ],
        isPartial: false,
      }),
    );
    expect(asked.toSorted()).toEqual(['1.2', '1.2-alpine', '1.2-minimal', '1.2-slim']);
  });

  it('have the sizes that the list tells for the platform, without further requests', async () => {
    const sizes = (first: number, second: number): readonly PlatformSize[] => [
      { platform: amd64, size: first },
      { platform: arm64, size: second },
    ];
    const { registry, asked } = registryOf([
      { tag: '1.2', sizes: sizes(100, 90) },
      { tag: '1.2-slim', sizes: sizes(40, 30) },
    ]);
    const image = reference('team/app:1.2');
    for (const [platform, current, size] of [
      [undefined, 100, 40],
      [amd64, 100, 40],
      [arm64, 90, 30],
    ] as const) {
      const found = await findSmallerVariants(image, registry, platform, never);
      expect(found.ok && found.value).toMatchObject({
        current,
        variants: [{ tag: '1.2-slim', size }],
      });
    }
    expect(asked).toEqual([]);
  });

  it('are compared with the pinned image, on the platform that is asked for', async () => {
    const { registry, asked } = registryOf(named('1.2', '1.2-slim'), {
      [sampleDigest]: [9],
      '1.2-slim': [3],
    });
    const image = reference(`team/app:1.2@${sampleDigest}`);
    const found = await findSmallerVariants(image, registry, arm64, never);
    expect(found.ok && found.value.current).toBe(9);
    expect(asked.toSorted()).toEqual(['1.2-slim arm64', `${sampleDigest} arm64`]);
  });

  it('of an official image are known without the list', async () => {
    const { registry } = registryOf([], { latest: [9], slim: [5], alpine: [2] });
    const offline = partialRegistry({ details: registry.details.bind(registry) });
    const found = await findSmallerVariants(reference('python'), offline, undefined, never);
    expect(found).toEqual(
      ok({
        current: 9,
        variants: [
          { tag: 'alpine', size: 2 },
          { tag: 'slim', size: 5 },
        ],
        isPartial: false,
      }),
    );
  });

  it('are none for the smallest kind, and nothing is asked', async () => {
    const { registry, asked } = registryOf(names);
    const found = await findSmallerVariants(
      reference('team/app:1.2-alpine'),
      registry,
      undefined,
      never,
    );
    expect(found).toEqual(ok({ current: undefined, variants: [], isPartial: false }));
    expect(asked).toEqual([]);
  });

  it('are looked at five at most', async () => {
    const kinds = ['slim', 'alpine', 'minimal', 'micro', 'tiny', 'static', 'nano'];
    const { registry, asked } = registryOf(named('1', ...kinds.map((kind) => `1-${kind}`)));
    await findSmallerVariants(reference('team/app:1'), registry, undefined, never);
    expect(asked).toHaveLength(6);
  });
});

describe('a registry that does not tell all', () => {
  it('of which manifests are refused still gives the names, with unknown sizes', async () => {
    const { registry } = registryOf(names, {
      '1.2': 'denied',
      '1.2-slim': 'denied',
      '1.2-alpine': [5],
      '1.2-minimal': 'not-found',
    });
    const found = await findSmallerVariants(reference('team/app:1.2'), registry, undefined, never);
    expect(found).toEqual(
      ok({
        current: undefined,
        variants: [
          { tag: '1.2-alpine', size: 5 },
          { tag: '1.2-slim', size: undefined },
        ],
        isPartial: false,
      }),
    );
  });

  it('and lists nothing gives its reason', async () => {
    const found = await findSmallerVariants(
      reference('team/app:1.2'),
      partialRegistry({}),
      undefined,
      never,
    );
    expect(found).toMatchObject({ ok: false, error: { code: 'denied' } });
  });

  it('or was cancelled says so', async () => {
    const { registry } = registryOf(names, { '1.2': 'cancelled' });
    const found = await findSmallerVariants(reference('team/app:1.2'), registry, undefined, never);
    expect(found).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

describe('smaller variants by what a list tells', () => {
  const sized = (tag: string, size: number): ListedTag => ({
    tag,
    sizes: [{ platform: amd64, size }],
  });

  it('have its sizes, and are not those that are larger', () => {
    const listed = [
      sized('1.2', 50),
      sized('1.2-slim', 30),
      sized('1.2-alpine', 60),
      { tag: '1.2-minimal' },
    ];
    expect(toldSmallerVariants(reference('team/app:1.2'), listed, amd64)).toEqual([
      { tag: '1.2-minimal', size: undefined },
      { tag: '1.2-slim', size: 30 },
    ]);
  });

  it('of an official image are known without a list', () => {
    const told = toldSmallerVariants(reference('python:3.14'), [], amd64);
    expect(told).toContainEqual({ tag: '3.14-slim', size: undefined });
  });

  it('are none of a tag that is not in any list', () => {
    expect(toldSmallerVariants(reference('team/app:1.2'), [], amd64)).toEqual([]);
  });
});
