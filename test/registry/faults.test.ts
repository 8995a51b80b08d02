import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { editsOf, pinAll, type PinAllResult } from '../../server/src/analysis/pins.ts';
import { explainRegistryError } from '../../server/src/analysis/registry-sentences.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { cached } from '../../server/src/registry/cache/cache.ts';
import { digestFacts } from '../../server/src/registry/cache/digest-facts.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import {
  createConnections,
  type OwnConnections,
} from '../../server/src/registry/network/connections.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import {
  indexType,
  sendChallenge,
  sendJson,
  sendStatus,
  sha256,
  startFakeRegistry,
  type Script,
} from '../support/fake-registry.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { today } from '../support/rule-examples.ts';
import { testClock } from '../support/test-clock.ts';
import { client, fakeRegistry } from './setup.ts';

const files = 20;
const imagesInFile = 50;
/** Milliseconds; long enough for a machine that is busy with other tests. */
const requestTimeout = 200;
const token = ['may', 'pull'].join('-');

/** The index of an image, another one for each. */
function bodyOf(repository: string, tag: string): string {
  const annotations = { 'org.opencontainers.image.ref.name': `${repository}:${tag}` };
  return JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [], annotations });
}

/** Has every image, for those with a token from the given address. */
function bearerRegistry(realm: () => string): Script {
  return ({ method, path, headers }, response) => {
    const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(path) ?? [];
    if (path === '/token') {
      sendJson(response, { token, expires_in: 300 });
    } else if (headers.authorization === `Bearer ${token}`) {
      const body = bodyOf(repository, tag);
      response.writeHead(200, {
        'Content-Type': indexType,
        'Docker-Content-Digest': sha256(body),
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(method === 'HEAD' ? undefined : body);
    } else {
      sendChallenge(response, `Bearer realm="${realm()}",service="registry"`);
    }
  };
}

/** A file of fifty images, each of a repository of its own. */
function fileOf(
  host: string,
  file: number,
  pin: (repository: string) => string = () => '',
): string {
  return Array.from({ length: imagesInFile }, (_, image) => {
    const repository = `team-${file}/app-${image}`;
    return `FROM ${host}/${repository}:1${pin(repository)} AS stage-${image}\n`;
  }).join('');
}

function reportOf(text: string): Report {
  return analyze({ text, language: 'dockerfile' }, defaultOptions(rules, today));
}

/** A resolver with all its parts, as the product puts them together; no time passes while it waits. */
async function resolverFor(connections: OwnConnections, timeout: number) {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-faults-'));
  const disk = diskCache({ folder, kind: digestFacts });
  const writes: Promise<void>[] = [];
  onTestFinished(async () => {
    await Promise.all(writes);
    await rm(folder, { recursive: true, force: true });
  });
  const store: typeof disk = {
    ...disk,
    write(key, value) {
      const write = disk.write(key, value);
      writes.push(write);
      return write;
    },
  };
  const clock = testClock();
  const asking = client({ connections, clock, random: () => 0.5, timeouts: { request: timeout } });
  return { resolver: cached(asking, { store }), clock };
}

/** Counts of what keeps this process busy, timers and sockets among them. */
function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo())
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Waits until the condition holds, for a few seconds at most. */
async function settles(condition: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 200 && !condition(); turn++) await after(25);
  return condition();
}

/** Which lines of the file are neither as they were nor rightly pinned. */
function wrongLines(host: string, file: number, result: PinAllResult): readonly string[] {
  const before = fileOf(host, file).split('\n');
  const right = fileOf(host, file, (name) => `@${sha256(bodyOf(name, '1'))}`).split('\n');
  const lines = applyEdits(fileOf(host, file), editsOf(result)).split('\n');
  return lines.filter((line, index) => line !== before[index] && line !== right[index]);
}

describe('a thousand pins, when one answer in five is spoilt,', () => {
  it('are right or named failures, and leave nothing behind', { timeout: 60_000 }, async () => {
    const upstream = await startFakeRegistry(bearerRegistry(() => `${proxy.url}/token`));
    const proxy = await startFaultProxy({ upstream, rate: 0.2, seed: 4 });
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => warnings.push(message);
    process.on('warning', onWarning);
    const idle = resources();

    const connections = createConnections();
    const { resolver, clock } = await resolverFor(connections, requestTimeout);
    const { signal } = new AbortController();
    let pinned = 0;
    const failures = new Map<string, string>();
    for (let file = 0; file < files; file++) {
      const result = await pinAll(reportOf(fileOf(proxy.host, file)), resolver, signal);
      expect(wrongLines(proxy.host, file, result)).toEqual([]);
      expect(result.changes.length + result.failed.length).toBe(imagesInFile);
      pinned += result.changes.length;
      for (const { image, error } of result.failed)
        failures.set(error.code, explainRegistryError(image.reference, error));
      // The person tries the next file when the pauses are over.
      clock.advance(10 * 60_000);
    }
    connections.close();

    const spoilt = [...proxy.done.values()].reduce((sum, count) => sum + count, 0);
    expect(spoilt / proxy.requests.length).toBeGreaterThan(0.1);
    expect(pinned).toBeGreaterThan((files * imagesInFile) / 2);
    expect(failures.size).toBeGreaterThan(2);
    for (const sentence of failures.values()) {
      expect(sentence).toMatch(/^Could not pin `127\.0\.0\.1:\d+\/team-\d+\/app-\d+:1`: .+\.$/);
      expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    }

    expect(await settles(() => proxy.openSockets() === 0)).toBe(true);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await settles(() => moreThan(idle).length === 0), String(moreThan(idle))).toBe(true);
    process.off('warning', onWarning);
    expect(warnings.filter((message) => message.includes('leak'))).toEqual([]);
    await proxy.close();
    await upstream.close();
  });
});

/** Which resources there are more of than before. */
function moreThan(before: ReadonlyMap<string, number>): readonly string[] {
  return [...resources()]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name, count]) => `${count} ${name}`);
}

describe('no request outlives its cancel', () => {
  const breaksOff: Script = ({ method }, response) => {
    if (method === 'HEAD') sendStatus(response, 405);
    else response.writeHead(200, { 'Content-Type': indexType }).write('{"schemaVersion":');
  };
  const isSilent: Script = () => undefined;
  const hasSilentTokens: Script = (request, response) => {
    if (request.path === '/token') return;
    sendChallenge(response, `Bearer realm="${request.origin}/token",service="registry"`);
  };

  it.each([
    ['when the registry is silent', isSilent],
    ['when the token server is silent', hasSilentTokens],
    ['when bodies break off', breaksOff],
  ])('%s', async (_, script) => {
    const open = new Set<ServerResponse>();
    const { host } = await fakeRegistry((request, response) => {
      open.add(response);
      response.once('close', () => open.delete(response));
      script(request, response);
    });
    const connections = createConnections();
    onTestFinished(() => {
      connections.close();
    });
    const { resolver } = await resolverFor(connections, 60_000);
    const controller = new AbortController();
    const pinning = pinAll(reportOf(fileOf(host, 0)), resolver, controller.signal);
    expect(await settles(() => open.size > 0)).toBe(true);
    controller.abort();
    const { changes, failed } = await pinning;
    expect(changes).toEqual([]);
    expect(new Set(failed.map(({ error }) => error.code))).toEqual(new Set(['cancelled']));
    expect(failed).toHaveLength(imagesInFile);
    expect(await settles(() => open.size === 0)).toBe(true);
  });

  it('when it comes at any moment, and what was pinned until then is right', async () => {
    const upstream = await fakeRegistry(bearerRegistry(() => `${proxy.url}/token`));
    const proxy = await startFaultProxy({ upstream, rate: 0.2, seed: 5 });
    onTestFinished(() => proxy.close());
    for (let file = 0; file < 10; file++) {
      const connections = createConnections();
      const { resolver } = await resolverFor(connections, requestTimeout);
      const controller = new AbortController();
      const report = reportOf(fileOf(proxy.host, file));
      const result = await pinAll(report, resolver, controller.signal, (done) => {
        if (done === 1 + 4 * file) controller.abort();
      });
      expect(wrongLines(proxy.host, file, result)).toEqual([]);
      expect(result.changes.length + result.failed.length).toBe(imagesInFile);
      expect(result.failed.map(({ error }) => error.code)).toContain('cancelled');
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      connections.close();
    }
    expect(await settles(() => proxy.openSockets() === 0)).toBe(true);
  });
});
