import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createTagSource } from '../../server/src/registry/tag-lists/remembered-tags.ts';
import type { ListedTag } from '../../server/src/registry/tag-source.ts';
import { deferred } from '../support/deferred.ts';
import { sendJson } from '../support/fake-registry.ts';
import { linesOf, never } from './setup.ts';
import { gotSecret, see } from './outside.ts';
import {
  digest,
  hubPage,
  hubPath,
  hubWith,
  json,
  listing,
  listTags,
  namesOf,
  pushed,
} from './tag-lists-setup.ts';

describe("Docker Hub's tags", () => {
  it('come from its own API, with digests, times and sizes by platform', async () => {
    const { outside, api, registry } = await hubWith(
      json({
        count: 1,
        next: null,
        results: [
          {
            name: '3.13',
            digest,
            tag_last_pushed: '2026-08-20T10:00:00.123456Z',
            images: [
              { os: 'linux', architecture: 'amd64', variant: null, size: 100 },
              { os: 'linux', architecture: 'arm64', variant: 'v8', size: 90 },
              { os: 'unknown', architecture: 'unknown', variant: null, size: 5 },
            ],
          },
        ],
      }),
    );
    const result = await listTags(outside, 'python');
    const expected: ListedTag = {
      tag: '3.13',
      digest,
      pushedAt: pushed + 123,
      sizes: [
        { platform: { os: 'linux', architecture: 'amd64' }, size: 100 },
        { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' }, size: 90 },
      ],
    };
    expect(result).toEqual({ ok: true, value: { tags: [expected], isPartial: false } });
    expect(linesOf(api)).toEqual([`GET ${hubPath}`]);
    expect(api.requests[0]?.query.toString()).toBe('page_size=100&page=1');
    expect(registry.requests).toEqual([]);
    expect(gotSecret(api)).toBe(false);
  });

  it('come page by page, counted by us, whatever the API says where the next one is', async () => {
    const { outside, api } = await hubWith(({ query }, response) => {
      const page = query.get('page') ?? '';
      sendJson(response, hubPage([`t${page}`, 't0'], page === '3' ? null : 'https://evil.test/'));
    });
    expect(await namesOf(outside, 'python')).toEqual(['t1', 't0', 't2', 't3']);
    expect(api.requests.map(({ query }) => query.get('page'))).toEqual(['1', '2', '3']);
    expect(outside.wanted).toEqual(['hub.docker.com:443']);
  });

  it('have the names of the registry too where the API has more than ten pages', async () => {
    const { outside, api } = await hubWith(
      ({ query }, response) => {
        sendJson(response, hubPage([`t${query.get('page') ?? ''}`], 'more'));
      },
      listing('old', 't1'),
    );
    const result = await listTags(outside, 'python');
    const names = result.ok ? result.value.tags.map(({ tag }) => tag).toSorted() : [];
    expect(names).toEqual(['old', 't1', 't10', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9']);
    expect(result).toMatchObject({ value: { isPartial: false } });
    expect(api.requests).toHaveLength(10);
  });

  it.each([
    ['leaves out', [{ name: 'ok' }, { name: '../x' }, { name: 7 }, null, [], 'x'], [{ tag: 'ok' }]],
    [
      'keeps a name of JavaScript as',
      [{ name: '__proto__' }, { name: 'constructor' }],
      [{ tag: '__proto__' }, { tag: 'constructor' }],
    ],
    [
      'does not tell a digest, a time and sizes that are none of',
      [
        {
          name: 'ok',
          digest: 'sha256:123',
          tag_last_pushed: '1970-01-01T00:00:00Z',
          last_updated: '9999-01-01T00:00:00Z',
          images: [
            { os: 'linux', architecture: 'amd64', size: -1 },
            { os: 'linux', architecture: 'amd64', size: 1e300 },
            { os: 'linux', architecture: 'a'.repeat(1000), size: 1 },
            { os: '](command:x)', architecture: 'amd64', size: 1 },
            { os: 'linux', architecture: 'amd64', variant: '\u202e', size: 1 },
            'x',
          ],
        },
      ],
      [{ tag: 'ok' }],
    ],
    [
      'takes the time of the last change for that of the push where only that is told of',
      [{ name: 'ok', tag_last_pushed: null, last_updated: '2026-08-20T10:00:00Z' }],
      [{ tag: 'ok', pushedAt: pushed }],
    ],
  ])('%s what strangers write: %j', async (_, results, tags) => {
    const { outside } = await hubWith(json({ next: null, results }));
    expect(await listTags(outside, 'python')).toEqual({
      ok: true,
      value: { tags, isPartial: false },
    });
  });

  it('with a hundred platforms and more are cut', async () => {
    const image = { os: 'linux', architecture: 'amd64', size: 1 };
    const images = Array.from({ length: 5000 }, () => image);
    const { outside } = await hubWith(json({ next: null, results: [{ name: 'a', images }] }));
    const result = await listTags(outside, 'python');
    expect(result.ok ? result.value.tags[0]?.sizes : []).toHaveLength(100);
  });
});

describe('a slow second page', () => {
  it('is not waited for by the first tags, and cancelling closes the connection', async () => {
    const slow = deferred<undefined>();
    const { outside, api } = await hubWith(({ query }, response) => {
      if (query.get('page') !== '2') sendJson(response, hubPage(['3.13'], 'more'));
      else
        void slow.promise.then(() => {
          sendJson(response, hubPage(['3.12']));
        });
    });
    await see(
      outside,
      'python',
      async (asking, name) => {
        const source = createTagSource(asking);
        const first = await source.firstTags(name, never);
        expect(first).toMatchObject({ value: { tags: [{ tag: '3.13' }], isPartial: true } });
        const whole = source.allTags(name, never);
        slow.resolve(undefined);
        expect(await whole).toMatchObject({ value: { tags: [{}, {}], isPartial: false } });
        return whole;
      },
      { timeouts: { request: 5_000 } },
    );
    expect(api.requests).toHaveLength(2);
  });

  it('ends with who waits for all tags', async () => {
    const person = new AbortController();
    const closed = deferred<unknown>();
    const { outside, registry } = await hubWith(({ query }, response) => {
      if (query.get('page') !== '2') sendJson(response, hubPage(['3.13'], 'more'));
      else {
        closed.resolve(once(response, 'close'));
        person.abort();
      }
    });
    const { result } = await see(outside, 'python', (asking, name) =>
      createTagSource(asking).allTags(name, person.signal),
    );
    expect(result).toMatchObject({ error: { code: 'cancelled' } });
    await closed.promise;
    expect(registry.requests).toEqual([]);
  });
});
