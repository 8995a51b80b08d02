import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { BlobAddress } from '../../server/src/registry/artifact-source.ts';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ClairSettings } from '../../server/src/settings/inspection-settings.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import {
  sendJson,
  sendStatus,
  type FakeRegistry,
  type ReceivedRequest,
} from '../support/fake-registry.ts';
import { fakeRegistry, linesOf, never } from '../registry/setup.ts';
import { scannerMachine, scanTime, silentRegistry } from '../support/fake-scanners.ts';
import {
  countsOf,
  layerDigest,
  sampleDigest,
  scanSubject,
  vulnerabilitySample,
} from '../support/scan-subjects.ts';
import { testClock } from '../support/test-clock.ts';

const reportPath = `/matcher/api/v1/vulnerability_report/${sampleDigest}`;
const indexPath = '/indexer/api/v1/index_report';
const key = Buffer.from('a key that only Clair and the person have').toString('base64');

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const openApi = JSON.parse(vulnerabilitySample('clair/openapi.json').toString('utf8')) as OpenApi;

/** Whether a value is of a form that Clair's own description of its API has, with what is wrong else. */
function problemsOf(schema: string, value: unknown): string {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  for (const [name, one] of Object.entries(openApi.components.schemas))
    if (!name.startsWith('token'))
      ajv.addSchema(one, `https://clairproject.org/api/http/v1/${name}.schema.json`);
  ajv.validate(`https://clairproject.org/api/http/v1/${schema}.schema.json`, value);
  return ajv.errorsText();
}

/** A Clair that knows an image once it has been told of it, after so many questions. */
function clairScript({ questionsUntilIndexed = 0 } = {}) {
  let isIndexed = false;
  let questions = 0;
  const indexReport = () => {
    isIndexed = questions >= questionsUntilIndexed;
    const state = isIndexed ? 'IndexFinished' : 'ScanLayers';
    return { manifest_hash: sampleDigest, state, success: isIndexed, err: '' };
  };
  return ({ method, path }: ReceivedRequest, response: ServerResponse): void => {
    if (method === 'POST' && path === indexPath) {
      sendJson(response, indexReport(), 201);
    } else if (path === `${indexPath}/${sampleDigest}`) {
      questions++;
      sendJson(response, indexReport());
    } else if (path === reportPath && isIndexed) {
      // The type that the real program sends, which is not that of the report.
      const headers = { 'Content-Type': 'application/vnd.clair.index_report.v1+json' };
      const body = vulnerabilitySample('clair/report-handmade.json').toString('utf8');
      sendStatus(response, 200, headers, body);
    } else sendStatus(response, 404);
  };
}

interface ClairSetup {
  readonly settings?: Partial<ClairSettings>;
  readonly token?: string;
  readonly timeout?: number;
}

/** Scans with a Clair at this server. */
async function scanWith(
  { url }: Pick<FakeRegistry, 'url'>,
  { settings = {}, token = 'pull-only', timeout = 60_000 }: ClairSetup = {},
) {
  const machine = await scannerMachine();
  const clock = testClock();
  const asked: string[] = [];
  const source = machine.source(
    {
      timeout,
      clair: {
        indexer: url,
        matcher: `${url}/`,
        keyFile: undefined,
        issuer: 'seaworthy',
        ...settings,
      },
    },
    {
      clock,
      web: createTransport({
        connections: createConnections(),
        timeout: 5_000,
        userAgent: 'test/1',
        now: Date.now,
        log: () => undefined,
      }),
      registry: {
        ...silentRegistry,
        blobAddress: ({ registry, repository }, digest) => {
          asked.push(digest);
          const url = `https://${registry}/v2/${repository}/blobs/${digest}`;
          return Promise.resolve(ok<BlobAddress>({ url, token }));
        },
      },
    },
  );
  const outcome = await source.named('clair').scan(scanSubject('ghcr.io/some/app:1'), never);
  return { outcome, clock, asked };
}

describe('Clair', () => {
  it('is told where the layers are, and gives a report', async () => {
    const server = await fakeRegistry(clairScript());
    const { outcome } = await scanWith(server);
    if (!outcome.ok) throw new Error(outcome.error.detail);
    expect(countsOf(outcome.value)).toBe('1 critical, 1 high');
    expect(outcome.value).toMatchObject({ scanner: 'clair', digest: sampleDigest, at: scanTime });
    expect(linesOf(server)).toEqual([
      `GET ${reportPath}`,
      `POST ${indexPath}`,
      `GET ${reportPath}`,
    ]);
  });

  it('gets a manifest as its own description of the API wants it', async () => {
    const server = await fakeRegistry(clairScript());
    await scanWith(server);
    const request = server.requests.find(({ method }) => method === 'POST');
    const manifest: unknown = JSON.parse(request?.body ?? '');
    expect(request?.headers['content-type']).toBe('application/json');
    expect(manifest).toEqual({
      hash: sampleDigest,
      layers: [
        {
          hash: layerDigest,
          uri: `https://ghcr.io/v2/some/app/blobs/${layerDigest}`,
          headers: { Authorization: ['Bearer pull-only'] },
          media_type: 'application/vnd.oci.image.layer.v1.tar+gzip',
        },
      ],
    });
    expect(problemsOf('manifest', manifest)).toBe('No errors');
    expect(problemsOf('manifest', { layers: [] })).toContain('hash');
  });

  it('that knows the image already is told of no layer and gets no token', async () => {
    const server = await fakeRegistry((_, response) => {
      sendStatus(
        response,
        201,
        {},
        vulnerabilitySample('clair/report-handmade.json').toString('utf8'),
      );
    });
    const { outcome, asked } = await scanWith(server);
    expect(outcome).toMatchObject({ ok: true });
    expect(asked).toEqual([]);
    expect(linesOf(server)).toEqual([`GET ${reportPath}`]);
  });

  it('is asked again, ever more seldom, until it has indexed the image', async () => {
    const server = await fakeRegistry(clairScript({ questionsUntilIndexed: 6 }));
    const { outcome, clock } = await scanWith(server);
    expect(outcome).toMatchObject({ ok: true });
    expect(clock.waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('is not asked for longer than the person allows', async () => {
    const server = await fakeRegistry(clairScript({ questionsUntilIndexed: 1_000 }));
    const { outcome, clock } = await scanWith(server, { timeout: 20_000 });
    expect(outcome).toEqual({ ok: false, error: { scanner: 'clair', code: 'timeout' } });
    expect(clock.waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it.each([
    [202, 'pending'],
    [400, 'failed'],
    [401, 'failed'],
    [500, 'failed'],
    [302, 'failed'],
  ])('that answers %d is %s', async (status, code) => {
    const server = await fakeRegistry((_, response) => {
      sendStatus(response, status, { Location: 'https://elsewhere.example/' });
    });
    const { outcome } = await scanWith(server);
    expect(outcome).toMatchObject({ error: { scanner: 'clair', code } });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [
      'an error',
      { state: 'IndexError', success: false, err: 'failed to fetch layer\nBearer x' },
      'failed',
    ],
    ['no JSON', 'oops', 'invalid-answer'],
  ])('that indexes with %s has failed', async (_, answer, code) => {
    const server = await fakeRegistry(({ method }, response) => {
      if (method === 'POST') sendJson(response, answer as object, 201);
      else sendStatus(response, 404);
    });
    const { outcome } = await scanWith(server);
    expect(outcome).toMatchObject({ error: { code } });
    expect(JSON.stringify(outcome)).not.toContain('Bearer x');
  });

  it('is not reached', async () => {
    const { outcome } = await scanWith({ url: 'http://127.0.0.1:1' });
    expect(outcome).toMatchObject({
      error: { code: 'failed', detail: '127.0.0.1:1: unreachable ECONNREFUSED' },
    });
  });

  it('is told nothing where the registry gives no token that may be handed on', async () => {
    const server = await fakeRegistry(clairScript());
    const machine = await scannerMachine();
    const refusal = registryError('refused', 'ghcr.io');
    const source = machine.source(
      { clair: { indexer: server.url, matcher: server.url, keyFile: undefined, issuer: 'x' } },
      {
        registry: { ...silentRegistry, blobAddress: () => Promise.resolve(fail(refusal)) },
        web: ({ url }) =>
          Promise.resolve(
            ok({
              url,
              status: 404,
              header: () => undefined,
              body: new Uint8Array(),
              retryAfter: undefined,
            }),
          ),
      },
    );
    expect(await source.named('clair').scan(scanSubject('ghcr.io/some/app'), never)).toEqual(
      fail({ scanner: 'clair', code: 'failed', registryError: refusal }),
    );
  });
});

describe('the setting of Clair', () => {
  it('is needed', async () => {
    const machine = await scannerMachine();
    expect(await machine.source().named('clair').scan(scanSubject('python'), never)).toEqual(
      fail({ scanner: 'clair', code: 'not-set-up' }),
    );
  });

  it.each(['clair.example', 'ftp://clair.example', 'https://alice:s3cret@clair.example', ''])(
    'is no address: %j',
    async (url) => {
      const { outcome } = await scanWith({ url });
      expect(outcome).toMatchObject({ error: { code: 'not-set-up' } });
      expect(JSON.stringify(outcome)).not.toContain('s3cret');
    },
  );

  it('may have a path', async () => {
    const server = await fakeRegistry((_, response) => sendStatus(response, 500));
    await scanWith({ url: `${server.url}/clair` });
    expect(linesOf(server)).toEqual([`GET /clair${reportPath}`]);
  });
});

describe('the shared key', () => {
  /** The parts of a token; the signature is checked. */
  function readToken(field: string | undefined): unknown {
    const [head = '', claims = '', signature] = (field ?? '').replace('Bearer ', '').split('.');
    const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(`${head}.${claims}`);
    expect(signature).toBe(mac.digest('base64url'));
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({
      alg: 'HS256',
      typ: 'JWT',
    });
    return JSON.parse(Buffer.from(claims, 'base64url').toString());
  }

  it('signs a short-lived token for each request', async () => {
    const server = await fakeRegistry(clairScript());
    const machine = await scannerMachine();
    await machine.folder.writeText('key', `${key}\n`);
    const keyFile = join(machine.folder.path, 'key');
    const { outcome } = await scanWith(server, { settings: { keyFile, issuer: 'team' } });
    expect(outcome).toMatchObject({ ok: true });
    const seconds = Math.floor(scanTime / 1000);
    for (const { headers } of server.requests)
      expect(readToken(headers.authorization)).toEqual({
        iss: 'team',
        iat: seconds,
        nbf: seconds,
        exp: seconds + 120,
      });
  });

  it.each(['/nowhere/key', 'no-key'])(
    'that is none keeps Clair from being asked: %s',
    async (file) => {
      const server = await fakeRegistry(clairScript());
      const machine = await scannerMachine();
      await machine.folder.writeText('no-key', 'päss');
      const keyFile = file.startsWith('/') ? file : join(machine.folder.path, file);
      const { outcome } = await scanWith(server, { settings: { keyFile } });
      expect(outcome).toMatchObject({ error: { code: 'not-set-up' } });
      expect(JSON.stringify(outcome)).not.toContain('päss');
      expect(server.requests).toEqual([]);
    },
  );
});
