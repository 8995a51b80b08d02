import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../server/src/registry/hosts/endpoints.ts';
import { emptyRegistriesConf } from '../../server/src/registry/hosts/registries-conf.ts';
import { createSchemeMemory } from '../../server/src/registry/hosts/scheme.ts';
import type { Endpoint } from '../../server/src/registry/hosts/hosts.ts';
import type { AuthorizedAnswer } from '../../server/src/registry/authorization/authorization.ts';
import { registryError, type RegistryError } from '../../server/src/registry/errors.ts';
import type { HttpAnswer, Transport } from '../../server/src/registry/network/transport.ts';
import { fail, ok, type Result } from '../../server/src/text/result.ts';
import { createAuthority } from '../support/certificate.ts';
import { sendStatus, type Script } from '../support/fake-registry.ts';
import {
  getRequest,
  httpProxy,
  names,
  through,
  transport,
  trustWith,
} from './connections-setup.ts';
import { fakeRegistry, never } from './setup.ts';

const fine: Script = (_, response) => {
  sendStatus(response, 200);
};

/** The place of a registry that may be asked by plain HTTP. */
function plainEndpoint(registry: string): Endpoint {
  const table = { [registry]: { plainHttp: true } };
  const found = endpointsOf(registry, 'app', table, emptyRegistriesConf);
  const [endpoint] = found.ok ? found.value : [];
  if (endpoint === undefined) throw new RangeError(registry);
  return endpoint;
}

function unauthorized(
  sent: Result<HttpAnswer, RegistryError>,
): Result<AuthorizedAnswer, RegistryError> {
  return sent.ok ? ok({ answer: sent.value, use: { hadCredentials: false } }) : sent;
}

/** Asks a registry that may be asked by plain HTTP several times; the outcomes, and the schemes of all requests. */
async function askTwice(host: string, options: Parameters<typeof transport>[0] = {}) {
  const lines: string[] = [];
  const [, port] = host.split(':');
  const registry = port === undefined ? host : `registry.example:${port}`;
  const dns = names({ 'registry.example': [['127.0.0.1']] });
  const schemes = createSchemeMemory();
  const asking = schemes.observe(
    transport({ ...dns, isKnownHost: () => true, ...options, log: (line) => lines.push(line) }),
  );
  const endpoint = plainEndpoint(registry);
  const outcomes: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const sent = await schemes.reach(endpoint, async (base) => {
      return unauthorized(await asking(getRequest(`${base}/`), never));
    });
    outcomes.push(sent.ok ? sent.value.answer.status : sent.error.code);
  }
  const schemesAsked = lines.flatMap((line) => /^GET (https?):/.exec(line)?.[1] ?? []);
  return { outcomes, schemesAsked };
}

describe('a registry elsewhere that may be asked by plain HTTP', () => {
  it('is asked by TLS first, and by plain HTTP once it is seen to speak that', async () => {
    const { host } = await fakeRegistry(fine);
    expect(await askTwice(host)).toEqual({
      outcomes: [200, 200],
      schemesAsked: ['https', 'http', 'http'],
    });
  });

  it('is never asked by plain HTTP while it speaks TLS', async () => {
    const authority = createAuthority();
    const { host } = await fakeRegistry(fine, authority.issue(['registry.example']));
    const port = host.split(':')[1] ?? '';
    const { trust } = await trustWith({
      [`.docker/certs.d/registry.example:${port}/ca.crt`]: authority.certificate,
    });
    expect(await askTwice(host, { trust })).toEqual({
      outcomes: [200, 200],
      schemesAsked: ['https', 'https'],
    });
  });

  it('is not asked by plain HTTP because its certificate is not trusted', async () => {
    const { host } = await fakeRegistry(fine, createAuthority().issue(['registry.example']));
    expect(await askTwice(host)).toEqual({
      outcomes: ['tls', 'tls'],
      schemesAsked: ['https', 'https'],
    });
  });

  it('is asked by plain HTTP each time when the proxy connects to no port for TLS', async () => {
    const { host } = await fakeRegistry(fine);
    const proxy = await httpProxy({ hosts: { 'registry.example': host } });
    expect(await askTwice('registry.example', through(proxy.url))).toEqual({
      outcomes: [200, 200],
      schemesAsked: ['https', 'http', 'https', 'http'],
    });
  });
});

/** A status; an error's code with its detail or status; a redirect. */
type Said = number | `${RegistryError['code']} ${string}` | `to ${string}`;

/** A transport that says the next of these at each request to an origin, and the last one ever after. */
function scripted(script: Readonly<Record<string, readonly Said[]>>) {
  const asked: string[] = [];
  const transport: Transport = ({ url }) => {
    const { origin, host } = url;
    const turns = script[origin] ?? [];
    const turn = asked.filter((one) => one === origin).length;
    const said = turns[Math.min(turn, turns.length - 1)] ?? 'unreachable ECONNREFUSED';
    asked.push(origin);
    if (typeof said === 'string' && !said.startsWith('to ')) {
      const [code = '', fact = ''] = said.split(' ');
      const facts = /^\d+$/.test(fact) ? { status: Number(fact) } : { detail: fact };
      return Promise.resolve(fail(registryError(code as RegistryError['code'], host, facts)));
    }
    const [status, location] = typeof said === 'number' ? [said] : [301, said.slice(3)];
    const header = (name: string) => (name === 'location' ? location : undefined);
    const body = new Uint8Array();
    return Promise.resolve(ok({ url, status, header, body, retryAfter: undefined }));
  };
  return { asked, transport };
}

const secure = 'https://registry.example';
const plain = 'http://registry.example';
const tokenServer = 'https://auth.example';

/** Asks several times; a 401 has a token asked for. Where was asked, and what came out last. */
async function ask(
  script: Readonly<Record<string, readonly Said[]>>,
  times: number,
  endpoint = plainEndpoint('registry.example'),
) {
  const { asked, transport } = scripted(script);
  const schemes = createSchemeMemory();
  const asking = schemes.observe(transport);
  let last: unknown;
  for (let n = 0; n < times; n++) {
    const sent = await schemes.reach(endpoint, async (base) => {
      const answer = await asking(getRequest(base), never);
      if (!answer.ok || answer.value.status !== 401) return unauthorized(answer);
      const token = await asking(getRequest(tokenServer), never);
      return unauthorized(token.ok ? await asking(getRequest(base), never) : token);
    });
    last = sent.ok ? sent.value.answer.status : sent.error.code;
  }
  return { asked, last };
}

describe('plain HTTP for a registry that may be asked by it', () => {
  it.each<[Said]>([
    ['unreachable ECONNREFUSED'],
    ['unreachable ECONNRESET'],
    ['timeout '],
    ['proxy 403'],
  ])('is for the request at hand when TLS fails with %s', async (failure) => {
    expect(await ask({ [secure]: [failure, 200], [plain]: [200] }, 2)).toEqual({
      asked: [secure, plain, secure],
      last: 200,
    });
  });

  it('is for all requests when the answer to TLS was no TLS', async () => {
    expect(await ask({ [secure]: ['tls EPROTO'], [plain]: [200] }, 2)).toEqual({
      asked: [secure, plain, plain],
      last: 200,
    });
  });

  it.each<[Said]>([['proxy 407'], ['proxy ECONNREFUSED'], ['tls CERT_HAS_EXPIRED']])(
    'is not tried when TLS fails with %s',
    async (failure) => {
      const [code] = String(failure).split(' ');
      expect(await ask({ [secure]: [failure], [plain]: [200] }, 1)).toEqual({
        asked: [secure],
        last: code,
      });
    },
  );

  it.each<[Said]>([[401], [404], [200], ['tls CERT_HAS_EXPIRED']])(
    'is never tried again after %s by TLS',
    async (first) => {
      const script = { [secure]: [first, 'unreachable ECONNRESET' as const], [plain]: [200] };
      const { asked, last } = await ask(script, 2);
      expect(last).toBe('unreachable');
      expect(asked).not.toContain(plain);
    },
  );

  it('is not tried because the token server fails', async () => {
    expect(await ask({ [secure]: [401], [plain]: [200] }, 2)).toEqual({
      asked: [secure, tokenServer, secure, tokenServer],
      last: 'unreachable',
    });
  });

  it('is not tried because another host cannot be reached', async () => {
    const asked: string[] = [];
    await createSchemeMemory().reach(plainEndpoint('registry.example'), (base) => {
      asked.push(base);
      return Promise.resolve(fail(registryError('unreachable', 'auth.example')));
    });
    expect(asked).toEqual([secure]);
  });

  it('is not what a server speaks that leads to its TLS', async () => {
    const script: Readonly<Record<string, readonly Said[]>> = {
      [secure]: ['tls EPROTO', 401],
      [plain]: [`to ${secure}/`, 200],
      [tokenServer]: [200],
    };
    expect(await ask(script, 1)).toEqual({ asked: [secure, plain], last: 'tls' });
    expect((await ask(script, 2)).asked).toEqual([secure, plain, secure, tokenServer, secure]);
  });

  it('is what a server speaks that leads elsewhere', async () => {
    const script: Readonly<Record<string, readonly Said[]>> = {
      [secure]: ['tls EPROTO'],
      [plain]: ['to https://blobs.example/'],
    };
    expect((await ask(script, 2)).asked).toEqual([secure, plain, plain]);
  });
});

describe('a registry on this machine', () => {
  const local = { plain: 'http://localhost:5000', secure: 'https://localhost:5000' };

  it('that speaks TLS is asked by it alone, also when it wants credentials', async () => {
    const script: Readonly<Record<string, readonly Said[]>> = {
      [local.plain]: [400],
      [local.secure]: [401],
    };
    expect(await ask(script, 2, plainEndpoint('localhost:5000'))).toEqual({
      asked: [local.plain, local.secure, tokenServer, local.secure, tokenServer],
      last: 'unreachable',
    });
  });
});
