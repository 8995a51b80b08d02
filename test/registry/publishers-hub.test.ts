import { describe, expect, it } from 'vitest';
import { nothingTold } from '../../server/src/registry/publisher-source.ts';
import { sendStatus } from '../support/fake-registry.ts';
import { gotSecret } from './outside.ts';
import { answering, factsOf, pushed, worldWith } from './publishers-setup.ts';
import { linesOf } from './setup.ts';

const repository = '/v2/namespaces/grafana/repositories/loki';
const organisation = '/v2/orgs/grafana/';
const tag = `${repository}/tags/3.5`;
const sound = {
  [repository]: {
    user: 'grafana',
    name: 'loki',
    namespace: 'grafana',
    status: 1,
    status_description: 'active',
    description: 'Like Prometheus, but for logs.',
    star_count: 214,
    pull_count: 4_000_000_000,
    last_updated: '2026-08-20T10:00:00.123456Z',
    immutable_tags_settings: { enabled: false, rules: ['.*'] },
  },
  [organisation]: { orgname: 'grafana', full_name: 'Grafana Labs', badge: 'verified_publisher' },
  [tag]: {
    name: '3.5',
    tag_last_pushed: '2026-08-20T10:00:00Z',
    last_updater_username: 'grafanaci',
  },
};

async function told(
  changes: Readonly<Record<string, object | number>> = {},
  image = 'grafana/loki:3.5',
) {
  const { outside, api } = await worldWith('hub.docker.com', answering({ ...sound, ...changes }));
  return { result: await factsOf(outside, image), api, outside };
}

describe('what Docker Hub tells of a repository', () => {
  it('is who publishes it, how much it is used and when it was pushed, by three requests', async () => {
    const { result, api, outside } = await told();
    expect(result).toEqual({
      ok: true,
      value: {
        api: 'hub.docker.com',
        badge: 'verified',
        owner: 'Grafana Labs',
        description: 'Like Prometheus, but for logs.',
        pushed: pushed + 123,
        tagPushed: pushed,
        tagPusher: 'grafanaci',
        stars: 214,
        pulls: 4_000_000_000,
        tagsAre: 'mutable',
        isArchived: false,
        page: 'https://hub.docker.com/r/grafana/loki',
      },
    });
    expect(linesOf(api).toSorted()).toEqual(
      [repository, organisation, tag].map((path) => `GET ${path}`).toSorted(),
    );
    expect(gotSecret(api)).toBe(false);
    expect(new Set(outside.wanted)).toEqual(new Set(['hub.docker.com:443']));
  });

  it('has no badge of official images, whose namespace says it', async () => {
    const path = '/v2/namespaces/library/repositories/python';
    const body = { name: 'python', namespace: 'library', star_count: 10_000 };
    const { result, api } = await told({ [path]: body }, 'python');
    expect(result).toEqual({
      ok: true,
      value: {
        ...nothingTold,
        api: 'hub.docker.com',
        owner: 'library',
        stars: 10_000,
        page: 'https://hub.docker.com/_/python',
      },
    });
    expect(linesOf(api)).toEqual([`GET ${path}`]);
  });

  it.each([
    ['open source that it sponsors', { badge: 'open_source' }, 'sponsored'],
    ['a publisher without one', { badge: '' }, undefined],
    ['a badge that nobody knows', { badge: 'gold' }, undefined],
    ['a badge of another form', { badge: ['verified_publisher'] }, undefined],
    ['no badge any more', {}, undefined],
  ])('is unknown or the badge of %s', async (_, members, badge) => {
    const { result } = await told({ [organisation]: { orgname: 'grafana', ...members } });
    expect(result).toMatchObject({ value: { badge, owner: 'grafana', stars: 214 } });
  });

  it.each([
    ['leads to the account of a person', 302],
    ['is not there any more', 404],
    ['refuses', 403],
    ['is broken', 503],
    ['tells of somebody else', { orgname: 'another', badge: 'verified_publisher' }],
    ['is a list', [{ orgname: 'grafana', badge: 'verified_publisher' }]],
  ])('says nothing of the badge, and is no failure, where its address %s', async (_, answer) => {
    const { result } = await told({ [organisation]: answer });
    expect(result).toMatchObject({
      value: { badge: undefined, owner: 'grafana', stars: 214, tagPusher: 'grafanaci' },
    });
  });

  it.each([
    [{ enabled: true, rules: ['.*'] }, 'immutable'],
    [{ enabled: true, rules: ['v.*'] }, 'partly-immutable'],
    [{ enabled: true, rules: [] }, undefined],
    [{ enabled: 'yes', rules: ['.*'] }, undefined],
    [{ enabled: true, rules: '.*' }, undefined],
    [null, undefined],
  ])('is whether tags can be moved: %j', async (settings, tagsAre) => {
    const body = { ...sound[repository], immutable_tags_settings: settings };
    expect((await told({ [repository]: body })).result).toMatchObject({ value: { tagsAre } });
  });

  it('does not tell of another tag than the one that is meant, nor of none', async () => {
    const other = await told({ [tag]: { name: '3.4', last_updater_username: 'x' } });
    expect(other.result).toMatchObject({ value: { tagPusher: undefined, tagPushed: undefined } });
    const none = await told({}, `grafana/loki@sha256:${'a'.repeat(64)}`);
    expect(none.result).toMatchObject({ value: { tagPusher: undefined, stars: 214 } });
    expect(linesOf(none.api)).not.toContain(`GET ${tag}`);
  });

  it('leaves out what strangers cannot mean', async () => {
    const { result } = await told({
      [repository]: {
        name: 'loki',
        namespace: 'grafana',
        description: 'x'.repeat(100_000),
        star_count: -1,
        pull_count: 1e300,
        last_updated: '9999-01-01T00:00:00Z',
        status_description: {},
        immutable_tags_settings: [],
      },
      [organisation]: { orgname: 'grafana', full_name: 'x'.repeat(100_000), badge: {} },
      [tag]: { name: '3.5', tag_last_pushed: 7, last_updater_username: ['x'] },
    });
    expect(result).toEqual({
      ok: true,
      value: {
        ...nothingTold,
        api: 'hub.docker.com',
        owner: 'grafana',
        description: 'x'.repeat(1000),
        page: 'https://hub.docker.com/r/grafana/loki',
      },
    });
  });

  it.each([401, 403, 404])(
    'is nothing where it answers %i, as it does of private repositories',
    async (status) => {
      const { result } = await told({ [repository]: status });
      expect(result).toEqual({ ok: true, value: { ...nothingTold, api: 'hub.docker.com' } });
    },
  );

  it.each([
    ['has had enough', 429, 'rate-limited'],
    ['is broken', 503, 'server-error'],
    ['leads elsewhere', 302, 'invalid-response'],
    ['tells of another repository', { name: 'mimir', namespace: 'grafana' }, 'invalid-response'],
    ['tells something else', [], 'invalid-response'],
  ])('is a failure of hub.docker.com where that %s', async (_, answer, code) => {
    const { result } = await told({ [repository]: answer });
    expect(result).toMatchObject({ ok: false, error: { code, host: 'hub.docker.com' } });
  });

  it('is a failure where the answer is larger than any, or nested without end', async () => {
    for (const body of [' '.repeat(1024 * 1024 + 1), '['.repeat(100_000)]) {
      const { outside } = await worldWith('hub.docker.com', (_, response) => {
        sendStatus(response, 200, {}, body);
      });
      expect((await factsOf(outside, 'grafana/loki')).ok).toBe(false);
    }
  });
});
