import { describe, expect, it } from 'vitest';
import type {
  ConfiguredMirror,
  RegistriesConf,
} from '../../server/src/registry/hosts/registries-conf.ts';
import {
  closedHost,
  indexDigest,
  sendIndex,
  sendStatus,
  type FakeRegistry,
  type Script,
} from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const sound: Script = (_, response) => {
  sendIndex(response);
};

/** Podman's configuration of a registry with mirrors, all on this machine. */
function withMirrors(
  registry: FakeRegistry,
  ...mirrors: readonly Omit<ConfiguredMirror, 'isInsecure'>[]
): { registriesConf: () => Promise<RegistriesConf> } {
  const { host } = registry;
  const configured = {
    prefix: host,
    location: host,
    isInsecure: true,
    isBlocked: false,
    mirrors: mirrors.map((mirror) => ({ ...mirror, isInsecure: true })),
  };
  return { registriesConf: () => Promise.resolve({ registries: [configured] }) };
}

function app({ host }: FakeRegistry) {
  return reference(`${host}/app:1`);
}

describe('a mirror', () => {
  it('that has the tag is asked alone', async () => {
    const [mirror, registry] = [await fakeRegistry(sound), await fakeRegistry(sound)];
    const asking = client(withMirrors(registry, { location: mirror.host }));
    expect(await asking.resolve(app(registry), never)).toMatchObject({
      value: { digest: indexDigest },
    });
    expect([mirror.requests.length, registry.requests.length]).toEqual([1, 0]);
  });

  it('is asked for the repository under the name that it has there', async () => {
    const [mirror, registry] = [await fakeRegistry(sound), await fakeRegistry(sound)];
    const asking = client(withMirrors(registry, { location: `${mirror.host}/copies` }));
    await asking.resolve(app(registry), never);
    expect(linesOf(mirror)).toEqual(['HEAD /v2/copies/app/manifests/1']);
  });

  it.each([401, 403, 404, 429, 500])(
    'that does not give the tag (%i) leaves it to the registry',
    async (status) => {
      const registry = await fakeRegistry(sound);
      const mirror = await fakeRegistry((_, response) => {
        sendStatus(response, status);
      });
      const asking = client(withMirrors(registry, { location: mirror.host }));
      expect(await asking.resolve(app(registry), never)).toMatchObject({ ok: true });
    },
  );

  it('that is down leaves it to the registry, whose failure counts', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, 404);
    });
    const asking = client(withMirrors(registry, { location: await closedHost() }));
    expect(await asking.resolve(app(registry), never)).toMatchObject({
      error: { code: 'not-found', host: registry.host },
    });
  });

  it('for digests alone is not asked for tags, and one for tags not for digests', async () => {
    const [digests, tags] = [await fakeRegistry(sound), await fakeRegistry(sound)];
    const registry = await fakeRegistry(sound);
    const asking = client(
      withMirrors(
        registry,
        { location: digests.host, takes: 'digests' },
        { location: tags.host, takes: 'tags' },
      ),
    );
    await asking.resolve(app(registry), never);
    await asking.fetchManifest(app(registry), indexDigest, never);
    expect(linesOf(tags)).toEqual(['HEAD /v2/app/manifests/1']);
    expect(linesOf(digests)).toEqual([`GET /v2/app/manifests/${indexDigest}`]);
    expect(registry.requests).toEqual([]);
  });

  it('that was being asked when the caller gave up is the last one', async () => {
    const controller = new AbortController();
    const registry = await fakeRegistry(sound);
    const mirror = await fakeRegistry(() => {
      controller.abort();
    });
    const asking = client(withMirrors(registry, { location: mirror.host }));
    expect(await asking.resolve(app(registry), controller.signal)).toMatchObject({
      error: { code: 'cancelled' },
    });
    expect(registry.requests).toEqual([]);
  });
});
