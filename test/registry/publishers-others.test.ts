import { describe, expect, it } from 'vitest';
import { ok } from '../../server/src/text/result.ts';
import { nothingTold, type PublisherSource } from '../../server/src/registry/publisher-source.ts';
import { createPublisherSource } from '../../server/src/registry/publishers/remembered-publishers.ts';
import { sendStatus } from '../support/fake-registry.ts';
import { testClock } from '../support/test-clock.ts';
import { createOutside, gotSecret, see } from './outside.ts';
import { answering, factsOf, pushed, worldWith } from './publishers-setup.ts';
import { linesOf, never, reference } from './setup.ts';

const path = '/api/v1/repository/team/app';
const repository = {
  namespace: 'team',
  name: 'app',
  kind: 'image',
  description: '# App\n\nDoes things.',
  is_public: true,
  state: 'NORMAL',
};

describe('what Quay tells of a repository', () => {
  it('is whose it is, and when the tag was pushed', async () => {
    const { outside, api } = await worldWith(
      'quay.io',
      answering({
        [path]: repository,
        [`${path}/tag/`]: {
          tags: [
            { name: 'v10', start_ts: 1 },
            { name: 'v1', start_ts: pushed / 1000 },
          ],
        },
      }),
    );
    expect(await factsOf(outside, 'quay.io/team/app:v1')).toEqual({
      ok: true,
      value: {
        ...nothingTold,
        api: 'quay.io',
        owner: 'team',
        description: '# App\n\nDoes things.',
        tagPushed: pushed,
        isArchived: false,
        page: 'https://quay.io/repository/team/app',
      },
    });
    expect(api.requests.map(({ query }) => query.toString()).toSorted()).toEqual([
      'includeTags=false',
      'onlyActiveTags=true&specificTag=v1',
    ]);
    expect(gotSecret(api)).toBe(false);
  });

  it.each([
    [{ tags: {} }],
    [{ tags: [null, 'v1', { name: 'v1', start_ts: 'soon' }] }],
    [{ tags: [{ name: 'v1', start_ts: 1e300 }] }],
    [[]],
    [503],
  ])('does not tell when the tag was pushed where that is %j', async (answer) => {
    const { outside } = await worldWith(
      'quay.io',
      answering({ [path]: { ...repository, state: 'READ_ONLY' }, [`${path}/tag/`]: answer }),
    );
    expect(await factsOf(outside, 'quay.io/team/app:v1')).toMatchObject({
      ok: true,
      value: { owner: 'team', tagPushed: undefined, isArchived: undefined },
    });
  });

  it('is nothing of a repository that it does not show, and a failure where it tells of another', async () => {
    const hidden = await worldWith('quay.io', answering({ [path]: 401 }));
    expect(await factsOf(hidden.outside, 'quay.io/team/app:v1')).toEqual({
      ok: true,
      value: { ...nothingTold, api: 'quay.io' },
    });
    const wrong = await worldWith('quay.io', answering({ [path]: { ...repository, name: 'x' } }));
    expect(await factsOf(wrong.outside, 'quay.io/team/app:v1')).toMatchObject({
      error: { code: 'invalid-response', host: 'quay.io' },
    });
  });
});

describe('nobody is asked', () => {
  it.each(['ghcr.io/team/app:1', 'registry.example.test/team/app:1', 'quay.io.example.test/a/b'])(
    'about %s, whose registry has no such API',
    async (image) => {
      const outside = await createOutside();
      expect(await factsOf(outside, image)).toEqual({ ok: true, value: nothingTold });
      expect(outside.wanted).toEqual([]);
    },
  );

  it.each([
    ['a mirror may be asked for it', { 'docker.io': { mirror: 'https://mirror.example.test' } }],
    ['the person wants the registry left alone', { 'docker.io': { skip: true } }],
    ['the person wants the API left alone', { 'hub.docker.com': { skip: true } }],
  ])('where %s', async (_, registries) => {
    const outside = await createOutside();
    expect(await factsOf(outside, 'team/app:1', { registries })).toEqual({
      ok: true,
      value: nothingTold,
    });
    expect(outside.wanted).toEqual([]);
  });

  it('again for ten minutes after a failure, which is told again', async () => {
    const clock = testClock();
    const { outside, api } = await worldWith('hub.docker.com', (_, response) => {
      sendStatus(response, 503);
    });
    await see(
      outside,
      'team/app:1',
      async (asking, name) => {
        const first = await asking.repositoryFacts(name, undefined, never);
        const requests = api.requests.length;
        expect(await asking.repositoryFacts(name, '1', never)).toEqual(first);
        expect(api.requests).toHaveLength(requests);
        return first;
      },
      { clock },
    );
    expect(linesOf(api)).toContain('GET /v2/namespaces/team/repositories/app');
  });

  it('by who has given up', async () => {
    const outside = await createOutside();
    const { result } = await see(outside, 'team/app:1', (asking, name) =>
      asking.repositoryFacts(name, '1', AbortSignal.abort()),
    );
    expect(result).toMatchObject({ error: { code: 'cancelled' } });
    expect(outside.wanted).toEqual([]);
  });
});

describe('what was told', () => {
  const name = reference('team/app:1');

  /** A source that counts how often it is asked, and clocks that the test sets. */
  function counted() {
    const time = { now: 1_000_000, uptime: 0, asked: 0 };
    const source: PublisherSource = {
      repositoryFacts: () => {
        time.asked++;
        return Promise.resolve(ok({ ...nothingTold, stars: time.asked }));
      },
    };
    const clocks = { now: () => time.now, uptime: () => time.uptime };
    return { time, source: createPublisherSource(source, clocks) };
  }

  it('is asked for once, by however many at the same time and for ten minutes', async () => {
    const { time, source } = counted();
    await Promise.all([1, 2, 3].map(() => source.repositoryFacts(name, '1', never)));
    time.now += 599_000;
    time.uptime += 599_000;
    expect(await source.repositoryFacts(name, '1', never)).toMatchObject({ value: { stars: 1 } });
    time.uptime += 1_000;
    expect(await source.repositoryFacts(name, '1', never)).toMatchObject({ value: { stars: 2 } });
  });

  it('is asked for anew where a clock was set back, and for another tag', async () => {
    const { time, source } = counted();
    await source.repositoryFacts(name, '1', never);
    await source.repositoryFacts(name, '2', never);
    expect(time.asked).toBe(2);
    time.now -= 10_000;
    await source.repositoryFacts(name, '1', never);
    expect(time.asked).toBe(3);
  });

  it('is not told to who has given up', async () => {
    const { source } = counted();
    expect(await source.repositoryFacts(name, '1', AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    });
  });
});
