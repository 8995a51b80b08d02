import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpRequest } from '../../server/src/registry/network/transport.ts';
import { deferred } from '../support/deferred.ts';
import { challenge, imaginedNetwork, type Reply } from './authorizer.ts';
import { alice, basicAlice, keychainWith } from './setup.ts';

const realm = 'https://registry.example/token';
const names = Array.from({ length: 100 }, (_, index) => `team/app-${index}`);

/** A registry whose tokens are good for the scope they were asked for, which it names for each repository. */
function bearerRegistry(scopeOf = (repository: string) => `repository:${repository}:pull`) {
  return ({ url, headers }: HttpRequest): Reply => {
    if (url.pathname === '/token')
      return { body: { token: `for:${url.searchParams.get('scope') ?? ''}` } };
    const repository = url.pathname.slice('/v2/'.length, -'/manifests/1.0'.length);
    const scope = scopeOf(repository);
    return headers['Authorization'] === `Bearer for:${scope}` ? {} : challenge(realm, scope);
  };
}

async function askFor(
  repositories: readonly string[],
  answer: (request: HttpRequest) => Reply,
  options: Parameters<typeof imaginedNetwork>[1] = {},
) {
  const { ask, lines } = imaginedNetwork(answer, options);
  const answers = await Promise.all(repositories.map((repository) => ask(repository)));
  expect(answers.map((sent) => (sent.ok ? sent.value.answer.status : sent.error))).toEqual(
    repositories.map(() => 200),
  );
  return lines();
}

/** Lets everything go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a hundred images that are asked for at once', () => {
  it('of one repository need two requests more', async () => {
    const lines = await askFor(
      names.map(() => 'team/app'),
      bearerRegistry(),
    );
    expect(lines).toHaveLength(102);
    expect(lines.filter((line) => line.endsWith('/token'))).toHaveLength(1);
  });

  it('of a hundred repositories need a token each, and one request more', async () => {
    expect(await askFor(names, bearerRegistry())).toHaveLength(201);
  });

  it('of a registry with one token for all need two requests more', async () => {
    expect(
      await askFor(
        names,
        bearerRegistry(() => 'aws'),
      ),
    ).toHaveLength(102);
  });

  it('of a registry with other names for its repositories are asked for without guessing', async () => {
    const behind = (repository: string) => `repository:behind/${repository}:pull`;
    expect(await askFor(names, bearerRegistry(behind))).toHaveLength(300);
  });

  it('of a registry with passwords need one request more', async () => {
    const keychain = keychainWith('registry.example', alice);
    const answer = ({ headers }: HttpRequest): Reply =>
      headers['Authorization'] === basicAlice
        ? {}
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    expect(await askFor(names, answer, { keychain })).toHaveLength(101);
  });

  it('of a registry without authorization need no more', async () => {
    expect(await askFor(names, () => ({}))).toHaveLength(100);
  });
});

describe('those who wait for a registry’s first answer', () => {
  // Nobody goes on only because the time is up.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('go on when it fails', async () => {
    const first = deferred<Reply>();
    let asked = 0;
    const { ask, lines } = imaginedNetwork(() => (asked++ === 0 ? first.promise : {}));
    const answers = Promise.all(names.slice(0, 3).map((name) => ask(name)));
    await turn();
    expect(lines()).toHaveLength(1);
    first.resolve({ status: 500 });
    expect((await answers).map((sent) => sent.ok && sent.value.answer.status)).toEqual([
      500, 200, 200,
    ]);
  });

  it('go on when the one who asked has gone, and take nothing over from it', async () => {
    const controller = new AbortController();
    const { ask, lines } = imaginedNetwork(({ url }) =>
      url.pathname.startsWith('/v2/a/') ? new Promise(() => undefined) : {},
    );
    const gone = ask('a', {}, controller.signal);
    const stays = ask('b');
    await turn();
    controller.abort();
    expect(await stays).toMatchObject({ ok: true });
    expect(await gone).toMatchObject({ error: { code: 'cancelled' } });
    expect(lines()).toEqual([
      'HEAD registry.example/v2/a/manifests/1.0',
      'HEAD registry.example/v2/b/manifests/1.0',
    ]);
  });

  it('go on after three seconds', async () => {
    const { ask, lines } = imaginedNetwork(({ url }) =>
      url.pathname.startsWith('/v2/slow/') ? new Promise(() => undefined) : {},
    );
    void ask('slow');
    const waiting = ask('b');
    vi.advanceTimersByTime(2_999);
    await turn();
    expect(lines()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(await waiting).toMatchObject({ ok: true });
  });

  it('may go themselves', async () => {
    const controller = new AbortController();
    const { ask, lines } = imaginedNetwork(() => new Promise(() => undefined));
    void ask('a');
    const gone = ask('b', {}, controller.signal);
    await turn();
    controller.abort();
    expect(await gone).toMatchObject({ error: { code: 'cancelled' } });
    expect(lines()).toHaveLength(1);
  });

  it('are only those of the same registry', async () => {
    const { ask, lines } = imaginedNetwork(() => new Promise(() => undefined));
    void ask('a');
    void ask('a', { registry: new URL('https://other.example') });
    await turn();
    expect(lines()).toEqual([
      'HEAD registry.example/v2/a/manifests/1.0',
      'HEAD other.example/v2/a/manifests/1.0',
    ]);
  });
});

describe('a challenge that was expected', () => {
  const manifest = (name: string) => `HEAD registry.example/v2/${name}/manifests/1.0`;
  const token = 'GET registry.example/token';

  it('but is not sent lets the image be had without a token', async () => {
    const answer = bearerRegistry();
    const { ask, lines } = imaginedNetwork((request) => {
      if (request.url.search.includes('open')) return { status: 403 };
      return request.url.pathname.includes('open') ? {} : answer(request);
    });
    await ask('closed');
    expect(await ask('open')).toMatchObject({ ok: true });
    expect(lines().slice(3)).toEqual([token, manifest('open')]);
  });

  it('and is sent is not answered a second time when there is no token', async () => {
    const answer = bearerRegistry();
    const { ask, lines } = imaginedNetwork((request) =>
      request.url.search.includes('denied') ? { status: 403 } : answer(request),
    );
    await ask('a');
    expect(await ask('denied')).toMatchObject({ error: { code: 'denied', status: 403 } });
    expect(lines().slice(3)).toEqual([token, manifest('denied')]);
  });

  it('but is another one is answered as it is', async () => {
    const answer = bearerRegistry();
    const elsewhere = 'https://registry.example/other/token';
    const { ask, lines } = imaginedNetwork((request) => {
      if (request.url.pathname === '/other/token') return { body: { token: 'other' } };
      if (!request.url.pathname.includes('moved')) return answer(request);
      return request.headers['Authorization'] === 'Bearer other' ? {} : challenge(elsewhere);
    });
    await ask('a');
    expect(await ask('moved')).toMatchObject({ ok: true });
    expect(lines().slice(3)).toEqual([
      token,
      manifest('moved'),
      'GET registry.example/other/token',
      manifest('moved'),
    ]);
  });

  it('is never expected of another registry', async () => {
    const keychain = keychainWith('registry.example', alice);
    const answer = bearerRegistry();
    const { ask, sent } = imaginedNetwork(
      (request) => (request.url.origin === 'https://registry.example' ? answer(request) : {}),
      { keychain },
    );
    await ask('a');
    for (const origin of [
      'https://registry.example:444',
      'http://registry.example',
      'https://b.example',
    ])
      await ask('a', { registry: new URL(origin) });
    expect(sent.slice(3).map(({ headers }) => headers)).toEqual([{}, {}, {}]);
  });
});
