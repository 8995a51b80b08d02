import { describe, expect, it } from 'vitest';
import type { RegistryClientOptions } from '../../server/src/registry/registry-client.ts';
import { sendJson, sendStatus, type Script } from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';
import { never } from './setup.ts';
import { see } from './outside.ts';
import { digest, hubPage, hubWith, json, listing, listTags, namesOf } from './tag-lists-setup.ts';

describe('the list of the registry takes the place of an API', () => {
  it.each<[string, Script]>([
    [
      'refuses',
      (_, response) => {
        sendStatus(response, 403);
      },
    ],
    [
      'knows no such repository',
      (_, response) => {
        sendStatus(response, 404);
      },
    ],
    [
      'has had enough',
      (_, response) => {
        sendStatus(response, 429);
      },
    ],
    [
      'is broken',
      (_, response) => {
        sendStatus(response, 503);
      },
    ],
    [
      'gives no JSON',
      (_, response) => {
        sendStatus(response, 200, {}, '<html>');
      },
    ],
    ['gives other JSON', json({ results: { a: 1 } })],
    [
      'gives nesting without end',
      (_, response) => {
        sendStatus(response, 200, {}, '['.repeat(100_000));
      },
    ],
    [
      'gives too much',
      (_, response) => {
        sendStatus(response, 200, {}, ' '.repeat(4 * 1024 * 1024 + 1));
      },
    ],
    [
      'leads elsewhere',
      (_, response) => {
        sendStatus(response, 302, { Location: 'https://evil.test/' });
      },
    ],
    [
      'hangs up',
      (_, response) => {
        response.destroy();
      },
    ],
    ['does not answer', () => undefined],
  ])('that %s, after one request', async (_, script) => {
    const { outside, api } = await hubWith(script);
    expect(await namesOf(outside, 'python')).toEqual(['3.12', '3.13']);
    expect(api.requests).toHaveLength(1);
    expect(new Set(outside.wanted)).toEqual(
      new Set(['hub.docker.com:443', 'registry-1.docker.io:443']),
    );
  });

  it('that fails on a later page, and what was told stays', async () => {
    const { outside } = await hubWith(({ query }, response) => {
      if (query.get('page') === '2') sendStatus(response, 500);
      else sendJson(response, { next: 'more', results: [{ name: '3.13', digest }] });
    });
    expect(await listTags(outside, 'python')).toEqual({
      ok: true,
      value: { tags: [{ tag: '3.12' }, { tag: '3.13', digest }], isPartial: false },
    });
  });

  it('whose failure is then the failure', async () => {
    const broken: Script = (_, response) => {
      sendStatus(response, 404);
    };
    const { outside } = await hubWith(broken, broken);
    expect(await listTags(outside, 'python')).toMatchObject({
      error: { code: 'not-found', host: 'registry-1.docker.io' },
    });
  });

  it('unless that fails as well, when what was told has to do', async () => {
    const { outside } = await hubWith(
      ({ query }, response) => {
        if (query.get('page') === '2') sendStatus(response, 500);
        else sendJson(response, hubPage(['3.13'], 'more'));
      },
      (_, response) => {
        sendStatus(response, 403);
      },
    );
    expect(await listTags(outside, 'python')).toMatchObject({
      value: { tags: [{ tag: '3.13' }], isPartial: true, reason: 'failed' },
    });
  });

  it.each([
    [500, 1],
    [404, 2],
  ])('for ten minutes when it failed, not when it refused (%i)', async (status, times) => {
    const { outside, api } = await hubWith((_, response) => {
      sendStatus(response, status);
    });
    const clock = testClock();
    await see(
      outside,
      'python',
      async (asking, name) => {
        await asking.listTags(name, never);
        await asking.listTags(name, never);
        expect(api.requests).toHaveLength(times);
        clock.advance(600_000);
        return asking.listTags(name, never);
      },
      { clock },
    );
    expect(api.requests).toHaveLength(times + 1);
  });
});

describe("Docker Hub's API is not asked", () => {
  const configured = { isInsecure: false, isBlocked: false, mirrors: [] };
  const elsewhere = 'mirror.example.test';
  const mirror = { location: elsewhere, isInsecure: false };
  const inConf = (registry: object) => ({
    registriesConf: () =>
      Promise.resolve({
        registries: [{ prefix: 'docker.io', location: 'docker.io', ...configured, ...registry }],
      }),
  });

  it.each<[string, Partial<RegistryClientOptions>, unknown]>([
    [
      'the table has a mirror',
      { registries: { 'docker.io': { mirror: `https://${elsewhere}` } } },
      ['m'],
    ],
    ['registries.conf has a mirror', inConf({ mirrors: [mirror] }), ['m']],
    ['registries.conf has another location', inConf({ location: elsewhere }), ['m']],
    ['the table skips it', { registries: { 'docker.io': { skip: true } } }, 'skipped'],
    ['registries.conf blocks it', inConf({ isBlocked: true }), 'skipped'],
    [
      'the table skips the API',
      { registries: { 'hub.docker.com': { skip: true } } },
      ['3.12', '3.13'],
    ],
  ])('when %s', async (_, options, expected) => {
    const { outside, api } = await hubWith(json(hubPage(['api'])));
    await outside.serve(elsewhere, listing('m'));
    expect(await namesOf(outside, 'python', options)).toEqual(expected);
    expect(api.requests).toEqual([]);
    expect(outside.wanted).not.toContain('hub.docker.com:443');
  });

  it('for images of other registries, and names that Docker Hub cannot have', async () => {
    const { outside, api } = await hubWith(json(hubPage(['api'])));
    await outside.serve('ghcr.io', listing('g'));
    expect(await namesOf(outside, 'ghcr.io/library/python')).toEqual(['g']);
    expect(await namesOf(outside, 'docker.io/a/b/c')).toEqual(['3.12', '3.13']);
    expect(api.requests).toEqual([]);
  });
});
