import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImageSource } from '../../server/src/registry/images/image-source.ts';
import { client, never, reference } from '../registry/setup.ts';
import {
  attestationOf,
  contentsOf,
  entryFor,
  imageOf,
  indexOf,
  manifestType,
  spdxOf,
  spdxPredicate,
} from '../support/images.ts';
import { push, putManifest } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { run } from '../support/tools.ts';
import { isSkipped, titled } from './tools.ts';

const images = {
  amd64: imageOf({ created: '2026-01-20T00:00:00Z', config: { User: 'app' } }, ['base', 'app']),
  arm64: imageOf({ architecture: 'arm64', created: '1970-01-01T00:00:00Z' }, ['base', 'other']),
};
const attested = {
  amd64: attestationOf(images.amd64, { [spdxPredicate]: spdxOf('curl 8.9.1') }),
  arm64: attestationOf(images.arm64, { [spdxPredicate]: spdxOf('curl 8.8.0', 'zlib 1') }),
};
const index = indexOf([
  entryFor(images.amd64, 'linux/amd64'),
  entryFor(images.arm64, 'linux/arm64'),
  attested.amd64.entry,
  attested.arm64.entry,
]);
const manifests = [
  images.amd64,
  images.arm64,
  attested.amd64.attestation,
  attested.arm64.attestation,
];
const sample = {
  repository: 'team/app',
  tag: '1.0',
  root: index,
  manifests: manifests.map(({ manifest }) => manifest),
  blobs: contentsOf(...manifests).filter(({ mediaType }) => mediaType !== manifestType),
};
const arm64 = { os: 'linux', architecture: 'arm64', variant: 'v8' };

describe.skipIf(isSkipped)(titled('an image in docker-registry'), () => {
  let registry: RealRegistry;
  const name = () => reference(`${registry.host}/team/app:1.0`);

  beforeAll(async () => {
    registry = await startRealRegistry();
    await push(sample, registry);
  });
  afterAll(() => registry.close());

  it('has two platforms and two attestations', async () => {
    expect(await createImageSource(client()).entry(name(), '1.0', never)).toMatchObject({
      value: {
        kind: 'index',
        digest: index.digest,
        images: [{ platform: { architecture: 'amd64' } }, { platform: { architecture: 'arm64' } }],
        attestations: [
          { subject: images.amd64.manifest.digest },
          { subject: images.arm64.manifest.digest },
        ],
      },
    });
  });

  it('has the configuration that skopeo sees', async () => {
    const seen = await run('skopeo', [
      'inspect',
      '--config',
      '--tls-verify=false',
      '--override-os=linux',
      '--override-arch=amd64',
      `docker://${registry.host}/team/app:1.0`,
    ]);
    const { created, config } = JSON.parse(seen.toString()) as {
      readonly created: string;
      readonly config: { readonly User: string };
    };
    const details = await createImageSource(client()).details(name(), '1.0', undefined, never);
    expect(details).toMatchObject({
      ok: true,
      value: { created: Date.parse(created), user: config.User },
    });
  });

  it('has the packages of the platform that is asked for', async () => {
    const source = createImageSource(client());
    expect(await source.packages(name(), '1.0', undefined, never)).toEqual({
      ok: true,
      value: [{ name: 'curl', version: '8.9.1' }],
    });
    expect(await source.packages(name(), '1.0', arm64, never)).toMatchObject({
      value: [{ name: 'curl', version: '8.8.0' }, { name: 'zlib' }],
    });
  });

  it('has no packages told where a manifest is alone, however often it is asked', async () => {
    const alone = imageOf({}, ['alone']);
    const blobs = contentsOf(alone).filter(({ mediaType }) => mediaType !== manifestType);
    const image = {
      repository: 'team/alone',
      tag: '1',
      root: alone.manifest,
      manifests: [],
      blobs,
    };
    await push(image, registry);
    const alones = reference(`${registry.host}/team/alone:1`);
    const source = createImageSource(client());
    for (let times = 0; times < 2; times++)
      expect(await source.packages(alones, '1', undefined, never)).toEqual({
        ok: true,
        value: undefined,
      });
  });

  it('exists, and one that was never pushed does not', async () => {
    const source = createImageSource(client());
    const later = indexOf([entryFor(images.amd64, 'linux/amd64')]);
    expect(await source.exists(name(), index.digest, never)).toEqual({ ok: true, value: true });
    expect(await source.exists(name(), later.digest, never)).toEqual({ ok: true, value: false });
    await putManifest(registry, 'team/app', 'later', later.mediaType, later.bytes);
    expect(await source.exists(name(), later.digest, never)).toEqual({ ok: true, value: true });
  });
});
