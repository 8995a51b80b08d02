import { describe, expect, it } from 'vitest';
import type { RequestBudget } from '../../server/src/registry/pin-knowledge.ts';
import { createPinKnowledge } from '../../server/src/registry/pins/create-pin-knowledge.ts';
import type { PinStores } from '../../server/src/registry/pins/pin-check.ts';
import { handClock, type HandClock } from '../support/hand-clock.ts';
import { digestOf, imageShelf, indexNamed, push, type ImageShelf } from '../support/image-shelf.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
} from '../support/language-client.ts';
import { memoryBudget, memoryStores } from '../support/pin-knowledge.ts';

const uri = 'file:///project/Dockerfile';
const noon = Date.UTC(2026, 10, 23, 12);
const hour = 60 * 60_000;
const dated = { 'org.opencontainers.image.created': '2026-11-20T00:00:00Z' };
const old = indexNamed('old', { 'linux/amd64': 'a' }, dated);
const later = indexNamed('later', { 'linux/amd64': 'b' }, dated);
const pinned = `FROM registry.example.com/app:1@${old.digest}\n`;
const other = digestOf('a pin that nobody has');

/** What windows of one machine have in common, and the registry that they ask. */
interface Machine {
  readonly shelf: ImageShelf;
  readonly stores: PinStores;
  readonly budget: RequestBudget;
  readonly clock: HandClock;
}

function machine(): Machine {
  const clock = handClock(noon);
  const shelf = imageShelf(clock.now);
  push(shelf, '1', old);
  return { shelf, clock, stores: memoryStores(), budget: memoryBudget() };
}

const allowing = (dailyRequests = 100, registries = ['registry.example.com']): object => ({
  backgroundChecks: { registries, dailyRequests },
});

async function windowOf(
  { shelf, stores, budget, clock }: Machine,
  settings: object,
  options: ClientOptions = {},
  text = pinned,
): Promise<LanguageClient> {
  const client = await connect(
    {
      capabilities: {
        ...modernClient,
        workspace: { ...modernClient.workspace, inlayHint: { refreshSupport: true } },
      },
      settings,
      initializationOptions: { wantsStatus: true },
      ...options,
    },
    {
      createRegistry: () => shelf,
      openPinKnowledge: () => createPinKnowledge({ stores, budget, now: clock.now }),
      now: clock.now,
      wait: clock.wait,
    },
  );
  client.open(uri, text);
  await client.pull(uri);
  return client;
}

/** Lets so many rests pass and gives the one after them. */
async function rests(clock: HandClock, count: number): Promise<number> {
  for (let index = 0; index < count; index++) (await clock.rest()).end();
  return (await clock.rest()).duration;
}

async function codesOf(client: LanguageClient): Promise<readonly unknown[]> {
  const report = await client.pull(uri);
  return report.kind === 'full' ? report.items.map(({ code }) => code) : [];
}

async function lastStatus(client: LanguageClient): Promise<string> {
  await client.pull(uri);
  return client.inbox.all('seaworthy/status').at(-1)?.detail ?? '';
}

/** Waits for a rest that comes only after the window has looked what there is to do. */
async function looked(client: LanguageClient, { clock }: Machine): Promise<void> {
  (await clock.rest()).end();
  await client.pull(uri);
  await client.pull(uri);
}

describe('background checks', () => {
  it('find a pin whose tag has moved, and show it', async () => {
    const shared = machine();
    push(shared.shelf, '1', later);
    const client = await windowOf(shared, allowing());
    expect(await codesOf(client)).not.toContain('image-digest-outdated');
    expect(await rests(shared.clock, 1)).toBe(2_000);
    await client.inbox.next('workspace/diagnostic/refresh');
    await client.inbox.next('workspace/inlayHint/refresh');
    expect(await codesOf(client)).toContain('image-digest-outdated');
    expect(await lastStatus(client)).toBe(
      'Registries are asked when you want something of them, and registry.example.com in the background. Background checks: 5 of 100 requests used today.',
    );
  });

  it.each<[string, object, ClientOptions]>([
    ['unless they are asked for', {}, {}],
    ['for other registries than those named', allowing(100, ['docker.io']), {}],
    [
      'in a workspace that is not trusted',
      allowing(),
      { initializationOptions: { isTrusted: false, wantsStatus: true } },
    ],
    ['while registries are off', { ...allowing(), registry: { enabled: false } }, {}],
    ['for every registry at once', { backgroundChecks: { registries: ['*'] } }, {}],
  ])('send nothing %s', async (_, settings, options) => {
    const shared = machine();
    const client = await windowOf(shared, settings, options);
    await looked(client, shared);
    expect(shared.shelf.asked).toEqual([]);
  });

  it('begin when the workspace is trusted', async () => {
    const shared = machine();
    const initializationOptions = { isTrusted: false };
    const client = await windowOf(shared, allowing(), { initializationOptions });
    await looked(client, shared);
    void client.connection.sendNotification('seaworthy/trustGranted');
    expect(await rests(shared.clock, 1)).toBe(2_000);
    expect(shared.shelf.asked).not.toEqual([]);
  });

  it('ask about an image once in 24 hours', async () => {
    const shared = machine();
    await windowOf(shared, allowing());
    (await shared.clock.rest()).end();
    let rest = await shared.clock.rest();
    const first = shared.clock.now();
    shared.shelf.asked.length = 0;
    for (let count = 0; count < 50 && shared.shelf.asked.length === 0; count++) {
      expect(rest.duration).toBeLessThanOrEqual(hour);
      rest.end();
      rest = await shared.clock.rest();
    }
    expect(shared.shelf.asked).toEqual(['HEAD registry.example.com/app:1']);
    expect(shared.clock.now() - first).toBe(24 * hour);
  });

  it('ask about an image once for all windows of the machine', async () => {
    const shared = machine();
    push(shared.shelf, '1', later);
    const first = await windowOf(shared, allowing());
    await rests(shared.clock, 1);
    const count = shared.shelf.asked.length;
    const second = await windowOf({ ...shared, clock: handClock(noon + hour) }, allowing());
    expect(await codesOf(second)).toContain('image-digest-outdated');
    expect(await codesOf(first)).toContain('image-digest-outdated');
    expect(shared.shelf.asked).toHaveLength(count);
  });

  it('keep to the budget of the day over two windows, and say what waits', async () => {
    const shared = machine();
    const two = `${pinned}FROM registry.example.com/app:1@${other}\n`;
    await windowOf(shared, allowing(3), {}, two);
    await rests(shared.clock, 2);
    const clock = handClock(noon);
    const client = await windowOf({ ...shared, clock }, allowing(3), {}, two);
    await rests(clock, 1);
    expect(shared.shelf.asked).toHaveLength(3);
    expect(await lastStatus(client)).toMatch(
      /Background checks: 3 of 3 requests used today; 1 image waits for tomorrow\.$/,
    );
  });

  it('leave a registry alone that fails, and say so once', async () => {
    const shared = machine();
    shared.shelf.failure = 'unreachable';
    const two = `${pinned}FROM registry.example.com/app:1@${other}\n`;
    const client = await windowOf(shared, allowing(), {}, two);
    expect(await rests(shared.clock, 2)).toBe(hour - 2_000);
    expect(shared.shelf.asked).toHaveLength(1);
    expect(await lastStatus(client)).toMatch(/registry\.example\.com is left alone for now\.$/);
    const warnings = client.inbox
      .all('window/logMessage')
      .filter(({ message }) => message.includes('leave registry.example.com alone'));
    expect(warnings).toHaveLength(1);
    expect(client.inbox.all('window/showMessage')).toEqual([]);
  });

  it('wait while somebody types', async () => {
    const shared = machine();
    const client = await windowOf(shared, allowing());
    const start = await shared.clock.rest();
    shared.clock.advance(4_000);
    client.change(uri, 2, { text: `${pinned}USER app\n` });
    await client.pull(uri);
    shared.clock.advance(-4_000);
    start.end();
    expect((await shared.clock.rest()).duration).toBe(4_000);
    expect(shared.shelf.asked).toEqual([]);
  });

  it('end with the server', async () => {
    const shared = machine();
    const client = await windowOf(shared, allowing());
    const start = await shared.clock.rest();
    await client.shutdown();
    start.end();
    await Promise.resolve();
    expect(shared.shelf.asked).toEqual([]);
  });
});
