import { describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import type { ApiRequest, ArtifactSource } from '../../server/src/registry/artifact-source.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import {
  client,
  fakeRegistry,
  keychainWith,
  alice,
  basicAlice,
  linesOf,
  never,
} from '../registry/setup.ts';
import { sendStatus } from '../support/fake-registry.ts';
import { scannerMachine, silentRegistry } from '../support/fake-scanners.ts';
import {
  countsOf,
  sampleDigest,
  scanSubject,
  vulnerabilitySample,
} from '../support/scan-subjects.ts';

const index: Digest = `sha256:${'1'.repeat(64)}`;
const quayImage = 'quay.io/org/team/app:1';

/** A registry whose own API gives these answers, by path: texts, and codes of errors. */
function registryWith(answers: Readonly<Record<string, string>>) {
  const requests: ApiRequest[] = [];
  return {
    requests,
    ...silentRegistry,
    fetchApi: ({ registry }: { readonly registry: string }, request: ApiRequest) => {
      requests.push(request);
      const answer = answers[request.path] ?? 'not-found';
      return Promise.resolve(
        /^[{["A-Z]/.test(answer)
          ? ok(Buffer.from(answer))
          : fail(registryError(answer as RegistryErrorCode, registry)),
      );
    },
  };
}

function quayPath(digest: Digest): string {
  return `/api/v1/repository/org/team/app/manifest/${digest}/security`;
}

async function scanQuay(registry: ReturnType<typeof registryWith>, image = quayImage) {
  const machine = await scannerMachine();
  return machine.source({}, { registry }).named('quay').scan(scanSubject(image, { index }), never);
}

describe('the report of quay.io', () => {
  const report = vulnerabilitySample('quay/security-handmade.json').toString('utf8');

  it('is asked for by the digest of the platform’s image', async () => {
    const registry = registryWith({ [quayPath(sampleDigest)]: report });
    const outcome = await scanQuay(registry);
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(countsOf(outcome.value)).toBe('1 high');
    expect(
      registry.requests.map(({ path, query }) => `${path}?${query?.toString() ?? ''}`),
    ).toEqual([`${quayPath(sampleDigest)}?vulnerabilities=true`]);
  });

  it('may be filed under the index', async () => {
    const outcome = await scanQuay(registryWith({ [quayPath(index)]: report }));
    expect(outcome).toMatchObject({ ok: true, value: { digest: sampleDigest } });
  });

  it.each([
    ['{"status":"queued","data":null}', 'pending'],
    ['{"status":"failed","data":null}', 'failed'],
    ['{"status":"unsupported","data":null}', 'unsupported'],
    ['{"status":"manifest_layer_too_large","data":null}', 'unsupported'],
    ['{"status":"scanned","data":null}', 'invalid-answer'],
    ['{"status":"something"}', 'invalid-answer'],
    ['["scanned"]', 'invalid-answer'],
    ['not-found', 'not-applicable'],
    ['timeout', 'timeout'],
    ['cancelled', 'cancelled'],
    ['denied', 'failed'],
  ])('that is %s makes it %s', async (answer, code) => {
    const outcome = await scanQuay(registryWith({ [quayPath(sampleDigest)]: answer }));
    expect(outcome).toMatchObject({ error: { scanner: 'quay', code } });
  });

  it('is not asked for of images elsewhere', async () => {
    const registry = registryWith({});
    expect(await scanQuay(registry, 'ghcr.io/org/app')).toMatchObject({
      error: { code: 'not-applicable' },
    });
    expect(registry.requests).toEqual([]);
  });
});

describe('the report of a Harbor', () => {
  const report = vulnerabilitySample('harbor/report-handmade.json').toString('utf8');
  const path = `/api/v2.0/projects/library/repositories/team%252Fapp/artifacts/${sampleDigest}/additions/vulnerabilities`;

  async function scanHarbor(registry: Pick<ArtifactSource, 'fetchApi'>, image: string) {
    const machine = await scannerMachine();
    const source = machine.source({}, { registry: { ...silentRegistry, ...registry } });
    return source.named('harbor').scan(scanSubject(image), never);
  }

  it('is asked for with the person’s credentials where it wants some, at that host alone', async () => {
    const server = await fakeRegistry(({ path: asked, headers }, response) => {
      if (asked === '/api/v2.0/ping') sendStatus(response, 200, {}, 'Pong');
      else if (headers.authorization !== basicAlice) sendStatus(response, 401);
      else sendStatus(response, 200, { 'Content-Type': 'application/json' }, report);
    });
    const registry = client({ keychain: keychainWith(server.host, alice) });
    const outcome = await scanHarbor(registry, `${server.host}/library/team/app`);
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(countsOf(outcome.value)).toBe('1 high');
    expect(linesOf(server)).toEqual(['GET /api/v2.0/ping', `GET ${path}`, `GET ${path}`]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      basicAlice,
    ]);
    expect(server.requests[2]?.headers['x-accept-vulnerabilities']).toContain('version=1.1');
  });

  it.each([
    ['{}', 'pending'],
    ['{"application/other": 1}', 'invalid-answer'],
    ['not-found', 'not-applicable'],
    ['unauthorized', 'failed'],
  ])('that is %s makes it %s', async (answer, code) => {
    const registry = registryWith({ '/api/v2.0/ping': 'Pong', [path]: answer });
    expect(await scanHarbor(registry, 'harbor.example/library/team/app')).toMatchObject({
      error: { scanner: 'harbor', code },
    });
  });

  it.each(['PING', '{"pong":true}', 'not-found', 'unauthorized'])(
    'is not asked for where a registry answers a ping with %s',
    async (answer) => {
      const registry = registryWith({ '/api/v2.0/ping': answer });
      expect(await scanHarbor(registry, 'registry.example/a/b')).toMatchObject({
        error: { code: 'not-applicable' },
      });
      expect(registry.requests).toHaveLength(1);
    },
  );

  it('is not asked for of registries that everybody knows', async () => {
    const registry = registryWith({ '/api/v2.0/ping': 'Pong' });
    for (const image of ['python', 'ghcr.io/a/b', 'quay.io/a/b'])
      expect(await scanHarbor(registry, image)).toMatchObject({
        error: { code: 'not-applicable' },
      });
    expect(registry.requests).toEqual([]);
  });
});
