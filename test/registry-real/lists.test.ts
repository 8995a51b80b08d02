import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSampleImage } from '../../scripts/start/sample-images.ts';
import { parseDigest, type Digest } from '../../server/src/reference/digest.ts';
import { createTagSource } from '../../server/src/registry/tag-lists/remembered-tags.ts';
import type { RegistryNotice } from '../../server/src/registry/notices.ts';
import { alice, basicAlice, client, keychainWith, never, reference } from '../registry/setup.ts';
import { startBlobStore, type BlobStore } from '../support/blob-store.ts';
import { indexBody, indexType, sha256 } from '../support/fake-registry.ts';
import { provideGoRegistry, startGoRegistry, type GoRegistry } from '../support/go-registry.ts';
import { push, putManifest } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { extraMark, run } from '../support/tools.ts';
import { isSkipped, titled } from './tools.ts';

const program = isSkipped ? { missing: 'the other tools' } : provideGoRegistry();
const goTitle = 'missing' in program ? ` ${extraMark}${program.missing})` : '';
const signatureType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** What `skopeo list-tags` says. */
async function tagsBySkopeo(repository: string): Promise<readonly string[]> {
  const image = `docker://${repository}`;
  const listed = await run('skopeo', ['list-tags', '--tls-verify=false', image]);
  return (JSON.parse(listed.toString()) as { Tags: readonly string[] }).Tags;
}

/**
 * A manifest that says something of another one, as signatures do. Its type is that of its configuration
 * (OCI image specification 1.0), which all registries with an API can tell.
 */
function artifactFor(subject: { readonly digest: string; readonly size: number }): string {
  const content = { digest: sha256('{}'), size: 2 };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: signatureType, ...content },
    layers: [{ mediaType: 'application/octet-stream', ...content }],
    subject: { mediaType: indexType, ...subject },
  });
}

function digest(text: string): Digest {
  const parsed = parseDigest(text);
  if (!parsed.ok) throw new RangeError(text);
  return parsed.value;
}

describe.skipIf('missing' in program)(
  titled(`the registry of go-containerregistry${goTitle}`),
  () => {
    let registry: GoRegistry;

    beforeAll(async () => {
      registry = await startGoRegistry('path' in program ? program.path : '');
    });
    afterAll(() => registry.close());

    it('gives all of its 1,200 tags, although its pages have no links', async () => {
      const repository = `${registry.host}/team/tagged`;
      for (let number = 0; number < 1200; number++)
        await putManifest(registry, 'team/tagged', `1.${number}`, indexType, indexBody);
      const listed = await client().listTags(reference(repository), never);
      expect(listed).toMatchObject({ ok: true, value: { isPartial: false } });
      const tags = listed.ok ? listed.value.tags : [];
      expect(tags).toHaveLength(1200);
      expect(tags.map(({ tag }) => tag).toSorted()).toEqual(
        (await tagsBySkopeo(repository)).toSorted(),
      );
    }, 30_000);

    it('gives what refers to an image, by its own API', async () => {
      const image = createSampleImage('team/signed', '1.0');
      await push(image, registry);
      const subject = { digest: image.root.digest, size: image.root.bytes.length };
      const artifact = artifactFor(subject);
      await putManifest(registry, 'team/signed', sha256(artifact), manifestType, artifact);
      const name = reference(`${registry.host}/team/signed:1.0`);
      const list = (artifactType: string) =>
        client().listReferrers(name, digest(subject.digest), { artifactType }, never);
      expect(await list(signatureType)).toMatchObject({
        value: { source: 'api', isPartial: false, referrers: [{ digest: sha256(artifact) }] },
      });
      expect(await list('application/vnd.other')).toMatchObject({ value: { referrers: [] } });
    });

    it('is heard when it warns, once', async () => {
      await putManifest(registry, 'team/warned', '1.0', indexType, indexBody);
      const notices: RegistryNotice[] = [];
      const asking = client({ onNotice: (notice) => notices.push(notice) });
      for (let times = 0; times < 2; times++)
        await asking.resolve(reference(`${registry.host}/team/warned:1.0`), never);
      const text = 'This registry forgets everything when it ends.';
      expect(notices).toEqual([{ kind: 'warning', host: registry.host, text }]);
    });
  },
);

describe.skipIf(isSkipped)(titled('docker-registry'), () => {
  let registry: RealRegistry;

  beforeAll(async () => {
    registry = await startRealRegistry();
  });
  afterAll(() => registry.close());

  it('gives all tags at once, whatever is asked', async () => {
    const repository = `${registry.host}/team/tagged`;
    for (let number = 0; number < 30; number++)
      await putManifest(registry, 'team/tagged', `1.${number}`, indexType, indexBody);
    const listed = await client().listTags(reference(repository), never);
    expect(listed).toMatchObject({ ok: true, value: { isPartial: false } });
    const tags = listed.ok ? listed.value.tags : [];
    expect(tags.map(({ tag }) => tag).toSorted()).toEqual(
      (await tagsBySkopeo(repository)).toSorted(),
    );
  });

  it('gives 2,000 tags to all who ask for them, with one request', async () => {
    const repository = `${registry.host}/team/many`;
    for (let number = 0; number < 2000; number++)
      await putManifest(registry, 'team/many', `${number}`, indexType, indexBody);
    const tags = createTagSource(client());
    const lists = await Promise.all([
      tags.firstTags(reference(repository), never),
      tags.allTags(reference(repository), never),
    ]);
    for (const listed of [...lists, await tags.firstTags(reference(repository), never)]) {
      expect(listed).toMatchObject({ ok: true, value: { isPartial: false } });
      expect(listed.ok ? listed.value.tags : []).toHaveLength(2000);
    }
    await expect
      .poll(() => registry.requests().filter((line) => line.includes('/team/many/tags/list')))
      .toHaveLength(1);
  }, 60_000);

  it('has no API for what refers to an image, so its tag is asked, and asked first the next time', async () => {
    const image = createSampleImage('team/signed', '1.0');
    await push(image, registry);
    const subject = { digest: image.root.digest, size: image.root.bytes.length };
    const artifact = artifactFor(subject);
    const blob = { mediaType: '', digest: sha256('{}'), bytes: Buffer.from('{}') };
    await push({ ...image, blobs: [blob], manifests: [] }, registry);
    await putManifest(registry, 'team/signed', sha256(artifact), manifestType, artifact);
    const descriptor = {
      mediaType: manifestType,
      digest: sha256(artifact),
      size: artifact.length,
      artifactType: signatureType,
    };
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: indexType,
      manifests: [descriptor],
    });
    const tag = subject.digest.replace(':', '-');
    await putManifest(registry, 'team/signed', tag, indexType, index);

    const asking = client();
    const name = reference(`${registry.host}/team/signed:1.0`);
    for (let times = 0; times < 2; times++)
      expect(
        await asking.listReferrers(
          name,
          digest(subject.digest),
          { artifactType: signatureType },
          never,
        ),
      ).toMatchObject({
        value: { source: 'tag', isPartial: false, referrers: [{ digest: descriptor.digest }] },
      });
    await expect
      .poll(() => registry.requests().filter((line) => line.includes('/referrers/')))
      .toHaveLength(1);
  });
});

describe.skipIf(isSkipped)(titled('docker-registry with its blobs in another place'), () => {
  let store: BlobStore;
  let registry: RealRegistry;

  beforeAll(async () => {
    store = await startBlobStore();
    registry = await startRealRegistry({
      auth: { kind: 'password', username: 'alice', password: 's3cret' },
      folder: store.folder,
      blobsAt: store.url,
    });
  });
  afterAll(async () => {
    await registry.close();
    await store.close();
  });

  it('gives a blob by a redirect, and the other place does not see the password', async () => {
    const image = createSampleImage('team/app', '1.0');
    await push(image, { url: registry.url, authorization: basicAlice });
    const [blob] = image.blobs;
    if (blob === undefined) throw new RangeError('the image has no blob');
    const keychain = keychainWith(registry.host, alice);
    const name = reference(`${registry.host}/team/app:1.0`);
    const limits = { maximalSize: blob.bytes.length };
    expect(await client({ keychain }).fetchBlob(name, digest(blob.digest), limits, never)).toEqual({
      ok: true,
      value: Buffer.from(blob.bytes),
    });
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('gives no blob that was exchanged there', async () => {
    const image = createSampleImage('team/exchanged', '1.0');
    await push(image, { url: registry.url, authorization: basicAlice });
    const [blob] = image.blobs;
    if (blob === undefined) throw new RangeError('the image has no blob');
    onTestFinished(store.exchange(Buffer.alloc(blob.bytes.length)));
    const keychain = keychainWith(registry.host, alice);
    const name = reference(`${registry.host}/team/exchanged:1.0`);
    const limits = { maximalSize: blob.bytes.length };
    expect(
      await client({ keychain }).fetchBlob(name, digest(blob.digest), limits, never),
    ).toMatchObject({ error: { code: 'digest-mismatch' } });
  });
});
