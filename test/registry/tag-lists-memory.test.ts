import { describe, expect, it } from 'vitest';
import {
  registryError,
  type RegistryError,
  type RegistryErrorCode,
} from '../../server/src/registry/errors.ts';
import {
  createTagSource,
  type TagLister,
} from '../../server/src/registry/tag-lists/remembered-tags.ts';
import type { TagList } from '../../server/src/registry/tags.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { deferred } from '../support/deferred.ts';
import { never, reference } from './setup.ts';

type Listed = Result<TagList, RegistryError>;

const app = reference('registry.example.com/team/app:1.0');

function list(...names: readonly string[]): TagList {
  return { tags: names.map((tag) => ({ tag })), isPartial: false };
}

/** A lister whose lists the test hands out, page by page, and clocks that stand still until it moves them. */
function setUp() {
  const started: {
    readonly name: string;
    readonly signal: AbortSignal;
    readonly page: (...names: readonly string[]) => void;
    readonly end: (listed: Listed) => void;
  }[] = [];
  const time = { now: 1_700_000_000_000, uptime: 5_000 };
  const lister: TagLister = {
    listTags({ repository }, signal, onPage) {
      const { promise, resolve: end } = deferred<Listed>();
      const page = (...names: readonly string[]) => onPage?.(list(...names).tags);
      started.push({ name: repository, signal, page, end });
      const cancelled = fail(registryError('cancelled', 'registry.example.com'));
      signal.addEventListener('abort', () => {
        end(cancelled);
      });
      return promise;
    },
  };
  const source = createTagSource(lister, { now: () => time.now, uptime: () => time.uptime });
  const last = () => {
    const one = started.at(-1);
    if (one === undefined) throw new RangeError('nothing was started');
    return one;
  };
  const pass = (duration: number) => {
    time.now += duration;
    time.uptime += duration;
  };
  return { source, started, last, pass, time };
}

function namesOf(listed: Awaited<ReturnType<ReturnType<typeof setUp>['source']['firstTags']>>) {
  return listed.ok ? listed.value.tags.map(({ tag }) => tag) : [listed.error.code];
}

describe('the first tags', () => {
  it('are there after the first page, while the second is still awaited', async () => {
    const { source, last } = setUp();
    const first = source.firstTags(app, never);
    last().page('b', 'a');
    expect(await first).toEqual({ ok: true, value: { ...list('b', 'a'), isPartial: true } });
  });

  it('are the whole list where that has one page', async () => {
    const { source, last } = setUp();
    const first = source.firstTags(app, never);
    last().end(ok(list('a')));
    expect(await first).toEqual({ ok: true, value: list('a') });
  });

  it('are more the next time, without another request', async () => {
    const { source, started, last } = setUp();
    const first = source.firstTags(app, never);
    last().page('a');
    await first;
    last().page('b', 'a');
    const second = await source.firstTags(app, never);
    expect(second).toMatchObject({
      value: { tags: [{ tag: 'a' }, { tag: 'b' }], isPartial: true },
    });
    last().end(ok(list('a', 'b', 'c')));
    expect(await source.allTags(app, never)).toEqual({ ok: true, value: list('a', 'b', 'c') });
    expect(started).toHaveLength(1);
  });

  it('are read to the end even if who had them gives up', async () => {
    const { source, started, last } = setUp();
    const person = new AbortController();
    const first = source.firstTags(app, person.signal);
    last().page('a');
    await first;
    person.abort();
    expect(last().signal.aborted).toBe(false);
    last().end(ok(list('a', 'b')));
    expect(namesOf(await source.allTags(app, never))).toEqual(['a', 'b']);
    expect(started).toHaveLength(1);
  });

  it('are not waited for any longer by who gives up, and the request ends with the last one', async () => {
    const { source, last } = setUp();
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [
      source.firstTags(app, one.signal),
      source.firstTags(app, other.signal),
    ] as const;
    one.abort();
    expect(namesOf(await waiting[0])).toEqual(['cancelled']);
    expect(last().signal.aborted).toBe(false);
    other.abort();
    expect(namesOf(await waiting[1])).toEqual(['cancelled']);
    expect(last().signal.aborted).toBe(true);
  });

  it('are not asked for by who has given up before', async () => {
    const { source, started } = setUp();
    expect(namesOf(await source.firstTags(app, AbortSignal.abort()))).toEqual(['cancelled']);
    expect(started).toEqual([]);
  });
});

describe('all tags', () => {
  it('are asked for once by several at the same time, and apart for each repository', async () => {
    const { source, started, last } = setUp();
    const all = [source.allTags(app, never), source.firstTags(app, never)];
    const otherTag = source.allTags(reference('registry.example.com/team/app:2.0'), never);
    last().end(ok(list('a')));
    for (const listed of [...all, otherTag]) expect(namesOf(await listed)).toEqual(['a']);
    void source.allTags(reference('registry.example.com/team/other'), never);
    expect(started.map(({ name }) => name)).toEqual(['team/app', 'team/other']);
  });

  it('end their request when the one who waits for them gives up, even after a page', async () => {
    const { source, last } = setUp();
    const person = new AbortController();
    const all = source.allTags(app, person.signal);
    last().page('a');
    person.abort();
    expect(namesOf(await all)).toEqual(['cancelled']);
    expect(last().signal.aborted).toBe(true);
  });

  it('are asked for anew after somebody has given up', async () => {
    const { source, started, last } = setUp();
    const person = new AbortController();
    const given = source.allTags(app, person.signal);
    person.abort();
    await given;
    const all = source.allTags(app, never);
    last().end(ok(list('a')));
    expect(namesOf(await all)).toEqual(['a']);
    expect(started).toHaveLength(2);
  });
});

describe('a list is remembered', () => {
  /** How often is asked when the list is wanted twice, so many milliseconds apart. */
  async function timesAsked(listed: Listed, apart: number): Promise<number> {
    const { source, started, last, pass } = setUp();
    const first = source.allTags(app, never);
    last().end(listed);
    await first;
    pass(apart);
    void source.firstTags(app, never);
    return started.length;
  }

  const failed = (code: RegistryErrorCode) => fail(registryError(code, 'registry.example.com'));
  const cut = ok({ ...list('a'), isPartial: true, reason: 'failed' } as const);
  const long = ok({ ...list('a'), isPartial: true, reason: 'too-long' } as const);

  it.each<[string, Listed, number, number]>([
    ['for five minutes', ok(list('a')), 299_999, 1],
    ['no longer', ok(list('a')), 300_000, 2],
    ['as long when it is too long', long, 299_999, 1],
    ['for ten seconds when its end is missing', cut, 9_999, 1],
    ['no longer then', cut, 10_000, 2],
    ['for ten seconds when it was refused', failed('not-found'), 9_999, 1],
    ['no longer then', failed('denied'), 10_000, 2],
    ['not at all when it failed', failed('timeout'), 0, 2],
  ])('%s', async (_, listed, apart, times) => {
    expect(await timesAsked(listed, apart)).toBe(times);
  });

  it.each(['forward', 'back'])('no longer when the clock is set %s', async (direction) => {
    const { source, started, last, time } = setUp();
    const first = source.allTags(app, never);
    last().end(ok(list('a')));
    await first;
    time.now += direction === 'back' ? -1000 : 3_600_000;
    void source.allTags(app, never);
    expect(started).toHaveLength(2);
  });

  it('until 200,000 tags of other repositories have come', async () => {
    const { source, started, last } = setUp();
    const many = Array.from({ length: 90_000 }, (_, index) => `t${index}`);
    const names = ['one', 'two', 'three'].map((name) => reference(`registry.example.com/${name}`));
    for (const name of names) {
      const all = source.allTags(name, never);
      last().end(ok(list(...many)));
      await all;
    }
    for (const name of names.toReversed()) void source.allTags(name, never);
    expect(started.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'one']);
  });
});
