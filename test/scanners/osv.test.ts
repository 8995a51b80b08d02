import { describe, expect, it } from 'vitest';
import type { Attestations, ListedPackage } from '../../server/src/registry/attestation-source.ts';
import { createConnections } from '../../server/src/registry/network/connections.ts';
import { createTransport } from '../../server/src/registry/network/transport.ts';
import { ok } from '../../server/src/text/result.ts';
import { fakeRegistry, linesOf, never } from '../registry/setup.ts';
import { sendJson, sendStatus, type FakeRegistry } from '../support/fake-registry.ts';
import {
  scannerMachine,
  scanTime,
  silentRegistry,
  type ScannerMachine,
} from '../support/fake-scanners.ts';
import { scanSubject } from '../support/scan-subjects.ts';

const openssl = {
  name: 'openssl',
  version: '3.0.1',
  purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64&distro=debian-12.4',
};
const lodash = { name: 'lodash', version: '4.17.15', purl: 'pkg:npm/lodash@4.17.15' };

const opensslRecord = {
  id: 'DEBIAN-CVE-2026-1',
  upstream: ['CVE-2026-1'],
  details: 'A flaw in openssl',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  references: [
    { type: 'FIX', url: 'https://example.org/commit' },
    { type: 'ADVISORY', url: 'https://security-tracker.debian.org/tracker/CVE-2026-1' },
  ],
  affected: ['Debian:11', 'Debian:12'].map((ecosystem) => ({
    package: { name: 'openssl', ecosystem },
    ranges: [
      { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: `3.0.2+${ecosystem}` }] },
      { type: 'GIT', events: [{ fixed: '0123456789abcdef' }] },
    ],
  })),
};

const lodashRecord = {
  id: 'GHSA-35jh-r3h4-6jhm',
  aliases: ['CVE-2021-23337'],
  summary: 'Command Injection in lodash',
  database_specific: { severity: 'HIGH' },
  affected: [
    {
      package: { name: 'lodash', ecosystem: 'npm' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
    },
  ],
};

interface Batch {
  readonly queries: readonly {
    readonly package: { readonly purl: string };
    readonly page_token?: string;
  }[];
}

/** An OSV that knows these records, by id, and who has them, by purl. */
function osvServer(
  ids: Readonly<Record<string, readonly string[]>>,
  records: Readonly<Record<string, object>>,
): Promise<FakeRegistry> {
  return fakeRegistry(({ path, body }, response) => {
    if (path === '/v1/querybatch') {
      const { queries } = JSON.parse(body) as Batch;
      const results = queries.map(({ package: { purl } }) => {
        const found = ids[purl];
        return found === undefined ? {} : { vulns: found.map((id) => ({ id, modified: '2026' })) };
      });
      sendJson(response, { results });
      return;
    }
    const record = records[path.replace('/v1/vulns/', '')];
    if (record === undefined) sendStatus(response, 404);
    else sendJson(response, record);
  });
}

function attached(packages: readonly ListedPackage[]) {
  const list = { format: 'spdx', tool: undefined, packages } as const;
  const attestations: Attestations = { found: [], provenance: undefined, packages: list };
  return { ...silentRegistry, attestations: () => Promise.resolve(ok(attestations)) };
}

async function scanOn(
  machine: ScannerMachine,
  server: FakeRegistry,
  packages: readonly ListedPackage[],
  now = scanTime,
) {
  const source = machine.source(
    { use: ['osv'] },
    {
      registry: attached(packages),
      osvAddress: server.url,
      now: () => now,
      web: createTransport({
        connections: createConnections(),
        timeout: 5_000,
        userAgent: 'test/1',
        now: Date.now,
        log: () => undefined,
      }),
    },
  );
  return source.named('osv').scan(scanSubject('python:3.8'), never);
}

async function scan(server: FakeRegistry, packages: readonly ListedPackage[]) {
  return scanOn(await scannerMachine(), server, packages);
}

describe('OSV', () => {
  it('is asked for what an attached list of packages names, and for nothing else', async () => {
    const server = await osvServer(
      { [openssl.purl]: ['DEBIAN-CVE-2026-1'], [lodash.purl]: ['GHSA-35jh-r3h4-6jhm'] },
      { 'DEBIAN-CVE-2026-1': opensslRecord, 'GHSA-35jh-r3h4-6jhm': lodashRecord },
    );
    const outcome = await scan(server, [
      openssl,
      lodash,
      openssl,
      { name: 'without-url', version: '1', purl: undefined },
      { name: 'without-version', version: '', purl: 'pkg:npm/without-version' },
    ]);
    if (!outcome.ok) throw new Error(outcome.error.detail);
    expect(outcome.value.vulnerabilities).toEqual([
      {
        id: 'CVE-2026-1',
        severity: 'critical',
        package: openssl,
        fixedIn: ['3.0.2+Debian:12'],
        isWontFix: false,
        isKnownExploited: undefined,
        title: 'A flaw in openssl',
        link: 'https://security-tracker.debian.org/tracker/CVE-2026-1',
      },
      {
        id: 'CVE-2021-23337',
        severity: 'high',
        package: lodash,
        fixedIn: ['4.17.21'],
        isWontFix: false,
        isKnownExploited: undefined,
        title: 'Command Injection in lodash',
        link: undefined,
      },
    ]);
    expect(linesOf(server)[0]).toBe('POST /v1/querybatch');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      queries: [{ package: { purl: openssl.purl } }, { package: { purl: lodash.purl } }],
    });
    expect(linesOf(server).slice(1).toSorted()).toEqual([
      'GET /v1/vulns/DEBIAN-CVE-2026-1',
      'GET /v1/vulns/GHSA-35jh-r3h4-6jhm',
    ]);
  });

  it.each([
    [openssl.purl, openssl.purl],
    ['pkg:npm/a@1?vcs_url=git%2Bhttps://me:secret@git.corp/a&checksum=sha256:1', 'pkg:npm/a@1'],
    ['pkg:rpm/rhel/a@1?repository_url=corp&epoch=2#sub/path', 'pkg:rpm/rhel/a@1?epoch=2'],
    ['pkg:golang/corp/a@1#internal', 'pkg:golang/corp/a@1'],
  ])('hears of %s no more than %s', async (purl, told) => {
    const server = await osvServer({}, {});
    await scan(server, [{ name: 'a', version: '1', purl }]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      queries: [{ package: { purl: told } }],
    });
  });

  it('is not asked without a yes, not even for what is attached', async () => {
    const machine = await scannerMachine();
    const source = machine.source({}, { registry: attached([openssl]) });
    expect(await source.named('osv').scan(scanSubject('python'), never)).toEqual({
      ok: false,
      error: { scanner: 'osv', code: 'not-set-up' },
    });
  });

  it('is not asked without a list', async () => {
    const server = await osvServer({}, {});
    expect(await scan(server, [])).toMatchObject({ error: { code: 'not-applicable' } });
    expect(server.requests).toEqual([]);
  });

  it('is asked for a thousand at a time', async () => {
    const server = await osvServer({}, {});
    const packages = Array.from({ length: 2_500 }, (_, place) => ({
      name: 'a',
      version: `${place}`,
      purl: `pkg:npm/a@${place}`,
    }));
    expect(await scan(server, packages)).toMatchObject({ value: { vulnerabilities: [] } });
    const sizes = server.requests.map(({ body }) => (JSON.parse(body) as Batch).queries.length);
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('is asked for further pages, but not without end', async () => {
    const server = await fakeRegistry(({ body }, response) => {
      const { queries } = JSON.parse(body) as Batch;
      sendJson(response, { results: queries.map(() => ({ vulns: [], next_page_token: 'next' })) });
    });
    expect(await scan(server, [lodash])).toMatchObject({
      error: { code: 'failed', detail: 'too many pages' },
    });
    expect(server.requests).toHaveLength(50);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual({
      queries: [{ package: { purl: lodash.purl }, page_token: 'next' }],
    });
  });

  it('tells by the id alone what has no record, and not what was withdrawn', async () => {
    const server = await osvServer(
      { [lodash.purl]: ['CVE-1', 'GHSA-2'] },
      { 'GHSA-2': { ...lodashRecord, withdrawn: '2026-01-01T00:00:00Z' } },
    );
    const outcome = await scan(server, [lodash]);
    if (!outcome.ok) throw new Error(outcome.error.code);
    expect(outcome.value.vulnerabilities).toMatchObject([{ id: 'CVE-1', severity: 'unknown' }]);
  });

  it.each([
    ['fewer answers than questions', { results: [] }, 'invalid-answer'],
    ['another thing', { anything: 1 }, 'invalid-answer'],
    ['an id that leads elsewhere', { results: [{ vulns: [{ id: '../../x' }] }] }, 'invalid-answer'],
    ['no list', { results: [{ vulns: 'CVE-1' }] }, 'invalid-answer'],
  ])('that answers with %s is not understood', async (_, answer, code) => {
    const server = await fakeRegistry((__, response) => {
      sendJson(response, answer);
    });
    expect(await scan(server, [lodash])).toMatchObject({ error: { code } });
    expect(server.requests).toHaveLength(1);
  });

  it('that has too much to do has failed', async () => {
    const server = await fakeRegistry((_, response) => {
      sendStatus(response, 503);
    });
    expect(await scan(server, [lodash])).toMatchObject({
      error: { code: 'failed', detail: 'status 503' },
    });
  });

  it('is not asked again within an hour', async () => {
    const server = await osvServer({}, {});
    const machine = await scannerMachine();
    await scanOn(machine, server, [lodash]);
    await scanOn(machine, server, [lodash], scanTime + 59 * 60_000);
    expect(server.requests).toHaveLength(1);
    await scanOn(machine, server, [lodash], scanTime + 61 * 60_000);
    expect(server.requests).toHaveLength(2);
  });
});
