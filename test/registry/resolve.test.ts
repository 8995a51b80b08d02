import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  indexBody,
  indexDigest,
  indexType,
  sendIndex,
  sendStatus,
  sha256,
  type Script,
} from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference, resolve } from './setup.ts';

const found = {
  ok: true,
  value: { digest: indexDigest, mediaType: indexType, resolvedAt: expect.any(Number) as number },
};
const schema1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

describe('resolve', () => {
  it('sends one HEAD request with all four media types, and nothing else', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    expect(await resolve(`${registry.host}/team/app:1.0`)).toEqual(found);
    expect(linesOf(registry)).toEqual(['HEAD /v2/team/app/manifests/1.0']);
    expect(registry.requests[0]?.headers).toMatchObject({
      accept: [
        'application/vnd.oci.image.index.v1+json',
        'application/vnd.docker.distribution.manifest.list.v2+json',
        'application/vnd.oci.image.manifest.v1+json',
        'application/vnd.docker.distribution.manifest.v2+json',
      ].join(', '),
      'accept-encoding': 'identity',
      'user-agent': 'test/1',
    });
    expect(registry.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('asks for latest where no tag is written, and does not ask for the written digest', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    await resolve(`${registry.host}/team/app@${sha256('old')}`);
    expect(linesOf(registry)).toEqual(['HEAD /v2/team/app/manifests/latest']);
  });

  it('asks a mirror for the images of Docker Hub', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    expect(
      await resolve('python:3.8', { registries: { 'docker.io': { mirror: registry.url } } }),
    ).toEqual(found);
    expect(linesOf(registry)).toEqual(['HEAD /v2/library/python/manifests/3.8']);
  });

  it('uses one connection for requests one after another', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    const asking = client();
    for (const tag of ['1', '2', '3'])
      await asking.resolve(reference(`${registry.host}/team/app:${tag}`), never);
    expect(new Set(registry.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  it('logs each request without its query', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    const lines: string[] = [];
    await resolve(`${registry.host}/team/app:1.0`, { log: (line) => lines.push(line) });
    expect(lines).toEqual([
      expect.stringMatching(/^HEAD http:\/\/[\d.:]+\/v2\/team\/app\/manifests\/1\.0 200 \d+ ms$/),
    ]);
  });

  it('takes a sha512 digest as it is', async () => {
    const digest = `sha512:${'0'.repeat(128)}`;
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': digest });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({ value: { digest } });
  });

  it('reads the media type without its parameters', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Content-Type': `${indexType}; charset=utf-8` });
    });
    expect(await resolve(`${registry.host}/app`)).toEqual(found);
  });
});

describe('a registry that does not tell the digest on HEAD', () => {
  it('is asked with GET, and the digest is that of the bytes', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': undefined });
    });
    expect(await resolve(`${registry.host}/app:1`)).toEqual(found);
    expect(linesOf(registry)).toEqual(['HEAD /v2/app/manifests/1', 'GET /v2/app/manifests/1']);
  });

  it.each([
    ['nothing', ''],
    ['a broken manifest', indexBody.slice(0, -3)],
    ['an error', '{"error":"quota"}'],
    ['a manifest of another type', indexBody.replace('image.index', 'image.manifest')],
    ['a manifest of another version', indexBody.replace('2', '1')],
  ])('and answers GET with %s gives no digest', async (_, body) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 200, { 'Content-Type': indexType }, body);
    });
    expect(await resolve(`${registry.host}/app:1`)).toMatchObject({
      error: { code: 'invalid-response', detail: 'no manifest' },
    });
  });

  it.each([400, 403, 405, 501])(
    'because it does not want HEAD (%i) is asked with GET',
    async (status) => {
      const registry = await fakeRegistry(({ method }, response) => {
        if (method === 'HEAD') sendStatus(response, status);
        else sendIndex(response);
      });
      expect(await resolve(`${registry.host}/app:1`)).toEqual(found);
      expect(registry.requests).toHaveLength(2);
    },
  );

  it('or the media type is asked with GET', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      sendIndex(response, method === 'HEAD' ? { 'Content-Type': undefined } : {});
    });
    expect(await resolve(`${registry.host}/app:1`)).toEqual(found);
    expect(registry.requests).toHaveLength(2);
  });

  it('must not tell another digest on GET than that of the bytes', async () => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else sendIndex(response, { 'Docker-Content-Digest': sha256('other') });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'digest-mismatch', host: registry.host, detail: sha256('other') },
    });
  });

  it('must not compress what we hash', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': undefined, 'Content-Encoding': 'gzip' });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'invalid-response', detail: 'content coding gzip' },
    });
  });

  it('must not send more than 4 MiB', async () => {
    const registry = await fakeRegistry((_, response) => {
      response.writeHead(200, { 'Content-Type': indexType });
      response.end(Buffer.alloc(4 * 1024 * 1024 + 1));
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({ error: { code: 'too-large' } });
  });
});

describe('an answer that is no answer', () => {
  it.each([
    ['sha256:zz', 'sha256:zz'],
    [sha256('x').toUpperCase(), 'SHA256'],
    ['latest', 'latest'],
    [`${sha256('x')}, ${sha256('y')}`, ', sha256:'],
  ])('with the digest %s is invalid', async (digest, detail) => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': digest });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'invalid-response', detail: expect.stringContaining(detail) as string },
    });
  });

  it.each([
    ['text/html', 'invalid-response', 'text/html'],
    ['application/json', 'invalid-response', 'application/json'],
    [undefined, 'invalid-response', 'no content type'],
    ['', 'invalid-response', ''],
    [schema1, 'schema1', schema1],
  ])('with the type %s is %s', async (type, code, detail) => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Content-Type': type });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code, host: registry.host, status: 200, detail },
    });
  });

  it.each([
    [400, 'invalid-response', 'HEAD GET'],
    [401, 'unauthorized', 'HEAD'],
    [403, 'denied', 'HEAD GET'],
    [404, 'not-found', 'HEAD'],
    [406, 'invalid-response', 'HEAD'],
    [410, 'invalid-response', 'HEAD'],
    [429, 'rate-limited', 'HEAD HEAD HEAD'],
    [500, 'server-error', 'HEAD'],
    [503, 'server-error', 'HEAD HEAD HEAD'],
    [204, 'invalid-response', 'HEAD'],
    [304, 'invalid-response', 'HEAD'],
    [418, 'invalid-response', 'HEAD'],
  ])('with status %i is %s (%s)', async (status, code, methods) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code, host: registry.host, status },
    });
    expect(registry.requests.map(({ method }) => method).join(' ')).toBe(methods);
  });

  it('tells how long a rate limit lasts', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 429, { 'Retry-After': '30' });
    });
    expect(await resolve(`${registry.host}/app`)).toMatchObject({
      error: { code: 'rate-limited', retryAfter: 30_000 },
    });
  });
});

describe('fetchManifest', () => {
  const sound: Script = (_, response) => {
    sendIndex(response);
  };
  const resolvedAt = Date.UTC(2026, 0, 1);
  const fetch = (host: string, version: string) =>
    client({ now: () => resolvedAt }).fetchManifest(reference(`${host}/app:1`), version, never);

  it.each(['sha256', 'sha512'])('gives bytes that have the %s digest', async (algorithm) => {
    const digest = `${algorithm}:${createHash(algorithm).update(indexBody).digest('hex')}`;
    const registry = await fakeRegistry(sound);
    expect(await fetch(registry.host, digest)).toEqual({
      ok: true,
      value: { digest, mediaType: indexType, bytes: Buffer.from(indexBody), resolvedAt },
    });
    expect(linesOf(registry)).toEqual([`GET /v2/app/manifests/${digest}`]);
  });

  it('gives the bytes of a tag with their digest', async () => {
    const registry = await fakeRegistry(sound);
    expect(await fetch(registry.host, 'v2')).toMatchObject({ value: { digest: indexDigest } });
    expect(linesOf(registry)).toEqual(['GET /v2/app/manifests/v2']);
  });

  it('computes the digest of a tag where the registry does not tell it', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': undefined });
    });
    expect(await fetch(registry.host, 'v2')).toMatchObject({ value: { digest: indexDigest } });
  });

  it('does not give other bytes, whatever the registry says of them', async () => {
    const wanted = sha256('wanted');
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': wanted });
    });
    for (const version of [wanted, 'v2'])
      expect(await fetch(registry.host, version)).toMatchObject({
        ok: false,
        error: { code: 'digest-mismatch', detail: wanted },
      });
  });

  it.each(['', '..', '../../other/manifests/1', 'a?b', 'a#b', 'sha256:zz', 'x'.repeat(129)])(
    'sends nothing for %j, which is neither tag nor digest',
    async (version) => {
      const registry = await fakeRegistry(sound);
      expect(await fetch(registry.host, version)).toMatchObject({
        error: { code: 'refused', detail: 'no tag or digest' },
      });
      expect(registry.requests).toEqual([]);
    },
  );
});
