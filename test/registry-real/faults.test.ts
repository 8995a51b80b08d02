import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSampleImage } from '../../scripts/start/sample-images.ts';
import { explainRegistryError } from '../../server/src/analysis/registry-sentences.ts';
import type { RegistryErrorCode } from '../../server/src/registry/errors.ts';
import { client, never, reference } from '../registry/setup.ts';
import { makeFolder } from '../support/command-line.ts';
import { faults, startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy.ts';
import { requirePackaged, seaworthy } from '../support/packaged.ts';
import { push } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { createUser, type User } from '../support/user-home.ts';
import { isSkipped, titled } from './tools.ts';

const image = createSampleImage('team/app', '1.0');
const timeouts = { request: 300 };

describe.skipIf(isSkipped)(titled('docker-registry behind a line that is broken'), () => {
  let registry: RealRegistry;
  let line: FaultProxy;

  beforeAll(async () => {
    registry = await startRealRegistry();
    await push(image, registry);
    line = await startFaultProxy({ upstream: registry, rate: 0, seed: 1, pause: 10 });
  });
  afterAll(async () => {
    await line.close();
    await registry.close();
  });

  const written = () => reference(`${line.host}/team/app:1.0`);

  const tagFaults: readonly (readonly [Fault, RegistryErrorCode, RegExp])[] = [
    ['too-many-requests', 'rate-limited', /is refusing further requests/],
    ['too-many-requests-come-back', 'rate-limited', /Try again in 1 second/],
    ['unavailable', 'server-error', /failed with an internal error \(503\)/],
    ['bad-gateway-page', 'server-error', /failed with an internal error \(502\)/],
    ['dropped', 'unreachable', /could not be reached/],
    ['redirect-loop', 'invalid-response', /too many redirects/],
    ['endless-headers', 'invalid-response', /did not answer like a container registry/],
    ['malformed-digest', 'invalid-response', /did not answer like a container registry/],
  ];

  it.each(tagFaults)('and which is: %s', { timeout: 30_000 }, async (fault, code, sentence) => {
    line.force(fault);
    const before = line.done.get(fault) ?? 0;
    const resolved = await client({ timeouts }).resolve(written(), never);
    expect(resolved).toMatchObject({ ok: false, error: { code, host: line.host } });
    if (!resolved.ok) expect(explainRegistryError(written(), resolved.error)).toMatch(sentence);
    expect(line.done.get(fault) ?? 0).toBeGreaterThan(before);
  });

  const byteFaults: readonly (readonly [Fault, RegistryErrorCode])[] = [
    ['dropped-in-body', 'unreachable'],
    ['slow-body', 'timeout'],
    ['endless-body', 'too-large'],
    ['wrong-bytes', 'digest-mismatch'],
    ['wrong-digest', 'digest-mismatch'],
  ];

  it.each(byteFaults)('and whose bytes are not to be had: %s', async (fault, code) => {
    line.force(fault);
    const fetched = await client({ timeouts }).fetchManifest(written(), '1.0', never);
    expect(fetched).toMatchObject({ ok: false, error: { code, host: line.host } });
    expect(line.done.get(fault) ?? 0).toBeGreaterThan(0);
  });

  it('and that loses the digest, which is then made from the bytes', async () => {
    line.force('missing-digest');
    expect(await client({ timeouts }).resolve(written(), never)).toMatchObject({
      value: { digest: image.root.digest },
    });
  });

  it('and at which somebody stops waiting: the connection is closed', async () => {
    const silent = await startFaultProxy({ upstream: registry, rate: 0, seed: 1 });
    onTestFinished(() => silent.close());
    silent.force('slow-body');
    const controller = new AbortController();
    const name = reference(`${silent.host}/team/app:1.0`);
    const fetching = client().fetchManifest(name, '1.0', controller.signal);
    await expect.poll(() => silent.done.get('slow-body')).toBe(1);
    expect(silent.openSockets()).toBe(1);
    controller.abort();
    expect(await fetching).toMatchObject({ error: { code: 'cancelled' } });
    await expect.poll(() => silent.openSockets()).toBe(0);
  });
});

describe.skipIf(isSkipped)(
  titled('the packaged command line, when 1 answer in 5 is spoilt'),
  () => {
    const names = Array.from({ length: 200 }, (_, number) => `1.${number}`);
    let registry: RealRegistry;
    let line: FaultProxy;
    let user: User;

    beforeAll(async () => {
      requirePackaged();
      user = await createUser();
      registry = await startRealRegistry();
      for (const name of names) await push(createSampleImage('team/many', name), registry);
      const passing = faults.filter((fault) => fault !== 'slow-body');
      line = await startFaultProxy({ upstream: registry, rate: 0.2, seed: 7, faults: passing });
    }, 60_000);
    afterAll(async () => {
      await line.close();
      await registry.close();
      await user.close();
    });

    it(
      'makes right edits only, and names every image that it leaves',
      { timeout: 120_000 },
      async () => {
        const written = names.map((name) => `${line.host}/team/many:${name}`);
        const folder = await makeFolder({
          Dockerfile: written.map((image) => `FROM ${image}\n`).join(''),
        });
        const words = ['pin', '--write', 'Dockerfile'];
        const { errors } = await seaworthy(folder.path, words, user.environment);
        const lines = (await folder.read('Dockerfile')).trimEnd().split('\n');
        const left = written.filter((image, index) => {
          const digest = createSampleImage('team/many', names[index] ?? '').root.digest;
          expect([`FROM ${image}`, `FROM ${image}@${digest}`]).toContain(lines[index]);
          return lines[index] === `FROM ${image}`;
        });
        for (const image of left) expect(errors).toContain(`Could not pin \`${image}\`: `);
        expect(errors.split('Could not pin').length - 1).toBe(left.length);
        expect(left.length).toBeLessThan(names.length / 2);
        const spoilt = [...line.done.values()].reduce((sum, count) => sum + count, 0);
        expect(spoilt / line.requests.length).toBeGreaterThan(0.1);
        await expect.poll(() => line.openSockets()).toBe(0);
      },
    );
  },
);
