import { describe, expect, it } from 'vitest';
import { registryError } from '../../server/src/registry/errors.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { answer, fact, rows } from '../support/answers.ts';
import { scanResult, scannersWith } from '../support/examining.ts';
import { digestOf } from '../support/image-shelf.ts';
import { index, registryWith } from '../support/inspecting.ts';
import { details, layer } from './images.ts';

describe('what is in it', () => {
  const question = 'what-is-in-it';

  it('is what the configuration says: secrets hidden, root named', async () => {
    const registry = registryWith(
      {},
      {
        shown: details({
          environment: ['API_TOKEN=hunter2'],
          healthCheck: ['CMD-SHELL', 'curl -f localhost'],
          volumes: ['/data'],
          stopSignal: 'SIGINT',
        }),
      },
    );
    const told = await answer(question, 'team/app', { registry });
    expect(told).toMatchObject({ verdict: 'note' });
    expect(told.summary).toContain('It starts as root');
    expect(fact(told, 'user')).toMatchObject({
      value: 'not set, so root',
      source: { kind: 'publisher-claim' },
    });
    expect(fact(told, 'healthCheck')?.value).toBe('["CMD-SHELL", "curl -f localhost"]');
    expect(fact(told, 'volumes')?.value).toBe('/data');
    expect(fact(told, 'stopSignal')?.value).toBe('SIGINT');
    expect(rows(told, 'environment')).toEqual([['API_TOKEN', '(hidden)']]);
  });

  it('is no reason for concern that an image starts as root which is known to give that up', async () => {
    const registry = registryWith({}, { shown: details({ user: '' }) });
    expect(await answer(question, 'postgres:18', { registry })).toMatchObject({
      verdict: 'good',
      summary: expect.stringContaining('goes on as a user without root rights') as string,
    });
    expect(await answer(question, 'python:3.14', { registry })).toMatchObject({ verdict: 'note' });
  });

  it('has each layer with the command that made it, without secrets of the build', async () => {
    const layers = [layer('base', 30_000_000), layer('app', 1_000_000)];
    const history = [
      ['/bin/sh -c #(nop) ADD file:abc in / ', layers[0]],
      ['ENV NPM_TOKEN=hunter2', undefined],
      ['RUN |1 NPM_TOKEN=hunter2 /bin/sh -c npm install # buildkit', layers[1]],
    ] as const;
    const shown = details({
      layers,
      history: history.map(([createdBy, made]) => ({
        createdBy,
        created: undefined,
        comment: '',
        layer: made?.digest,
      })),
    });
    const told = await answer(question, 'team/app', { registry: registryWith({}, { shown }) });
    expect(rows(told, 'layers')).toEqual([
      ['30.0 MB', layers[0]?.digest, 'ADD file:abc in /'],
      ['1.0 MB', layers[1]?.digest, 'RUN |1 NPM_TOKEN=(hidden) npm install'],
    ]);
    expect(rows(told, 'history')?.map(([, , command]) => command)).toEqual([
      'ADD file:abc in /',
      'ENV NPM_TOKEN=(hidden)',
      'RUN |1 NPM_TOKEN=(hidden) npm install',
    ]);
  });

  it('names smaller images of the same version, by the list of tags', async () => {
    const told = await answer(question, 'team/app:1.2', {
      registry: registryWith(
        {},
        { tags: ['1.2', '1.2-slim', '1.1-slim'].map((tag) => ({ tag })), shown: details() },
      ),
    });
    expect(rows(told, 'smallerSiblings')).toEqual([['1.2-slim', 'not told']]);
  });

  it('says that the base image has moved, and who says which it is', async () => {
    const annotations = {
      'org.opencontainers.image.base.name': 'docker.io/library/debian:13',
      'org.opencontainers.image.base.digest': digestOf('old'),
    };
    const registry = registryWith(
      {
        resolve: () =>
          Promise.resolve(ok({ digest: digestOf('new'), mediaType: '', resolvedAt: 0 })),
      },
      { shown: details({ annotations, user: 'app' }) },
    );
    const told = await answer(question, 'team/app', { registry });
    expect(told.summary).toContain('Its base image has moved');
    expect(fact(told, 'base')?.source.kind).toBe('publisher-claim');
    expect(fact(told, 'baseMoved')).toMatchObject({
      verdict: 'note',
      source: { kind: 'registry' },
    });
  });

  it('is not known when the registry does not give the image of the platform', async () => {
    const registry = registryWith({
      details: () => Promise.resolve(fail(registryError('timeout', 'docker.io'))),
    });
    const told = await answer(question, 'team/app', { registry });
    expect(told.verdict).toBe('unknown');
    expect(fact(told, 'digest')?.value).toBe(index.digest);
  });
});

describe("what's really in it", () => {
  const question = 'what-is-really-in-it';
  const scanned = (...scan: Parameters<typeof scanResult>) =>
    answer(question, 'team/app', {
      wishes: { scan: 'first' },
      tools: { scanners: scannersWith({ trivy: () => Promise.resolve(scanResult(...scan)) }) },
    });

  it('is not known when nobody has looked', async () => {
    expect(await answer(question, 'team/app')).toMatchObject({ verdict: 'unknown' });
    const none = await answer(question, 'team/app', { wishes: { scan: 'first' } });
    expect(none.summary).toContain('no scanner is installed or set up');
  });

  it('is told in numbers, with who scanned and how old the data is', async () => {
    const told = await scanned(['critical', 'high', 'low']);
    expect(told).toMatchObject({
      verdict: 'bad',
      summary:
        'Trivy found vulnerabilities: 1 critical, 1 high, 1 low. Newer versions of their packages close both serious ones: take a newer image, or update the packages in your own.',
    });
    expect(fact(told, 'trivyCounts')?.value).toBe('1 critical, 1 high, 1 low');
    expect(fact(told, 'trivyScanner')?.value).toBe('2026-11-23 by Trivy 0.68.1');
    expect(fact(told, 'trivyDatabase')?.value).toBe('2026-11-23');
    expect(rows(told, 'trivyVulnerabilities')?.[0]).toEqual([
      'CVE-2026-0',
      'critical',
      'openssl 1',
      '2',
      '',
    ]);
  });

  it.each([
    [['high', 'low'], 'A newer version of its package closes the serious one: '],
    [['critical', 'high', 'high'], 'Newer versions of their packages close all 3 serious ones: '],
  ] as const)('says how many of %j can be closed', async (severities, words) => {
    expect((await scanned(severities)).summary).toContain(words);
  });

  it('is fine where there is nothing serious', async () => {
    expect(await scanned(['low'])).toMatchObject({ verdict: 'good' });
    expect(await scanned([])).toMatchObject({ verdict: 'good' });
  });

  it('is bad where the distribution gets no more updates, whatever is known today', async () => {
    const distribution = { name: 'debian', version: '8', isEndOfLife: true };
    expect(await scanned([], { distribution })).toMatchObject({
      verdict: 'bad',
      summary: expect.stringContaining('debian 8 gets no more updates') as string,
    });
  });

  it('says why a scanner told nothing', async () => {
    const told = await answer(question, 'team/app', { wishes: { scan: ['grype'] } });
    expect(told).toMatchObject({
      verdict: 'unknown',
      summary: expect.stringContaining('Grype is not installed') as string,
    });
    expect(fact(told, 'grypeScan')?.isKnown).toBe(false);
  });
});
