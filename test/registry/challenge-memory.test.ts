import { describe, expect, it } from 'vitest';
import type { Pull } from '../../server/src/registry/authorization/authorization.ts';
import { parseChallenges } from '../../server/src/registry/authorization/challenge.ts';
import {
  challengeFacts,
  challengesIn,
  type ChallengeFact,
} from '../../server/src/registry/authorization/challenge-memory.ts';
import type { Credential } from '../../server/src/registry/credentials/keychain.ts';
import type { HttpRequest } from '../../server/src/registry/network/transport.ts';
import { memoryStore } from '../support/pin-knowledge.ts';
import { challenge, imaginedNetwork, type Reply } from './authorizer.ts';
import { alice, basicAlice, keychainWith } from './setup.ts';

const day = 24 * 60 * 60_000;
const noon = Date.parse('2026-03-01T12:00:00Z');
const ownRealm = 'https://registry.example/token';

const pullOf = (pull: Partial<Pull> = {}): Pull => ({
  registry: new URL('https://registry.example'),
  repository: 'team/app',
  credentialsKey: 'registry.example',
  ...pull,
});

/** What is kept of a challenge. */
function keep(field: string, pull: Partial<Pull> = {}) {
  const store = memoryStore<ChallengeFact>();
  const [sent] = parseChallenges(field);
  if (sent === undefined) throw new RangeError(field);
  challengesIn(store, () => noon).keep(pullOf(pull), sent);
  return store;
}

/** What is left of a challenge when it was kept for one pull and is recalled for another, maybe later. */
async function recalled(
  field: string,
  {
    kept = {},
    asked = {},
    age = 0,
  }: { kept?: Partial<Pull>; asked?: Partial<Pull>; age?: number } = {},
) {
  const challenges = challengesIn(keep(field, kept), () => noon + age);
  const found = await challenges.recall(pullOf(asked));
  return found && { scheme: found.scheme, ...Object.fromEntries(found.parameters) };
}

describe('a challenge that is kept', () => {
  it('is recalled for another repository, with what it says of tokens', async () => {
    const scope = 'repository:team/app:pull aws';
    const field = `Bearer realm="${ownRealm}",service="s",scope="${scope}",error="invalid_token"`;
    expect(await recalled(field, { asked: { repository: 'b' } })).toEqual({
      scheme: 'bearer',
      realm: ownRealm,
      service: 's',
      scope: 'repository:b:pull aws',
    });
  });

  it('is of Basic no more than that', async () => {
    expect(await recalled('Basic realm="Our Registry",charset="UTF-8"')).toEqual({
      scheme: 'basic',
    });
  });

  it('names no repository on the disk', () => {
    const store = keep(`Bearer realm="${ownRealm}",scope="repository:team/app:pull"`);
    expect([...store.facts]).toEqual([
      [
        'https://registry.example/',
        {
          scheme: 'bearer',
          parameters: { realm: ownRealm, scope: 'repository:*:pull' },
          seenAt: noon,
        },
      ],
    ]);
  });

  it.each([
    ['a millisecond less than 30 days', 30 * day - 1, true],
    ['30 days', 30 * day, false],
    ['a time in the future', -1, false],
  ])('counts with an age of %s: %s', async (_, age, counts) => {
    expect((await recalled('Basic realm="x"', { age })) !== undefined).toBe(counts);
  });

  it.each([
    ['scheme', 'http://registry.example'],
    ['host', 'https://other.example'],
    ['port', 'https://registry.example:444'],
    ['path', 'https://registry.example/mirror'],
  ])('is not recalled for another %s', async (_, registry) => {
    const asked = { registry: new URL(registry) };
    expect(await recalled('Basic realm="x"', { asked })).toBeUndefined();
  });
});

describe('a challenge that is not kept', () => {
  it.each([
    [
      'a scope of another repository',
      `realm="${ownRealm}",scope="repository:behind/team/app:pull"`,
    ],
    ['a realm on another host', 'realm="https://auth.example/token"'],
    ['a realm on another port', 'realm="https://registry.example:444/token"'],
    ['a realm by plain HTTP', 'realm="http://registry.example/token"'],
    ['a realm with a user in it', 'realm="https://me:pass@registry.example/token"'],
    ['a realm with a query', `realm="${ownRealm}?key=s3cret"`],
    ['a realm with a fragment', `realm="${ownRealm}#s3cret"`],
    ['a realm that is none', 'realm="/token"'],
    ['no realm', 'service="s"'],
  ])('has %s', (_, parameters) => {
    expect([...keep(`Bearer ${parameters}`).facts]).toEqual([]);
  });

  it.each(['Negotiate', 'Digest realm="x"'])('is %s', (field) => {
    expect([...keep(field).facts]).toEqual([]);
  });

  it('came by plain HTTP over a network, where anybody may have sent it', () => {
    const pull = { registry: new URL('http://registry.example') };
    for (const field of ['Basic realm="x"', 'Bearer realm="http://registry.example/token"'])
      expect([...keep(field, pull).facts]).toEqual([]);
  });

  it('but did by plain HTTP on this machine is', async () => {
    const pull = { registry: new URL('http://127.0.0.1:5000') };
    expect(await recalled('Basic realm="x"', { kept: pull, asked: pull })).toBeDefined();
  });
});

describe('the settings of now', () => {
  const elsewhere = 'Bearer realm="https://auth.example/token"';
  const authHost = 'auth.example';

  it('let a token server be asked first that may have the credentials', async () => {
    expect(await recalled(elsewhere, { kept: { authHost }, asked: { authHost } })).toBeDefined();
  });

  it.each([undefined, 'auth.example:444', 'other.example'])(
    'let it be asked no longer when they say %s',
    async (now) => {
      const asked = { authHost: now };
      expect(await recalled(elsewhere, { kept: { authHost }, asked })).toBeUndefined();
    },
  );

  it('have credentials withheld from a token server that they allowed before', async () => {
    const challenges = challengesIn(memoryStore<ChallengeFact>(), () => noon);
    const answer = ({ url, headers }: HttpRequest): Reply => {
      if (url.host === authHost) return { body: { token: 'given' } };
      return headers['Authorization'] === undefined ? challenge('https://auth.example/token') : {};
    };
    const startProcess = () =>
      imaginedNetwork(answer, { keychain: keychainWith('registry.example', alice), challenges });
    const [first, second, third] = [startProcess(), startProcess(), startProcess()];
    const [image, token] = [
      'HEAD registry.example/v2/team/app/manifests/1.0',
      'GET auth.example/token',
    ];
    await first.ask('team/app', { authHost });
    await second.ask('team/app', { authHost });
    expect(second.lines()).toEqual([token, image]);
    expect(second.sent[0]?.headers).toEqual({ Authorization: basicAlice });
    await third.ask('team/app');
    expect(third.lines()).toEqual([image, token, image]);
    expect(third.sent[1]?.headers).toEqual({});
  });

  it('know the token servers of Docker Hub, for Docker Hub alone', async () => {
    const field = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';
    const hub = { registry: new URL('https://registry-1.docker.io') };
    expect(await recalled(field, { kept: hub, asked: hub })).toBeDefined();
    expect(await recalled(field)).toBeUndefined();
  });
});

describe('what a store holds', () => {
  const bearer = { scheme: 'bearer', parameters: { realm: ownRealm }, seenAt: noon };

  it.each([
    [null],
    [[]],
    ['basic'],
    [{}],
    [{ ...bearer, scheme: 'digest' }],
    [{ ...bearer, seenAt: undefined }],
    [{ ...bearer, seenAt: '1' }],
    [{ ...bearer, seenAt: 1e300 }],
  ])('%j is no challenge', (value) => {
    expect(challengeFacts.parse(value)).toBeUndefined();
  });

  it('counts only for what is known of challenges', () => {
    const parameters = { realm: ownRealm, service: 7, token: 't', error: 'x', scope: ['a'] };
    expect(challengeFacts.parse({ ...bearer, parameters, password: 'p' })).toEqual(bearer);
    expect(challengeFacts.parse({ ...bearer, parameters: [ownRealm] })).toEqual({
      ...bearer,
      parameters: {},
    });
    expect(challengeFacts.parse({ ...bearer, scheme: 'basic' })).toEqual({
      ...bearer,
      scheme: 'basic',
      parameters: {},
    });
  });
});

describe('a hostile memory', () => {
  const secrets = /s3cret|YWxpY2U6|refresh-me/;
  const refresh: Credential = { kind: 'identity-token', token: 'refresh-me' };

  /** What hosts other than the registry are sent when this is kept of it, and it lets in everybody. */
  async function sentElsewhere(fact: ChallengeFact, pull: Partial<Pull>, credential: Credential) {
    const store = memoryStore<ChallengeFact>();
    await store.write((pull.registry ?? pullOf().registry).href, fact);
    const { ask, sent } = imaginedNetwork(() => ({ body: { token: 'given' } }), {
      keychain: keychainWith('registry.example', credential),
      challenges: challengesIn(store, () => noon),
    });
    expect(await ask('team/app', pull)).toMatchObject({ ok: true });
    return sent.filter(({ url }) => url.host !== 'registry.example');
  }

  it.each([
    'https://thief.example/token',
    'https://auth.docker.io/token',
    'https://registry.example@thief.example/token',
    'http://registry.example.thief.example/token',
    'http://169.254.169.254/token',
    'https://127.0.0.1/token',
    '//thief.example/token',
    'file:///etc/passwd',
    '',
  ])('that names the token server %j has nobody but the registry asked', async (realm) => {
    const fact: ChallengeFact = { scheme: 'bearer', parameters: { realm }, seenAt: noon };
    for (const credential of [alice, refresh])
      expect(await sentElsewhere(fact, { authHost: 'auth.example' }, credential)).toEqual([]);
  });

  it('has no password sent by plain HTTP over a network', async () => {
    const registry = new URL('http://registry.example');
    const store = memoryStore<ChallengeFact>();
    await store.write(registry.href, { scheme: 'basic', parameters: {}, seenAt: noon });
    const { ask, sent } = imaginedNetwork(() => ({}), {
      keychain: keychainWith('registry.example', alice),
      challenges: challengesIn(store, () => noon),
    });
    await ask('team/app', { registry });
    expect(JSON.stringify(sent.map(({ headers }) => headers))).not.toMatch(secrets);
  });

  it.each(['repository:secret/plans:pull', 'repository:*:pull repository:secret/plans:pull'])(
    'with the scope %j has no token asked for',
    async (scope) => {
      const store = memoryStore<ChallengeFact>();
      const parameters = { realm: ownRealm, scope };
      await store.write('https://registry.example/', {
        scheme: 'bearer',
        parameters,
        seenAt: noon,
      });
      const { ask, lines } = imaginedNetwork(() => ({}), {
        keychain: keychainWith('registry.example', alice),
        challenges: challengesIn(store, () => noon),
      });
      await ask('team/app');
      expect(lines()).toEqual(['HEAD registry.example/v2/team/app/manifests/1.0']);
    },
  );

  it('gets no right to write', async () => {
    const store = memoryStore<ChallengeFact>();
    const parameters = { realm: ownRealm, scope: 'repository:*:pull,push,delete' };
    await store.write('https://registry.example/', { scheme: 'bearer', parameters, seenAt: noon });
    const { ask, sent } = imaginedNetwork(() => ({ body: { token: 'given' } }), {
      challenges: challengesIn(store, () => noon),
    });
    await ask('team/app');
    expect(sent[0]?.url.searchParams.getAll('scope')).toEqual(['repository:team/app:pull']);
  });
});

describe('a registry that quotes what it was shown', () => {
  it('cannot have it kept', async () => {
    const store = memoryStore<ChallengeFact>();
    const { ask } = imaginedNetwork(
      ({ url, headers }: HttpRequest): Reply => {
        const shown = headers['Authorization'];
        if (url.pathname === '/token') return { body: { token: 'first' } };
        if (url.pathname === '/token/2') return { body: { token: 'second' } };
        if (shown === undefined) return challenge(ownRealm);
        const quote = `Bearer realm="${ownRealm}/2",service="${shown}"`;
        return shown === 'Bearer second'
          ? {}
          : { status: 401, headers: { 'www-authenticate': quote } };
      },
      { challenges: challengesIn(store, () => noon) },
    );
    expect(await ask('team/app')).toMatchObject({ ok: true });
    expect([...store.facts]).toEqual([]);
  });
});
