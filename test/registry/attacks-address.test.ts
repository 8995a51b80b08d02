import type { LookupAddress } from 'node:dns';
import type { Agent } from 'node:http';
import https from 'node:https';
import { createSecureContext } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createConnections,
  type Connections,
} from '../../server/src/registry/network/connections.ts';
import type { AddressRules } from '../../server/src/registry/network/guarded-lookup.ts';
import { createAuthority } from '../support/certificate.ts';
import { sendIndex, sendJson, sendStatus, type Script } from '../support/fake-registry.ts';
import {
  createOutside,
  gotSecret,
  isRefusal,
  resolveTag,
  secret,
  see,
  seeWith,
} from './outside.ts';
import { fakeRegistry, never } from './setup.ts';

const image = 'evil.example.test/team/app:1';
const authority = createAuthority();
const context = createSecureContext({ ca: authority.certificate });

const leadsTo =
  (location: string): Script =>
  (_, response) => {
    sendStatus(response, 307, { Location: location });
  };

const sound: Script = (_, response) => {
  sendIndex(response);
};

interface WatchedConnections extends Connections {
  /** What the DNS was asked. */
  readonly questions: readonly string[];
  /** Addresses that a socket would have been opened to, had the test not held it back: none, it is hoped. */
  readonly escaped: readonly string[];
}

/** Direct connections to this machine, with a DNS that gives one answer after the other, the last one for ever. */
function connectionsBy(
  answers: readonly (readonly string[])[],
  rules: Partial<AddressRules> = {},
): WatchedConnections {
  const questions: string[] = [];
  const escaped: string[] = [];
  const connections = createConnections({
    ...rules,
    trust: { forHost: () => Promise.resolve({ context, problems: [] }) },
    resolve: (hostname) => {
      const answer = answers[Math.min(questions.length, answers.length - 1)] ?? [];
      questions.push(hostname);
      return Promise.resolve(
        answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  });
  onTestFinished(() => {
    connections.close();
  });
  const held = new WeakSet<Agent>();

  /** Lets sockets be opened to this machine alone, whatever the code under test says. */
  function hold(agent: Agent): Agent {
    if (held.has(agent) || !(agent instanceof https.Agent)) return agent;
    const { lookup } = agent.options;
    if (lookup === undefined) throw new TypeError('the agent asks the DNS by itself');
    held.add(agent);
    agent.options.lookup = (hostname, options, callback) => {
      lookup(hostname, options, (error, found, family) => {
        if (error !== null) {
          callback(error, found, family);
          return;
        }
        const addresses = typeof found === 'string' ? [found] : found.map(addressOf);
        const others = addresses.filter((one) => one !== '127.0.0.1');
        escaped.push(...others);
        callback(others.length === 0 ? null : new Error('escaped'), found, family);
      });
    };
    return agent;
  }

  return { questions, escaped, agentFor: async (url) => hold(await connections.agentFor(url)) };
}

function addressOf({ address }: LookupAddress): string {
  return address;
}

describe('a public name that the DNS leads', () => {
  it.each([
    ['to where clouds keep their secrets', '169.254.169.254', 'metadata'],
    ['there in IPv6', 'fd00:ec2::254', 'metadata'],
    ['there at another cloud', '100.100.100.200', 'metadata'],
    ['there by an IPv4 address in an IPv6 one', '::ffff:169.254.169.254', 'metadata'],
    ['there through a translation', '64:ff9b::a9fe:a9fe', 'metadata'],
    ['to the nearest cable', 'fe80::1', 'link-local'],
    ['into a private network', '10.0.0.5', 'private'],
    ['into another private network', '192.168.1.1', 'private'],
    ['into a private network in IPv6', 'fc00::1', 'private'],
    ['behind a carrier', '100.64.0.1', 'shared'],
    ['to any address of this machine', '0.0.0.0', 'unspecified'],
  ])('%s is not connected to', async (_, address, kind) => {
    const connections = connectionsBy([[address]]);
    const { result, sentence, everything } = await seeWith(image, resolveTag, { connections });
    expect(result).toMatchObject({ error: { code: 'refused', detail: `address: ${kind}` } });
    expect(sentence).toContain('evil.example.test');
    expect(connections.escaped).toEqual([]);
    expect(everything).not.toContain(secret);
  });

  it('to this machine does not reach what listens there', async () => {
    const victim = await fakeRegistry(sound, authority.issue(['evil.example.test']));
    const port = victim.host.split(':')[1] ?? '';
    const connections = connectionsBy([['127.0.0.1']]);
    const named = `evil.example.test:${port}/team/app:1`;
    const { result } = await seeWith(named, resolveTag, { connections });
    expect(result).toMatchObject({ error: { code: 'refused', detail: 'address: loopback' } });
    expect(victim.requests).toEqual([]);
  });

  it('elsewhere the second time (DNS rebinding) is judged the second time as well', async () => {
    const registry = await fakeRegistry(
      (_, response) => {
        sendIndex(response, { Connection: 'close' });
      },
      authority.issue(['evil.example.test']),
    );
    const port = registry.host.split(':')[1] ?? '';
    // The person has signed in to it, so it may be on this machine, but not where clouds keep secrets.
    const connections = connectionsBy([['127.0.0.1'], ['169.254.169.254']], {
      isKnownHost: () => true,
    });
    const named = (tag: string) => `evil.example.test:${port}/team/app:${tag}`;
    const first = await seeWith(named('1'), resolveTag, { connections });
    expect(first.result).toMatchObject({ ok: true });
    expect(connections.questions).toEqual(['evil.example.test']);
    const second = await seeWith(named('2'), resolveTag, { connections });
    expect(second.result).toMatchObject({ error: { detail: 'address: metadata' } });
    expect(connections.escaped).toEqual([]);
    expect(registry.requests).toHaveLength(1);
  });

  it('to a good address and a forbidden one is connected to at the good one alone', async () => {
    const registry = await fakeRegistry(sound, authority.issue(['evil.example.test']));
    const port = registry.host.split(':')[1] ?? '';
    const connections = connectionsBy([['169.254.169.254', '127.0.0.1']], {
      isKnownHost: () => true,
    });
    const named = `evil.example.test:${port}/team/app:1`;
    const { result } = await seeWith(named, resolveTag, { connections });
    expect(result).toMatchObject({ ok: true });
    expect(connections.escaped).toEqual([]);
    expect(registry.requests).toHaveLength(1);
  });
});

describe('a registry written as an address', () => {
  it.each([
    ['169.254.169.254', 'metadata'],
    ['10.0.0.1', 'private'],
    ['[fd00:ec2::254]', 'metadata'],
    ['100.100.100.200', 'metadata'],
  ])('%s is not asked', async (host, kind) => {
    const outside = await createOutside();
    const { result, sentence } = await see(outside, `${host}/team/app:1`, resolveTag);
    expect(result).toMatchObject({ error: { code: 'refused', detail: `address: ${kind}` } });
    expect(sentence).toMatch(isRefusal);
    expect(outside.wanted).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each([
    ['to plain HTTP', 'http://other.example.test/'],
    ['to plain HTTP at the registry itself', 'http://evil.example.test/'],
    ['to a file', 'file:///etc/passwd'],
    ['to where clouds keep their secrets', 'http://169.254.169.254/latest/meta-data/'],
    ['there by TLS', 'https://169.254.169.254/latest/meta-data/'],
    ['there in IPv6', 'https://[fd00:ec2::254]/'],
    ['to this machine', 'https://127.0.0.1:8080/'],
    ['to this machine by name', 'https://localhost:8080/'],
    ['into a private network', 'https://192.168.0.1/'],
    ['with a user in it', 'https://alice:pw@other.example.test/'],
  ])('%s is not followed', async (_, location) => {
    const outside = await createOutside();
    await outside.serve('evil.example.test', leadsTo(location));
    const { result, sentence } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({ error: { code: 'refused' } });
    expect(sentence).toMatch(isRefusal);
    expect(new Set(outside.wanted)).toEqual(new Set(['evil.example.test:443']));
  });

  it.each(['other.example.test', 'evil.example.test:8443'])(
    'to %s does not take the password along',
    async (place) => {
      const outside = await createOutside();
      const victim = await outside.serve(place, sound);
      const evil = await outside.serve('evil.example.test', ({ headers }, response) => {
        const isSignedIn = headers.authorization !== undefined;
        sendStatus(response, isSignedIn ? 307 : 401, {
          'WWW-Authenticate': 'Basic realm="evil"',
          Location: `https://${place}/v2/team/app/manifests/1`,
        });
      });
      await see(outside, image, resolveTag);
      expect(gotSecret(evil)).toBe(true);
      expect(gotSecret(victim)).toBe(false);
    },
  );

  it('to a host that wants a password does not get it either', async () => {
    const outside = await createOutside();
    const victim = await outside.serve('other.example.test', (_, response) => {
      sendStatus(response, 401, { 'WWW-Authenticate': 'Basic realm="evil"' });
    });
    await outside.serve('evil.example.test', leadsTo('https://other.example.test/'));
    await see(outside, image, resolveTag);
    expect(gotSecret(victim)).toBe(false);
  });

  it('to itself ends', async () => {
    const outside = await createOutside();
    const evil = await outside.serve('evil.example.test', leadsTo('/v2/team/app/manifests/1'));
    const { result, sentence } = await see(outside, image, resolveTag);
    expect(result).toMatchObject({ error: { code: 'invalid-response' } });
    expect(sentence).toContain('too many redirects');
    expect(evil.requests.length).toBeLessThan(10);
  });
});

describe('the link to the next page of a list', () => {
  it.each([
    'https://other.example.test/v2/team/app/tags/list?last=1',
    'https://evil.example.test:8443/v2/team/app/tags/list?last=1',
    'https://169.254.169.254/v2/team/app/tags/list?last=1',
    '//other.example.test/v2/team/app/tags/list?last=1',
  ])('%s is not followed, and the list is known not to be whole', async (target) => {
    const outside = await createOutside();
    const victims = await Promise.all(
      ['other.example.test', 'evil.example.test:8443'].map((name) => outside.serve(name, sound)),
    );
    const evil = await outside.serve('evil.example.test', (_, response) => {
      response.setHeader('Link', `<${target}>; rel="next"`);
      sendJson(response, { name: 'team/app', tags: ['1'] });
    });
    const { result } = await see(outside, image, (asking, name) => asking.listTags(name, never));
    expect(result).toMatchObject({
      value: { tags: [{ tag: '1' }], isPartial: true, reason: 'foreign-link' },
    });
    for (const victim of victims) expect(victim.requests).toEqual([]);
    expect(evil.requests.map(({ path }) => path)).toEqual(['/v2/team/app/tags/list']);
    expect(new Set(outside.wanted)).toEqual(new Set(['evil.example.test:443']));
  });

  it('to another repository is not followed there', async () => {
    const outside = await createOutside();
    const evil = await outside.serve('evil.example.test', (_, response) => {
      response.setHeader('Link', '</v2/other/secret/tags/list?last=1>; rel="next"');
      sendJson(response, { name: 'team/app', tags: ['1'] });
    });
    await see(outside, image, (asking, name) => asking.listTags(name, never));
    expect(new Set(evil.requests.map(({ path }) => path))).toEqual(
      new Set(['/v2/team/app/tags/list']),
    );
  });

  it('that never ends does', async () => {
    const outside = await createOutside();
    let page = 0;
    const evil = await outside.serve('evil.example.test', (_, response) => {
      page++;
      response.setHeader('Link', `</v2/team/app/tags/list?last=${page}>; rel="next"`);
      sendJson(response, { name: 'team/app', tags: [`1.${page}`] });
    });
    const { result } = await see(outside, image, (asking, name) => asking.listTags(name, never));
    expect(result).toMatchObject({ value: { isPartial: true, reason: 'too-long' } });
    expect(evil.requests.length).toBeLessThanOrEqual(101);
  });
});
