import { describe, expect, it } from 'vitest';
import {
  challengesIn,
  type ChallengeFact,
} from '../../server/src/registry/authorization/challenge-memory.ts';
import type { HttpRequest } from '../../server/src/registry/network/transport.ts';
import {
  sendChallenge,
  sendIndex,
  sendJson,
  sendStatus,
  type Script,
} from '../support/fake-registry.ts';
import { memoryStore } from '../support/pin-knowledge.ts';
import { challenge, imaginedNetwork, type Reply } from './authorizer.ts';
import { bearerRegistry } from './bearer-registry.ts';
import { found, manifest, noMemory, token, worldWith } from './challenge-processes.ts';
import { alice, basicAlice, keychainWith, linesOf, never, reference } from './setup.ts';

const basicRegistry: Script = ({ headers }, response) => {
  if (headers.authorization === basicAlice) sendIndex(response);
  else sendChallenge(response, 'Basic realm="fake"');
};

/** The challenge of a registry with tokens, and what it says of the one that it was shown. */
const calledInvalid = ',service="fake",scope="repository:team/app:pull",error="invalid_token"';

/** A world that has met a registry with tokens, which then becomes another one. */
async function changed(next: Script, first: Script = bearerRegistry()) {
  let script = first;
  const world = await worldWith((request, response) => {
    script(request, response);
  });
  const keychain = keychainWith(world.registry.host, alice);
  await world.ask({ keychain });
  expect(await world.files()).toHaveLength(1);
  script = next;
  return { ...world, keychain };
}

const refuseToken = (status: number): Script =>
  bearerRegistry({
    giveToken: (_, response) => {
      sendStatus(response, status);
    },
  });

describe('a registry that has another token server than before', () => {
  const moved =
    (oldServer: Script): Script =>
    (request, response) => {
      if (request.path === '/token') oldServer(request, response);
      else if (request.path === '/new') sendJson(response, { token: 'new' });
      else
        bearerRegistry({
          realm: (origin) => `${origin}/new`,
          accepts: (field) => field === 'Bearer new',
        })(request, response);
    };

  const answers =
    (status: number, body = ''): Script =>
    (_, response) => {
      sendStatus(response, status, { Location: '/new' }, body);
    };
  const hangUp: Script = (_, response) => {
    response.socket?.destroy();
  };

  it.each<[string, Script]>([
    ['401', answers(401)],
    ['404', answers(404)],
    ['500', answers(500)],
    ['with a page', answers(200, '<html>')],
    ['with a redirect', answers(302)],
    ['by hanging up', hangUp],
  ])('costs a vain request for a token, once, where the old one answers %s', async (_, old) => {
    const { ask, expectFound } = await changed(moved(old));
    const { outcome, lines } = await ask();
    expect(outcome).toMatchObject(found);
    expect(lines[0]).toBe(token);
    expect(lines.filter((line) => line !== token)).toEqual([manifest, 'GET /new', manifest]);
    await expectFound(['GET /new', manifest]);
  });

  it('costs one request more where the old one still gives tokens', async () => {
    const { expectFound } = await changed(
      moved((_, response) => {
        sendJson(response, { token: 'old' });
      }),
    );
    await expectFound([token, manifest, 'GET /new', manifest]);
    await expectFound([manifest, 'GET /new', manifest]);
    await expectFound(['GET /new', manifest]);
  });
});

describe('a hundred images that are asked for at once', () => {
  const names = Array.from({ length: 100 }, (_, index) => `team/app-${index}`);
  const realm = 'https://registry.example/token';

  const answer = ({ url, headers }: HttpRequest): Reply => {
    if (url.pathname === '/token') return { body: { token: 'given' } };
    if (!url.pathname.startsWith('/v2/')) return { status: 404 };
    if (headers['Authorization'] === 'Bearer given') return {};
    const [, repository = ''] = /^\/v2\/(.*)\/manifests\//.exec(url.pathname) ?? [];
    return challenge(realm, `repository:${repository}:pull`);
  };

  async function requestsWith(remembered: string): Promise<readonly string[]> {
    const store = memoryStore<ChallengeFact>();
    const parameters = { realm: remembered, service: 's', scope: 'repository:*:pull' };
    await store.write('https://registry.example/', { scheme: 'bearer', parameters, seenAt: 0 });
    const challenges = challengesIn(store, () => 0);
    const { ask, lines } = imaginedNetwork(answer, { challenges });
    const sent = await Promise.all(names.map((name) => ask(name)));
    expect(sent.every((one) => one.ok && one.value.answer.status === 200)).toBe(true);
    return lines();
  }

  it('need a token each and no request more', async () => {
    expect(await requestsWith(realm)).toHaveLength(200);
  });

  it('have the first of them find out that the token server is another', async () => {
    const lines = await requestsWith('https://registry.example/old');
    expect(lines.filter((line) => line.endsWith('/old'))).toHaveLength(1);
    expect(lines).toHaveLength(202);
  });
});

describe('a registry that wants something else than before', () => {
  it('gets a password in place of a token', async () => {
    const { keychain, expectFound } = await changed((request, response) => {
      if (request.path === '/token') sendStatus(response, 404);
      else basicRegistry(request, response);
    });
    await expectFound([token, manifest, manifest], { keychain });
    await expectFound([manifest], { keychain });
  });

  it('gets a token in place of a password', async () => {
    const { keychain, expectFound } = await changed(bearerRegistry(), basicRegistry);
    await expectFound([manifest, token, manifest], { keychain });
  });

  it('gets nothing when it has no token server any more and lets in everybody', async () => {
    const { run, registry, files, expectFound } = await changed((request, response) => {
      if (request.path === '/token') sendStatus(response, 404);
      else sendIndex(response);
    });
    const before = registry.requests.length;
    await run(async (asking) => {
      for (const tag of ['1.0', '1.1'])
        await asking.resolve(reference(`${registry.host}/team/app:${tag}`), never);
    });
    expect(linesOf(registry).slice(before)).toEqual([
      token,
      manifest,
      'HEAD /v2/team/app/manifests/1.1',
    ]);
    expect(await files()).toEqual([]);
    await expectFound([manifest]);
  });

  it('lets in everybody but those who come with a wrong password', async () => {
    const { registry, expectFound } = await changed(({ headers }, response) => {
      if (headers.authorization === undefined) sendIndex(response);
      else sendChallenge(response, 'Basic realm="fake"');
    }, basicRegistry);
    const keychain = keychainWith(registry.host, { ...alice, password: 'old' });
    await expectFound([manifest, manifest], { keychain });
    expect(keychain.forgotten).toEqual([registry.host]);
    await expectFound([manifest], { keychain });
  });

  it('does not say what it wants to those who come with a token', async () => {
    const { expectFound } = await changed((request, response) => {
      if (request.path === '/token') sendJson(response, { token: 'stale' });
      else if (request.headers.authorization === undefined) sendIndex(response);
      else sendStatus(response, 401);
    });
    await expectFound([token, manifest, manifest]);
    await expectFound([manifest]);
  });
});

describe('a registry that calls a new token invalid', () => {
  it('gets another one, as it would from a process that met it first', async () => {
    let given = 0;
    const { expectFound } = await changed(
      bearerRegistry({
        parameters: calledInvalid,
        accepts: (field) => field === 'Bearer t2',
        giveToken: (_, response) => {
          given++;
          sendJson(response, { token: `t${given}` });
        },
      }),
    );
    await expectFound([token, manifest, token, manifest]);
  });
});

describe('a failure', () => {
  it.each<[string, Script, Script]>([
    ['a token server that refuses', bearerRegistry(), refuseToken(401)],
    ['a token server that denies', bearerRegistry(), refuseToken(403)],
    ['a token server that fails', bearerRegistry(), refuseToken(500)],
    ['a token that is not accepted', bearerRegistry(), bearerRegistry({ accepts: () => false })],
    [
      'a token that is called invalid',
      bearerRegistry(),
      bearerRegistry({ accepts: () => false, parameters: calledInvalid }),
    ],
    [
      'a password that is not accepted',
      basicRegistry,
      (_, response) => {
        sendChallenge(response, 'Basic realm="fake"');
      },
    ],
    ['a token server that has gone', bearerRegistry(), refuseToken(404)],
  ])('by %s is what it would be without a memory, for no more requests', async (_, first, next) => {
    const { ask, keychain } = await changed(next, first);
    const withMemory = await ask({ keychain });
    const without = await ask({ keychain, challenges: noMemory });
    expect(withMemory.outcome).toEqual(without.outcome);
    expect(withMemory.lines.length).toBeLessThanOrEqual(without.lines.length);
  });

  it('to say what would be answered costs a vain request', async () => {
    const { ask, keychain } = await changed((_, response) => {
      sendChallenge(response, 'Negotiate');
    }, basicRegistry);
    const { outcome, lines } = await ask({ keychain });
    expect(outcome).toMatchObject({ error: { code: 'unauthorized', hadCredentials: false } });
    expect(lines).toEqual([manifest, manifest]);
    expect((await ask({ keychain })).lines).toEqual([manifest]);
  });

  it('to answer at all says nothing of what the registry wants', async () => {
    const { ask, files } = await changed((_, response) => {
      response.socket?.destroy();
    });
    expect(await ask()).toMatchObject({ outcome: { error: { code: 'unreachable' } } });
    expect(await files()).toHaveLength(1);
  });

  it('of the person’s patience takes nothing back', async () => {
    const { run, registry, files } = await changed(() => undefined);
    const controller = new AbortController();
    const image = reference(`${registry.host}/team/app:1.0`);
    const before = registry.requests.length;
    const asked = run((asking) => asking.resolve(image, controller.signal));
    await expect.poll(() => registry.requests.length).toBe(before + 1);
    controller.abort();
    expect(await asked).toMatchObject({ error: { code: 'cancelled' } });
    expect(await files()).toHaveLength(1);
  });
});
