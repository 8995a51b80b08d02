import { describe, expect, it, onTestFinished } from 'vitest';
import { startSampleRegistry } from '../../scripts/start/sample-registry.ts';
import { parseDigest } from '../../server/src/reference/digest.ts';
import { client, never, reference } from './setup.ts';

async function sampleRegistry(images: readonly string[]) {
  const registry = await startSampleRegistry(images);
  onTestFinished(() => registry.close());
  return registry;
}

interface Index {
  readonly manifests: readonly {
    readonly digest: string;
    readonly platform: { readonly architecture: string };
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
}

describe('the sample registry', () => {
  it('answers for Docker Hub with one request an image', async () => {
    const registry = await sampleRegistry(['python:3.8', 'bitnami/redis']);
    const asking = client({ registries: { 'docker.io': { mirror: registry.url } } });
    for (const image of ['python:3.8', 'bitnami/redis:latest'])
      expect(await asking.resolve(reference(image), never)).toMatchObject({
        value: { digest: registry.digestOf(image) },
      });
    expect(registry.requests).toEqual([
      'HEAD /v2/library/python/manifests/3.8',
      'HEAD /v2/bitnami/redis/manifests/latest',
    ]);
  });

  it('makes the same digests every time, and others for other tags', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => sampleRegistry(['python:3.8', 'python:3.9'])),
    );
    expect(one?.digestOf('python:3.8')).toBe(two?.digestOf('python:3.8'));
    expect(one?.digestOf('python:3.8')).not.toBe(one?.digestOf('python:3.9'));
    expect(() => one?.digestOf('python:3.7')).toThrow('no sample image python:3.7');
  });

  it('holds an index for two platforms with an attestation of each', async () => {
    const registry = await sampleRegistry(['python:3.8']);
    const asking = client({ registries: { 'docker.io': { mirror: registry.url } } });
    const image = reference('python:3.8');
    const fetched = async (text: string) => {
      const digest = parseDigest(text);
      if (!digest.ok) throw new Error(digest.error);
      const manifest = await asking.fetchManifest(image, digest.value, never);
      if (!manifest.ok) throw new Error(manifest.error.code);
      return JSON.parse(Buffer.from(manifest.value.bytes).toString()) as object;
    };

    const { manifests } = (await fetched(registry.digestOf('python:3.8'))) as Index;
    expect(manifests.map(({ platform }) => platform.architecture)).toEqual([
      'amd64',
      'arm64',
      'unknown',
      'unknown',
    ]);
    expect(
      manifests.slice(2).map(({ annotations }) => annotations?.['vnd.docker.reference.digest']),
    ).toEqual(manifests.slice(0, 2).map(({ digest }) => digest));
    for (const { digest } of manifests) expect(await fetched(digest)).toBeDefined();
  });

  it('lists tags in pages that a client can follow', async () => {
    const registry = await sampleRegistry(['app:c', 'app:a', 'app:b', 'app:d', 'app:e']);
    const pages: unknown[] = [];
    let next: string | undefined = '/v2/library/app/tags/list?n=2';
    for (let page = 0; next !== undefined && page < 10; page++) {
      const response: Response = await fetch(new URL(next, registry.url));
      pages.push(((await response.json()) as { tags: unknown }).tags);
      next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it.each([
    ['GET', '/v2/', 200, undefined],
    ['GET', '/v2/library/python/tags/list', 200, undefined],
    ['GET', '/v2/library/python/tags/list?n=x', 400, 'PAGINATION_NUMBER_INVALID'],
    ['GET', '/v2/library/ruby/tags/list', 404, 'NAME_UNKNOWN'],
    ['GET', '/v2/library/python/manifests/3.7', 404, 'MANIFEST_UNKNOWN'],
    ['GET', '/v2/library/python/blobs/sha256:00', 404, 'BLOB_UNKNOWN'],
    ['GET', '/elsewhere', 404, 'NAME_UNKNOWN'],
    ['PUT', '/v2/library/python/manifests/3.8', 405, 'UNSUPPORTED'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    const registry = await sampleRegistry(['python:3.8']);
    const response = await fetch(new URL(path, registry.url), { method });
    const body = (await response.json()) as { errors?: { code: string }[] };
    expect(response.status).toBe(status);
    expect(body.errors?.[0]?.code).toBe(code);
  });
});
