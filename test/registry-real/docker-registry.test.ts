import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPlainIndex,
  createSampleImage,
  createSinglePlatformImage,
  ociFormat,
  type ImageFormat,
} from '../../scripts/start/sample-images.ts';
import { createLoopbackIdentity } from '../support/certificate.ts';
import { push } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';
import { alice, basicAlice, keychainWith, resolve } from '../registry/setup.ts';
import { digestBySkopeo, isSkipped, titled } from './tools.ts';

const dockerFormat: ImageFormat = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar',
};

const plain = ['--tls-verify=false'];

describe.skipIf(isSkipped)(titled('docker-registry, open to all'), () => {
  let registry: RealRegistry;

  beforeAll(async () => {
    registry = await startRealRegistry();
  });

  afterAll(() => registry.close());

  it.each([
    ['an OCI index with attestations', createSampleImage('library/app', 'oci-index')],
    ['an OCI index', createPlainIndex('library/app', 'oci-plain', ociFormat)],
    ['an OCI manifest', createSinglePlatformImage('library/app', 'oci-single', ociFormat)],
    ['a Docker manifest list', createPlainIndex('library/app', 'docker-list', dockerFormat)],
    ['a Docker manifest', createSinglePlatformImage('library/app', 'docker-one', dockerFormat)],
  ])('gives the digest of %s that skopeo gives', async (_, image) => {
    await push(image, registry);
    const name = `${registry.host}/${image.repository}:${image.tag}`;
    const digest = await digestBySkopeo([...plain, `docker://${name}`]);
    expect(digest).toBe(image.root.digest);
    expect(await resolve(name)).toMatchObject({
      ok: true,
      value: { digest, mediaType: image.root.mediaType },
    });
  });

  it('gives the new digest of a tag that has moved', async () => {
    const name = `${registry.host}/team/moving:1.0`;
    const digests: string[] = [];
    for (const build of ['first', 'second']) {
      const image = { ...createSampleImage('team/moving', build), tag: '1.0' };
      await push(image, registry);
      expect(await resolve(name)).toMatchObject({ value: { digest: image.root.digest } });
      digests.push(image.root.digest);
    }
    expect(new Set(digests).size).toBe(2);
  });

  it('does not have a tag or a repository that nobody pushed', async () => {
    await push(createSampleImage('team/app', '1.0'), registry);
    for (const image of ['team/app:2.0', 'team/other:1.0'])
      expect(await resolve(`${registry.host}/${image}`)).toMatchObject({
        error: { code: 'not-found', host: registry.host, status: 404 },
      });
  });

  it('serves as a mirror of Docker Hub', async () => {
    const image = createSampleImage('library/python', '3.8');
    await push(image, registry);
    expect(
      await resolve('python:3.8', { registries: { 'docker.io': { mirror: registry.url } } }),
    ).toMatchObject({
      value: { digest: image.root.digest },
    });
  });
});

describe.skipIf(isSkipped)(titled('docker-registry with passwords'), () => {
  const image = createSampleImage('team/app', '1.0');
  let registry: RealRegistry;
  let name: string;

  beforeAll(async () => {
    registry = await startRealRegistry({
      auth: { kind: 'password', username: 'alice', password: 's3cret' },
    });
    name = `${registry.host}/team/app:1.0`;
    await push(image, { url: registry.url, authorization: basicAlice });
  });

  afterAll(() => registry.close());

  it('gives the user the digest that skopeo gets', async () => {
    const digest = await digestBySkopeo([...plain, '--creds', 'alice:s3cret', `docker://${name}`]);
    const keychain = keychainWith(registry.host, alice);
    expect(await resolve(name, { keychain })).toMatchObject({ value: { digest } });
  });

  it('gives nothing to anyone else', async () => {
    expect(await resolve(name)).toMatchObject({
      error: { code: 'unauthorized', host: registry.host, hadCredentials: false },
    });
  });

  it('does not accept a wrong password', async () => {
    const keychain = keychainWith(registry.host, {
      kind: 'password',
      username: 'alice',
      password: 'wrong',
    });
    expect(await resolve(name, { keychain })).toMatchObject({
      error: { code: 'unauthorized', host: registry.host, hadCredentials: true },
    });
  });
});

describe.skipIf(isSkipped)(titled('docker-registry with tokens'), () => {
  const open = createSampleImage('library/app', '1.0');
  const closed = createSampleImage('team/app', '1.0');
  const identity = createLoopbackIdentity();
  const names = { service: 'test-registry', issuer: 'test-issuer' };
  let tokens: TokenServer;
  let registry: RealRegistry;

  beforeAll(async () => {
    const user = { username: 'alice', password: 's3cret' };
    tokens = await startTokenServer({ keys: identity, ...names, ...user });
    const { realm } = tokens;
    const { certificate } = identity;
    registry = await startRealRegistry({ auth: { kind: 'token', realm, ...names, certificate } });
    tokens.stand(registry);
    for (const image of [open, closed]) {
      const authorization = `Bearer ${tokens.userToken(image.repository)}`;
      await push(image, { url: registry.url, authorization });
    }
  });

  afterAll(async () => {
    await registry.close();
    await tokens.close();
  });

  it('gives anyone an open image, with a token for nobody', async () => {
    const name = `${tokens.host}/library/app:1.0`;
    expect(await resolve(name)).toMatchObject({
      value: { digest: await digestBySkopeo([...plain, `docker://${name}`]) },
    });
    expect(tokens.givenTo[0]).toBe('');
  });

  it('gives nobody a closed image', async () => {
    expect(await resolve(`${tokens.host}/team/app:1.0`)).toMatchObject({
      error: { code: 'denied', status: 401, hadCredentials: false },
    });
  });

  it('gives the user a closed image', async () => {
    const name = `${tokens.host}/team/app:1.0`;
    const digest = await digestBySkopeo([...plain, '--creds', 'alice:s3cret', `docker://${name}`]);
    const keychain = keychainWith(tokens.host, alice);
    expect(await resolve(name, { keychain })).toMatchObject({ value: { digest } });
    expect(tokens.givenTo.at(-1)).toBe('alice');
  });

  it('does not accept a wrong password', async () => {
    const keychain = keychainWith(tokens.host, {
      kind: 'password',
      username: 'alice',
      password: 'wrong',
    });
    expect(await resolve(`${tokens.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'unauthorized', detail: 'token server', hadCredentials: true },
    });
  });

  it('does not see the password when its token server is at another address', async () => {
    const keychain = keychainWith(registry.host, alice);
    const open = await resolve(`${registry.host}/library/app:1.0`, { keychain });
    expect(open).toMatchObject({ ok: true });
    expect(tokens.givenTo.at(-1)).toBe('');
    expect(await resolve(`${registry.host}/team/app:1.0`, { keychain })).toMatchObject({
      error: { code: 'denied', hadCredentials: false },
    });
  });
});
