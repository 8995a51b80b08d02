import { describe, expect, it } from 'vitest';
import {
  indexDigest,
  sendIndex,
  sendStatus,
  sha256,
  type FakeRegistry,
} from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const path = `/v2/team/app/manifests/${indexDigest}`;

function hasIndex({ host }: FakeRegistry, options = {}) {
  return client(options).hasManifest(reference(`${host}/team/app`), indexDigest, never);
}

describe('a manifest', () => {
  it('is there when HEAD finds it, and no body is asked for', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    expect(await hasIndex(registry)).toEqual({ ok: true, value: true });
    expect(linesOf(registry)).toEqual([`HEAD ${path}`]);
  });

  it('is not there when HEAD says 404', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 404);
    });
    expect(await hasIndex(registry)).toEqual({ ok: true, value: false });
    expect(linesOf(registry)).toEqual([`HEAD ${path}`]);
  });

  it.each([
    [200, true],
    [404, false],
  ])('is asked for by GET where HEAD is not wanted (%i)', async (status, isThere) => {
    const registry = await fakeRegistry(({ method }, response) => {
      if (method === 'HEAD') sendStatus(response, 405);
      else if (status === 200) sendIndex(response);
      else sendStatus(response, status);
    });
    expect(await hasIndex(registry)).toEqual({ ok: true, value: isThere });
    expect(linesOf(registry)).toEqual([`HEAD ${path}`, `GET ${path}`]);
  });

  it.each([
    [401, 'unauthorized'],
    [500, 'server-error'],
  ])('is neither there nor gone when the registry says %i', async (status, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await hasIndex(registry)).toMatchObject({ ok: false, error: { code } });
  });

  it('is not there by the word of a registry that tells another digest', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response, { 'Docker-Content-Digest': sha256('another') });
    });
    expect(await hasIndex(registry)).toMatchObject({ error: { code: 'digest-mismatch' } });
  });

  it('that a mirror does not have is looked for at the registry', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendIndex(response);
    });
    const mirror = await fakeRegistry((_, response) => {
      sendStatus(response, 404);
    });
    const configured = {
      prefix: registry.host,
      location: registry.host,
      isInsecure: true,
      isBlocked: false,
      mirrors: [{ location: mirror.host, isInsecure: true }],
    };
    const registriesConf = () => Promise.resolve({ registries: [configured] });
    expect(await hasIndex(registry, { registriesConf })).toEqual({ ok: true, value: true });
    expect([mirror.requests.length, registry.requests.length]).toEqual([1, 1]);
  });
});
