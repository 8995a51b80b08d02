import { describe, expect, it } from 'vitest';
import {
  indexDigest,
  sendIndex,
  sendJson,
  sendStatus,
  type FakeRegistry,
  type Script,
} from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const repository = '/v2/team/app';
const manifest = `${repository}/manifests/${indexDigest}`;
const tag = `${repository}/manifests/1`;
const list = `${repository}/tags/list`;

/** A registry that has what is at these paths, and nothing else. */
function having(...paths: readonly string[]): Script {
  return ({ path, method }, response) => {
    if (!paths.includes(path)) sendStatus(response, 404);
    else if (path !== list) sendIndex(response);
    else {
      response.setHeader('Link', `<${list}?last=b>; rel="next"`);
      sendJson(response, { name: 'team/app', tags: method === 'GET' ? ['a', 'b'] : [] });
    }
  };
}

function isGone({ host }: FakeRegistry, shown: string | undefined, options = {}) {
  return client(options).isGone(reference(`${host}/team/app`), indexDigest, shown, never);
}

/** Podman's configuration of a registry with a mirror in front. */
function behind(mirror: FakeRegistry, registry: FakeRegistry) {
  const configured = {
    prefix: registry.host,
    location: registry.host,
    isInsecure: true,
    isBlocked: false,
    mirrors: [{ location: mirror.host, isInsecure: true }],
  };
  return { registriesConf: () => Promise.resolve({ registries: [configured] }) };
}

describe('a manifest that HEAD did not find', () => {
  it('is there where GET finds it, and nothing more is asked', async () => {
    const registry = await fakeRegistry(having(manifest));
    expect(await isGone(registry, '1')).toEqual({ ok: true, value: false });
    expect(linesOf(registry)).toEqual([`GET ${manifest}`]);
  });

  it('is gone where the registry still shows the tag', async () => {
    const registry = await fakeRegistry(having(tag));
    expect(await isGone(registry, '1')).toEqual({ ok: true, value: true });
    expect(linesOf(registry)).toEqual([`GET ${manifest}`, `HEAD ${tag}`]);
  });

  it('is gone where the registry shows any tag, of which one page is read and no more', async () => {
    const registry = await fakeRegistry(having(list));
    expect(await isGone(registry, undefined)).toEqual({ ok: true, value: true });
    expect(linesOf(registry)).toEqual([`GET ${manifest}`, `GET ${list}`]);
  });

  it.each([['1'], [undefined]])('may be hidden where nothing is shown (%s)', async (shown) => {
    const registry = await fakeRegistry(having());
    expect(await isGone(registry, shown)).toMatchObject({
      ok: false,
      error: { code: 'not-found', host: registry.host },
    });
  });

  it.each([
    [401, 'unauthorized'],
    [500, 'server-error'],
  ])('is no matter of a registry that says %i', async (status, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await isGone(registry, '1')).toMatchObject({ ok: false, error: { code } });
  });

  it('may be hidden where the mirror shows the tag, and the registry does not', async () => {
    const [mirror, registry] = [await fakeRegistry(having(tag)), await fakeRegistry(having())];
    expect(await isGone(registry, '1', behind(mirror, registry))).toMatchObject({
      error: { code: 'not-found', host: registry.host },
    });
    expect(linesOf(mirror)).toEqual([`GET ${manifest}`]);
  });

  it('is gone where the registry shows the tag, and the mirror has nothing', async () => {
    const [mirror, registry] = [await fakeRegistry(having()), await fakeRegistry(having(tag))];
    const gone = await isGone(registry, '1', behind(mirror, registry));
    expect(gone).toEqual({ ok: true, value: true });
  });

  it('is asked for at the mirror alone where the table has that in place of the registry', async () => {
    const [mirror, registry] = [await fakeRegistry(having(tag)), await fakeRegistry(having())];
    const registries = { [registry.host]: { mirror: `http://${mirror.host}` } };
    expect(await isGone(registry, '1', { registries })).toEqual({ ok: true, value: true });
    expect(registry.requests).toEqual([]);
  });
});
