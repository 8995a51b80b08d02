import { describe, expect, it } from 'vitest';
import type { ImageSource } from '../../server/src/registry/image-source.ts';
import { createImageSource } from '../../server/src/registry/images/image-source.ts';
import { parsePlatform } from '../../server/src/reference/platform-match.ts';
import { sendStatus, sha256, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import {
  configType,
  contentsOf,
  descriptorOf,
  entryFor,
  holding,
  imageOf,
  indexOf,
  manifestOf,
  stored,
} from '../support/images.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const now = Date.UTC(2026, 10, 23);
const amd64 = imageOf({ created: '2026-11-20T00:00:00Z', config: { User: 'app' } });
const arm64 = imageOf({ architecture: 'arm64', variant: 'v8' });
const index = indexOf([entryFor(amd64, 'linux/amd64'), entryFor(arm64, 'linux/arm64/v8')]);
const sound = holding([index, ...contentsOf(amd64, arm64)], { '1': index, one: arm64.manifest });

interface Setup {
  readonly registry: FakeRegistry;
  readonly images: ImageSource;
  readonly details: (version: string, platform?: string) => ReturnType<ImageSource['details']>;
}

async function setup(script: Script = sound): Promise<Setup> {
  const registry = await fakeRegistry(script);
  const images = createImageSource(client(), { now: () => now });
  return {
    registry,
    images,
    details: (version, platform) =>
      images.details(
        reference(`${registry.host}/app:1`),
        version,
        platform === undefined ? undefined : parsePlatform(platform),
        never,
      ),
  };
}

function entryOf(
  { registry, images }: Pick<Setup, 'registry' | 'images'>,
  version: string,
  signal = never,
) {
  return images.entry(reference(`${registry.host}/app:1`), version, signal);
}

describe('an entry', () => {
  it('of a tag is asked for each time, and known by its digest from then on', async () => {
    const all = await setup();
    const found = await entryOf(all, '1');
    expect(found).toMatchObject({ ok: true, value: { kind: 'index', digest: index.digest } });
    expect(await entryOf(all, index.digest)).toEqual(found);
    await entryOf(all, '1');
    expect(linesOf(all.registry)).toEqual(Array(2).fill('GET /v2/app/manifests/1'));
  });

  it('is one request for all who want it at the same time', async () => {
    const all = await setup();
    await Promise.all([1, 2, 3].map(() => entryOf(all, index.digest)));
    expect(all.registry.requests).toHaveLength(1);
  });

  it('of one repository is not given for another', async () => {
    const all = await setup();
    await entryOf(all, index.digest);
    await all.images.entry(reference(`${all.registry.host}/other:1`), index.digest, never);
    expect(all.registry.requests).toHaveLength(2);
  });

  it('that is larger than any sound one is given, and not kept', async () => {
    const annotations = { a: 'x'.repeat(300_000) };
    const large = indexOf([entryFor(amd64, 'linux/amd64')], { annotations });
    const all = await setup(holding([large]));
    for (let times = 0; times < 2; times++)
      expect(await entryOf(all, large.digest)).toMatchObject({ ok: true });
    expect(all.registry.requests).toHaveLength(2);
  });

  it('of nonsense is an invalid response, and asked for anew', async () => {
    const nonsense = stored(index.mediaType, { schemaVersion: 2, manifests: 'none' });
    const all = await setup(holding([nonsense]));
    for (let times = 0; times < 2; times++)
      expect(await entryOf(all, nonsense.digest)).toMatchObject({
        error: { code: 'invalid-response', detail: 'no image manifest or index' },
      });
    expect(all.registry.requests).toHaveLength(2);
  });

  it('that nobody waits for any more is cancelled', async () => {
    const controller = new AbortController();
    const all = await setup(() => {
      controller.abort();
    });
    expect(await entryOf(all, '1', controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(await entryOf(all, '1', controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(all.registry.requests).toHaveLength(1);
  });
});

describe('whether a digest is still there', () => {
  it('is asked by a HEAD, each time', async () => {
    const { registry, images } = await setup();
    const image = reference(`${registry.host}/app:1`);
    await entryOf({ registry, images }, index.digest);
    expect(await images.exists(image, index.digest, never)).toEqual({ ok: true, value: true });
    expect(await images.exists(image, sha256('gone'), never)).toEqual({ ok: true, value: false });
    expect(linesOf(registry).slice(1)).toEqual([
      `HEAD /v2/app/manifests/${index.digest}`,
      `HEAD /v2/app/manifests/${sha256('gone')}`,
    ]);
  });
});

describe('the details of an image', () => {
  it('are those of its platform, by three requests and then none', async () => {
    const all = await setup();
    expect(await all.details(index.digest)).toMatchObject({
      ok: true,
      value: {
        manifest: { digest: amd64.manifest.digest },
        platform: { os: 'linux', architecture: 'amd64' },
        created: Date.UTC(2026, 10, 20),
        user: 'app',
      },
    });
    expect(linesOf(all.registry).map((line) => line.split('/').at(-2))).toEqual([
      'manifests',
      'manifests',
      'blobs',
    ]);
    await all.details(index.digest);
    expect(all.registry.requests).toHaveLength(3);
  });

  it('are those of the wanted platform, whether or not its variant is written', async () => {
    const all = await setup();
    for (const platform of ['linux/arm64', 'linux/arm64/v8', 'linux/aarch64'])
      expect(await all.details('1', platform)).toMatchObject({
        value: { manifest: { digest: arm64.manifest.digest } },
      });
  });

  it('are not found for a platform that the index does not have', async () => {
    expect(await (await setup()).details('1', 'linux/s390x')).toMatchObject({
      error: { code: 'not-found', detail: 'no image for the platform' },
    });
  });

  it('of a manifest are its own, whatever platform is wanted', async () => {
    const all = await setup();
    expect(await all.details('one', 'linux/amd64')).toMatchObject({
      value: { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    });
    expect(all.registry.requests).toHaveLength(2);
  });

  it('tell when it was built by the annotation, when the configuration says the epoch', async () => {
    const created = (text: string) => ({ 'org.opencontainers.image.created': text });
    const config = stored(configType, { rootfs: {}, created: '1970-01-01T00:00:00Z' });
    const told = manifestOf(config, [], { annotations: created('2026-11-01T00:00:00Z') });
    const untold = manifestOf(config, [], { annotations: created('1970-01-01T00:00:00Z') });
    const all = await setup(holding(contentsOf(told, untold)));
    expect(await all.details(told.manifest.digest)).toMatchObject({
      value: { created: Date.UTC(2026, 10, 1) },
    });
    expect(await all.details(untold.manifest.digest)).toMatchObject({
      value: { created: undefined },
    });
  });

  it.each([
    ['another type', stored(configType, 'no json'), 'invalid-response'],
    [
      'the emptiness of artifacts',
      stored('application/vnd.oci.empty.v1+json', {}),
      'invalid-response',
    ],
  ])('are refused for a configuration of %s', async (_, config, code) => {
    const { manifest, blobs } = manifestOf(config, []);
    const all = await setup(holding([manifest, ...blobs]));
    expect(await all.details(manifest.digest)).toMatchObject({ error: { code } });
  });

  it('are not found when the configuration is gone', async () => {
    const all = await setup(holding([amd64.manifest]));
    expect(await all.details(amd64.manifest.digest)).toMatchObject({
      error: { code: 'not-found', status: 404 },
    });
  });

  it('are not fetched when the configuration is larger than any', async () => {
    const config = { ...stored(configType, { rootfs: {} }), bytes: Buffer.alloc(0) };
    const { manifest } = manifestOf(config, []);
    const text = Buffer.from(manifest.bytes).toString().replace('"size":0', '"size":9000000');
    const claimed = stored(manifest.mediaType, text);
    const all = await setup(holding([claimed]));
    expect(await all.details(claimed.digest)).toMatchObject({ error: { code: 'too-large' } });
    expect(all.registry.requests).toHaveLength(1);
  });

  it('are refused when the index leads to another index', async () => {
    const outer = indexOf([
      descriptorOf(index, { platform: { os: 'linux', architecture: 'amd64' } }),
    ]);
    const all = await setup(holding([outer, index]));
    expect(await all.details(outer.digest)).toMatchObject({
      error: { code: 'invalid-response', detail: 'an index in an index' },
    });
  });

  it('of an index without images are not found', async () => {
    const empty = indexOf([]);
    const all = await setup(holding([empty]));
    expect(await all.details(empty.digest)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('fail as the registry fails', async () => {
    const all = await setup(({ path }, response) => {
      sendStatus(response, path.includes('blobs') ? 403 : 404);
    });
    expect(await all.details('1')).toMatchObject({ error: { code: 'not-found' } });
  });
});
