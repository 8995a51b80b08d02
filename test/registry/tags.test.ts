import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ok } from '../../server/src/text/result.ts';
import { sendJson, sendStatus, type FakeRegistry, type Script } from '../support/fake-registry.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const path = '/v2/team/app/tags/list';

/** Lists the tags, of which only the names are looked at. */
async function listTags({ host }: FakeRegistry, signal = never) {
  const listed = await client().listTags(reference(`${host}/team/app`), signal);
  if (!listed.ok) return listed;
  return ok({ ...listed.value, tags: listed.value.tags.map(({ tag }) => tag) });
}

function numbered(count: number, start = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => `t${String(start + index).padStart(6, '0')}`);
}

/** A registry whose answers are looked up by the `last` of the query. */
function paged(
  pages: Readonly<Record<string, { tags: readonly unknown[]; link?: string }>>,
): Script {
  return ({ query }, response) => {
    const page = pages[query.get('last') ?? ''];
    if (page === undefined) {
      sendStatus(response, 404);
      return;
    }
    if (page.link !== undefined) response.setHeader('Link', page.link);
    sendJson(response, { name: 'team/app', tags: page.tags });
  };
}

/** The queries that were asked, in their order. */
function queriesOf({ requests }: FakeRegistry): readonly string[] {
  return requests.map(({ query }) => query.toString());
}

const next = `<${path}?last=b&n=1000>; rel="next"`;
const whole = { isPartial: false };

describe('a list of tags', () => {
  it('on one page costs one request, and asks for a thousand', async () => {
    const registry = await fakeRegistry(paged({ '': { tags: ['b', 'a'] } }));
    expect(await listTags(registry)).toEqual({ ok: true, value: { tags: ['b', 'a'], ...whole } });
    expect(linesOf(registry)).toEqual([`GET ${path}`]);
    expect(queriesOf(registry)).toEqual(['n=1000']);
    expect(registry.requests[0]?.headers.accept).toBe('application/json');
  });

  it.each<[string, (origin: string) => string]>([
    ['a path', () => next],
    ['an unquoted relation', () => `<${path}?last=b&n=1000>; rel=next`],
    ['a query alone', () => '<?last=b&n=1000>; rel="next"'],
    ['the whole address', (origin) => `<${origin}${path}?last=b&n=1000>; rel="next"`],
    ['two links', () => `<${path}?n=1>; rel="first", ${next}`],
    [
      'the whole address in another scheme, as a proxy in front makes it',
      (origin) => `<${origin.replace('http:', 'https:')}${path}?last=b&n=1000>; rel="next"`,
    ],
    [
      'another path, as a proxy in front makes it',
      () => '</registry/v2/team/app/tags/list?last=b&n=1000>; rel="next"',
    ],
  ])('goes on where the link leads: %s', async (_, link) => {
    const registry = await fakeRegistry(({ query, origin }, response) => {
      if (query.get('last') === 'b') sendJson(response, { tags: ['c'] });
      else {
        response.setHeader('Link', link(origin));
        sendJson(response, { tags: ['a', 'b'] });
      }
    });
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: ['a', 'b', 'c'], ...whole },
    });
    expect(linesOf(registry)).toEqual([`GET ${path}`, `GET ${path}`]);
    expect(queriesOf(registry)).toEqual(['n=1000', 'last=b&n=1000']);
  });

  it('takes the query of the link as it is, whatever it is called', async () => {
    const registry = await fakeRegistry(({ query }, response) => {
      if (query.has('next_page')) sendJson(response, { tags: ['c'] });
      else {
        response.setHeader('Link', `<${path}?next_page=gAAA%2Bx%3D&n=0>; rel="next"`);
        sendJson(response, { tags: ['a'] });
      }
    });
    expect(await listTags(registry)).toMatchObject({ value: { tags: ['a', 'c'], ...whole } });
    expect(registry.requests[1]?.query.get('next_page')).toBe('gAAA+x=');
  });

  it.each<[string, object, string[]]>([
    ['null', { name: 'team/app', tags: null }, []],
    ['nothing', { name: 'team/app' }, []],
    ['no name', { tags: ['a'] }, ['a']],
    ['the same tag twice', { tags: ['a', 'b', 'a'] }, ['a', 'b']],
    [
      'what are no tags',
      {
        tags: ['ok', 1, null, { a: 1 }, '', '-x', 'a/b', '..', 'a\nb', 'a b', 'ü', 'x'.repeat(129)],
      },
      ['ok'],
    ],
    ['names of JavaScript', { tags: ['__proto__', 'constructor'] }, ['__proto__', 'constructor']],
  ])('may hold %s', async (_, body, tags) => {
    const registry = await fakeRegistry((__, response) => {
      sendJson(response, body);
    });
    expect(await listTags(registry)).toEqual({ ok: true, value: { tags, ...whole } });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no object', '[]'],
    ['tags that are no list', '{"tags":{"a":1}}'],
    ['a text', '"tags"'],
    ['nesting without end', '['.repeat(200_000)],
  ])('is invalid when it is %s', async (_, body) => {
    const registry = await fakeRegistry((__, response) => {
      sendStatus(response, 200, { 'Content-Type': 'application/json' }, body);
    });
    expect(await listTags(registry)).toMatchObject({
      error: { code: 'invalid-response', host: registry.host, detail: 'no list of tags' },
    });
  });

  it.each([
    [404, 'not-found'],
    [403, 'denied'],
    [500, 'server-error'],
  ])('with status %i is %s', async (status, code) => {
    const registry = await fakeRegistry((_, response) => {
      sendStatus(response, status);
    });
    expect(await listTags(registry)).toMatchObject({ error: { code, status } });
    expect(registry.requests).toHaveLength(1);
  });
});

describe('a registry', () => {
  it('that refuses the page size is asked without it', async () => {
    const registry = await fakeRegistry(({ query }, response) => {
      if (query.has('n'))
        sendJson(response, { errors: [{ code: 'PAGINATION_NUMBER_INVALID' }] }, 400);
      else sendJson(response, { tags: ['a'] });
    });
    expect(await listTags(registry)).toMatchObject({ value: { tags: ['a'], ...whole } });
    expect(queriesOf(registry)).toEqual(['n=1000', '']);
  });

  it('that forgets the link of a full page is asked for what comes after it', async () => {
    const registry = await fakeRegistry(
      paged({
        '': { tags: numbered(1000) },
        t000999: { tags: numbered(1000, 1000) },
        t001999: { tags: numbered(3, 2000) },
      }),
    );
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: numbered(2003), ...whole },
    });
    expect(queriesOf(registry)).toEqual(['n=1000', 'n=1000&last=t000999', 'n=1000&last=t001999']);
  });

  it('that has 100,000 tags in pages gives all of them', async () => {
    const registry = await fakeRegistry(({ query }, response) => {
      const last = query.get('last');
      const start = last === null ? 0 : Number(last.slice(1)) + 1;
      sendJson(response, { tags: numbered(start < 100_000 ? 1000 : 0, start) });
    });
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: numbered(100_000), ...whole },
    });
    expect(registry.requests).toHaveLength(101);
  });

  it('that knows no pages and has just a thousand tags is asked twice, and the list is whole', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendJson(response, { tags: numbered(1000) });
    });
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: numbered(1000), ...whole },
    });
    expect(registry.requests).toHaveLength(2);
  });

  it('that gives more than a page at once is asked once', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendJson(response, { tags: numbered(5000) });
    });
    expect(await listTags(registry)).toMatchObject({ value: whole });
    expect(registry.requests).toHaveLength(1);
  });

  it('with an empty page in the middle is asked on', async () => {
    const registry = await fakeRegistry(
      paged({
        '': { tags: ['a'], link: '<?last=x>; rel=next' },
        x: { tags: [], link: '<?last=y>; rel=next' },
        y: { tags: ['b'] },
      }),
    );
    expect(await listTags(registry)).toMatchObject({ value: { tags: ['a', 'b'], ...whole } });
  });
});

describe('a list is partial', () => {
  const cut = (reason: string) => ({ isPartial: true, reason });

  it.each([
    ['the same page', `<${path}?n=1000>; rel="next"`],
    ['the same page, ordered otherwise', `<${path}?n=1000&>; rel="next"`],
  ])('when the link leads to %s', async (_, link) => {
    const registry = await fakeRegistry(paged({ '': { tags: ['a'], link } }));
    expect(await listTags(registry)).toMatchObject({ value: { tags: ['a'], ...cut('loop') } });
    expect(registry.requests).toHaveLength(1);
  });

  it('when the pages go round', async () => {
    const registry = await fakeRegistry(
      paged({
        '': { tags: ['a'], link: '<?last=x>; rel=next' },
        x: { tags: ['b'], link: '<?last=y>; rel=next' },
        y: { tags: ['c'], link: '<?last=x>; rel=next' },
      }),
    );
    expect(await listTags(registry)).toMatchObject({
      value: { tags: ['a', 'b', 'c'], ...cut('loop') },
    });
    expect(registry.requests).toHaveLength(3);
  });

  it('when always the same tags come under new links', async () => {
    let count = 0;
    const registry = await fakeRegistry((_, response) => {
      response.setHeader('Link', `<?last=${count++}>; rel=next`);
      sendJson(response, { tags: ['a', 'b'] });
    });
    expect(await listTags(registry)).toMatchObject({ value: { tags: ['a', 'b'], ...cut('loop') } });
    expect(registry.requests).toHaveLength(2);
  });

  it('after 101 pages', async () => {
    let count = 0;
    const registry = await fakeRegistry((_, response) => {
      response.setHeader('Link', `<?last=${count}>; rel=next`);
      sendJson(response, { tags: [`t${count++}`] });
    });
    expect(await listTags(registry)).toMatchObject({ value: cut('too-long') });
    expect(registry.requests).toHaveLength(101);
  });

  it('after 100,000 tags, which may come at once', async () => {
    const registry = await fakeRegistry((_, response) => {
      sendJson(response, { tags: numbered(100_001) });
    });
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: numbered(100_000), ...cut('too-long') },
    });
  });

  it.each([
    ['fails', 500, ''],
    ['is not there', 404, ''],
    ['is no list', 200, '<html>'],
    ['is too large', 200, ' '.repeat(16 * 1024 * 1024 + 1)],
  ])('when a later page %s', async (_, status, body) => {
    const registry = await fakeRegistry(({ query }, response) => {
      if (query.has('last')) sendStatus(response, status, {}, body);
      else {
        response.setHeader('Link', next);
        sendJson(response, { tags: ['a'] });
      }
    });
    expect(await listTags(registry)).toEqual({
      ok: true,
      value: { tags: ['a'], ...cut('failed') },
    });
  });
});

describe('cancelling', () => {
  it('on a later page is no partial list, and closes the connection', async () => {
    const controller = new AbortController();
    let disconnected: Promise<unknown> = Promise.resolve();
    const registry = await fakeRegistry(({ query }, response) => {
      if (query.has('last')) {
        disconnected = once(response, 'close');
        controller.abort();
        return;
      }
      response.setHeader('Link', next);
      sendJson(response, { tags: ['a'] });
    });
    expect(await listTags(registry, controller.signal)).toMatchObject({
      error: { code: 'cancelled', host: registry.host },
    });
    await disconnected;
  });
});
