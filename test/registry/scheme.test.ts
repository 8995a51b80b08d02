import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../server/src/registry/hosts/endpoints.ts';
import { emptyRegistriesConf } from '../../server/src/registry/hosts/registries-conf.ts';
import { createSchemeMemory } from '../../server/src/registry/hosts/scheme.ts';
import { createAuthority } from '../support/certificate.ts';
import { sendStatus, type Script } from '../support/fake-registry.ts';
import { getRequest, names, transport, trustWith } from './connections-setup.ts';
import { fakeRegistry, never } from './setup.ts';

const fine: Script = (_, response) => {
  sendStatus(response, 200);
};

/** Asks a registry that may be asked by plain HTTP several times; the outcomes, and the schemes of all requests. */
async function askTwice(host: string, options: Parameters<typeof transport>[0] = {}) {
  const lines: string[] = [];
  const port = host.split(':')[1] ?? '';
  const registry = `registry.example:${port}`;
  const dns = names({ 'registry.example': [['127.0.0.1']] });
  const schemes = createSchemeMemory();
  const asking = schemes.observe(
    transport({ ...dns, isKnownHost: () => true, ...options, log: (line) => lines.push(line) }),
  );
  const found = endpointsOf(
    registry,
    'app',
    { [registry]: { plainHttp: true } },
    emptyRegistriesConf,
  );
  const [endpoint] = found.ok ? found.value : [];
  if (endpoint === undefined) throw new RangeError(registry);
  const outcomes: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const sent = await schemes.reach(endpoint, async (base) => {
      const answer = await asking(getRequest(`${base}/`), never);
      return answer.ok
        ? { ok: true, value: { answer: answer.value, use: { hadCredentials: false } } }
        : answer;
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
});
