import { describe, expect, it } from 'vitest';
import { parseLinks } from '../../server/src/registry/link.ts';
import { sendChallenge, sendJson, type ReceivedRequest } from '../support/fake-registry.ts';
import {
  alice,
  basicAlice,
  client,
  fakeRegistry,
  keychainWith,
  never,
  reference,
} from './setup.ts';

const path = '/v2/team/app/tags/list';

describe('parseLinks', () => {
  it.each<[string, string, [string, string[]][]]>([
    ['a quoted relation', '</a>; rel="next"', [['/a', ['next']]]],
    ['an unquoted one', '</a>; rel=next', [['/a', ['next']]]],
    ['one in capitals', '</a>; REL="Next"', [['/a', ['next']]]],
    ['several relations', '</a>; rel="last  next"', [['/a', ['last', 'next']]]],
    [
      'several links',
      '</a>; rel="first", </b,c>; rel=next; title="x, y; rel=z"',
      [
        ['/a', ['first']],
        ['/b,c', ['next']],
      ],
    ],
    ['other parameters', '</a>; title="\\"; rel=prev"; rel=next;flag', [['/a', ['next']]]],
    ['the first of two relations', '</a>; rel=next; rel=prev', [['/a', ['next']]]],
    ['space where it may be', ' , <a>  ;  rel = "next" ', [['a', ['next']]]],
    ['a link without relation', '</a>', [['/a', []]]],
    ['nothing without brackets', '/a; rel=next', []],
    ['nothing of a bracket without end', '</a; rel=next', []],
    [
      'only what comes before nonsense',
      '</a>; rel=next nonsense </b>; rel=next',
      [['/a', ['next']]],
    ],
    ['nothing of nothing', '', []],
  ])('reads %s', (_, field, links) => {
    expect(parseLinks(field)).toEqual(links.map(([target, relations]) => ({ target, relations })));
  });

  it('takes no long time for a long field', () => {
    for (const part of ['<', '<>;', '<a>;rel="', '<a>;x=" \\', ' ,', ';'])
      expect(parseLinks(part.repeat(20_000)).length).toBeLessThanOrEqual(20_000);
  });
});

describe('a link to the next page', () => {
  /** A registry that wants a password for all it has, so that every request carries one. */
  async function askedThrough(link: (request: ReceivedRequest) => string) {
    const registry = await fakeRegistry((request, response) => {
      if (request.headers.authorization === undefined) {
        sendChallenge(response, 'Basic realm="x"');
        return;
      }
      response.setHeader('Link', link(request));
      sendJson(response, { tags: ['a'] });
    });
    const keychain = keychainWith(registry.host, alice);
    const asking = client({ keychain });
    const listed = await asking.listTags(reference(`${registry.host}/team/app`), never);
    return { registry, listed };
  }

  it('to another host is not followed, with or without the authorization', async () => {
    const thief = await fakeRegistry((_, response) => {
      sendJson(response, { tags: ['stolen'] });
    });
    const { listed } = await askedThrough(() => `<${thief.url}${path}?last=b>; rel="next"`);
    expect(listed).toMatchObject({
      value: { tags: [{ tag: 'a' }], isPartial: true, reason: 'foreign-link' },
    });
    expect(thief.requests).toEqual([]);
  });

  it.each([
    ['another port', () => `<http://127.0.0.1:1${path}?last=b>; rel="next"`],
    ['a host without scheme', () => `<//registry.example.com${path}?last=b>; rel="next"`],
    ['another thing of the registry', () => '</v2/team/app/manifests/1?last=b>; rel="next"'],
    ['the list of all repositories', () => '</v2/_catalog?last=b>; rel="next"'],
    ['a file', () => `<file://${path}?last=b>; rel="next"`],
    ['a script', () => '<javascript:alert(1)>; rel="next"'],
    ['no address', () => '<http://[>; rel="next"'],
    ['a very long query', () => `<?last=${'x'.repeat(5000)}>; rel="next"`],
  ])('to %s is not followed', async (_, link) => {
    const { registry, listed } = await askedThrough(link);
    expect(listed).toMatchObject({ value: { isPartial: true, reason: 'foreign-link' } });
    expect(registry.requests.filter(({ headers }) => headers.authorization)).toHaveLength(1);
  });

  it('with a user in it sends that to nobody', async () => {
    const { registry, listed } = await askedThrough(({ query, origin }) =>
      query.has('last') ? '' : `<${origin.replace('//', '//eve:pw@')}${path}?last=b>; rel="next"`,
    );
    expect(listed).toMatchObject({ ok: true });
    expect(new Set(registry.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([undefined, basicAlice]),
    );
  });
});
