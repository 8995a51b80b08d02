import { describe, expect, it } from 'vitest';
import type { PinFacts } from '../../server/src/reference/pin-facts.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type { Allow, CheckFailure } from '../../server/src/registry/pin-knowledge.ts';
import { checkPin, type PinStores } from '../../server/src/registry/pins/pin-check.ts';
import { fail, type Result } from '../../server/src/text/result.ts';
import {
  digestOf,
  imageShelf,
  indexNamed,
  manifestNamed,
  push,
  type ImageShelf,
} from '../support/image-shelf.ts';
import { memoryStores } from '../support/pin-knowledge.ts';
import { never, reference } from './setup.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const day = 24 * 60 * 60_000;
const built = { 'org.opencontainers.image.created': '2026-11-01T00:00:00Z' };
const rebuilt = { 'org.opencontainers.image.created': '2026-11-13T00:00:00Z' };
const twoPlatforms = { 'linux/amd64': 'app on amd64', 'linux/arm64': 'app on arm64' };
const laterPlatforms = { 'linux/amd64': 'later on amd64', 'linux/arm64': 'later on arm64' };
const old = indexNamed('old', twoPlatforms, built);
const later = indexNamed('later', laterPlatforms, rebuilt);

interface Desk {
  readonly shelf: ImageShelf;
  readonly stores: PinStores;
  time: number;
  readonly check: (text?: string, allow?: Allow) => Promise<Result<PinFacts, CheckFailure>>;
  /** What was asked since the last time. */
  readonly asked: () => readonly string[];
}

function desk(): Desk {
  const shelf = imageShelf(() => self.time);
  const stores = memoryStores();
  const self: Desk = {
    shelf,
    stores,
    time: noon,
    check(text = `registry.example.com/app:1@${old.digest}`, allow = () => Promise.resolve(true)) {
      const asking = { registry: shelf, allow, now: () => self.time, signal: never };
      return checkPin(reference(text), stores, asking);
    },
    asked: () => shelf.asked.splice(0),
  };
  return self;
}

async function factsOf(checked: Promise<Result<PinFacts, CheckFailure>>): Promise<PinFacts> {
  const found = await checked;
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}

const head = 'HEAD registry.example.com/app:1';

describe('a pin whose tag still stands for it', () => {
  it('takes one request, once the image is known', async () => {
    const { check, asked, shelf } = desk();
    push(shelf, '1', old);
    expect(await factsOf(check())).toEqual({
      checkedAt: noon,
      pinned: {
        kind: 'index',
        platforms: [
          { os: 'linux', architecture: 'amd64' },
          { os: 'linux', architecture: 'arm64' },
        ],
        missing: [],
        created: Date.UTC(2026, 10, 1),
        version: undefined,
      },
      tag: { kind: 'current' },
    });
    expect(asked()).toEqual([
      head,
      `GET ${old.digest}`,
      `HEAD ${digestOf('app on amd64')}`,
      `HEAD ${digestOf('app on arm64')}`,
    ]);
    await check();
    expect(asked()).toEqual([head]);
  });

  it('has its platforms looked for again after a week', async () => {
    const self = desk();
    push(self.shelf, '1', old);
    await self.check();
    self.shelf.entries.delete(digestOf('app on arm64'));
    self.time += 6 * day;
    expect(await factsOf(self.check())).toMatchObject({ pinned: { missing: [] } });
    self.time += day;
    expect(await factsOf(self.check())).toMatchObject({
      pinned: { missing: [{ os: 'linux', architecture: 'arm64' }] },
    });
  });

  it('lacks a platform for two weeks at most where nobody may look for it again', async () => {
    const self = desk();
    push(self.shelf, '1', old);
    self.shelf.entries.delete(digestOf('app on arm64'));
    await self.check();
    const singly: Allow = (requests) => Promise.resolve(requests === 1);
    const missing = [{ os: 'linux', architecture: 'arm64' }];
    self.time += 13 * day;
    expect(await factsOf(self.check(undefined, singly))).toMatchObject({ pinned: { missing } });
    self.time += day;
    expect(await factsOf(self.check(undefined, singly))).toMatchObject({ pinned: { missing: [] } });
  });

  it('has a date from the configuration where the annotations have none', async () => {
    const { check, asked, shelf } = desk();
    const bare = push(shelf, '1', manifestNamed('bare'));
    shelf.created.set(bare, 5 * day);
    const facts = await factsOf(check(`app:1@${bare}`));
    const platform = { os: 'linux', architecture: 'amd64' };
    expect(facts.pinned).toMatchObject({ kind: 'manifest', created: 5 * day, platform });
    expect(asked()).toHaveLength(3);
  });

  it('has its configuration looked for again where one registry did not have it', async () => {
    const { shelf, stores } = desk();
    const bare = push(shelf, '1', manifestNamed('bare'));
    shelf.created.set(bare, 5 * day);
    const elsewhere = {
      ...shelf,
      details: () => Promise.resolve(fail(registryError('not-found', 'registry.example.com'))),
    };
    const asking = { allow: () => Promise.resolve(true), now: () => noon, signal: never };
    const pinned = reference(`registry.example.com/app:1@${bare}`);
    const without = await factsOf(checkPin(pinned, stores, { registry: elsewhere, ...asking }));
    expect(without.pinned).toMatchObject({ created: undefined });
    const facts = await factsOf(checkPin(pinned, stores, { registry: shelf, ...asking }));
    expect(facts.pinned).toMatchObject({ created: 5 * day });
  });
});

describe('a pin whose tag has moved', () => {
  it('is told from the new image, which is looked at once', async () => {
    const { check, asked, shelf } = desk();
    push(shelf, '1', old);
    await check();
    push(shelf, '1', later);
    asked();
    expect(await factsOf(check())).toMatchObject({
      tag: {
        kind: 'moved',
        digest: later.digest,
        isIndex: true,
        listsPinned: false,
        isSameContent: false,
        created: Date.UTC(2026, 10, 13),
      },
    });
    expect(asked()).toEqual([head, `HEAD ${old.digest}`, `GET ${later.digest}`]);
    await check();
    expect(asked()).toEqual([head, `HEAD ${old.digest}`]);
  });

  it('remembers when the move was first seen', async () => {
    const self = desk();
    push(self.shelf, '1', old);
    await self.check();
    self.time += 2 * day;
    push(self.shelf, '1', later);
    await self.check();
    self.time += 3 * day;
    expect(await factsOf(self.check())).toMatchObject({ tag: { seenAt: noon + 2 * day } });
  });

  it('is the same content where only annotations or attestations differ', async () => {
    const { check, shelf } = desk();
    push(shelf, undefined, old);
    push(shelf, '1', indexNamed('same again', twoPlatforms, rebuilt));
    expect(await factsOf(check())).toMatchObject({ tag: { isSameContent: true } });
  });

  it('is other content where artifacts share their empty configuration', async () => {
    const { check, shelf } = desk();
    const [one, other] = ['one', 'other'].map((name) => ({
      ...manifestNamed(name),
      config: { digest: digestOf('{}'), mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      layers: [{ digest: digestOf(`layer of ${name}`), mediaType: 'test', size: 1 }],
    }));
    if (one === undefined || other === undefined) throw new RangeError('no artifacts');
    push(shelf, undefined, one);
    push(shelf, '1', other);
    const facts = await factsOf(check(`registry.example.com/app:1@${one.digest}`));
    expect(facts).toMatchObject({ tag: { isSameContent: false } });
  });

  it('is listed where it is one platform of what the tag stands for', async () => {
    const { check, shelf } = desk();
    push(shelf, '1', old);
    const facts = await factsOf(check(`app:1@${digestOf('app on amd64')}`));
    expect(facts).toMatchObject({
      pinned: { kind: 'manifest' },
      tag: { listsPinned: true, platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }] },
    });
  });
});

describe('a pin that is gone', () => {
  it('is missing where the repository shows its tag', async () => {
    const { check, asked, shelf } = desk();
    push(shelf, '1', later);
    expect(await factsOf(check())).toMatchObject({
      pinned: { kind: 'missing' },
      tag: { kind: 'moved' },
    });
    expect(asked().slice(0, 4)).toEqual([
      head,
      `HEAD ${old.digest}`,
      `GET ${old.digest}`,
      'HEAD 1',
    ]);
  });

  it('is missing where the tag is gone and others are there', async () => {
    const { check, asked, shelf } = desk();
    push(shelf, '2', later);
    expect(await factsOf(check())).toMatchObject({
      pinned: { kind: 'missing' },
      tag: { kind: 'missing' },
    });
    expect(asked()).toEqual([head, `HEAD ${old.digest}`, `GET ${old.digest}`, 'tags']);
  });

  it('is there where a cache only knows what it was asked for in full', async () => {
    const { check, shelf } = desk();
    push(shelf, undefined, old);
    push(shelf, '1', later);
    shelf.onlyInFull.add(old.digest).add(digestOf('app on arm64'));
    expect(await factsOf(check())).toMatchObject({ pinned: { kind: 'index', missing: [] } });
  });

  it('is not told where the requests do not reach to make certain of it', async () => {
    const { check, shelf } = desk();
    push(shelf, '1', later);
    const singly: Allow = (requests) => Promise.resolve(requests === 1);
    expect(await check(undefined, singly)).toEqual({ ok: false, error: { code: 'no-budget' } });
  });

  it('is not told where the repository shows nothing: one may have to sign in', async () => {
    const { check } = desk();
    expect(await check()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('is no matter of a tag that is gone while the digest is there', async () => {
    const { check, shelf } = desk();
    push(shelf, undefined, old);
    const facts = await factsOf(check());
    expect(facts).toMatchObject({ pinned: { kind: 'index' }, tag: { kind: 'missing' } });
  });
});

describe('a check', () => {
  it.each([
    ['is there', true],
    ['is gone', false],
  ])('says how many requests it wants before it sends them: the digest %s', async (_, isThere) => {
    const { check, asked, shelf } = desk();
    if (isThere) push(shelf, undefined, old);
    push(shelf, '1', later);
    const wanted: number[] = [];
    const allow: Allow = (requests) => Promise.resolve(wanted.push(requests) > 0);
    await check(undefined, allow);
    expect(wanted.reduce((sum, requests) => sum + requests, 0)).toBe(asked().length);
  });

  it.each([0, 1, 2])('ends without a fact when only %i requests may be sent', async (most) => {
    const { check, asked, shelf, stores } = desk();
    push(shelf, undefined, old);
    push(shelf, '1', later);
    let left = most;
    const checked = await check(undefined, () => Promise.resolve(left-- > 0));
    expect(checked).toEqual({ ok: false, error: { code: 'no-budget' } });
    expect(asked()).toHaveLength(most);
    const [record] = [
      ...(
        stores.pins as ReturnType<typeof memoryStores>['pins'] & { facts: Map<string, unknown> }
      ).facts.values(),
    ];
    expect(record).toMatchObject({ attemptedAt: 0 });
  });

  it('leaves out the platforms where the requests do not reach for all of them', async () => {
    const { check, asked, shelf } = desk();
    push(shelf, '1', old);
    const facts = await factsOf(check(undefined, (requests) => Promise.resolve(requests === 1)));
    expect(facts).toMatchObject({ pinned: { missing: [] }, tag: { kind: 'current' } });
    expect(asked()).toEqual([head, `GET ${old.digest}`]);
  });

  it('counts as an attempt when the registry refuses, and not when it cannot be reached', async () => {
    const { check, shelf, stores } = desk();
    const key = `registry.example.com/app:1@${old.digest}`;
    shelf.failure = 'unreachable';
    await check();
    expect(await stores.pins.read(key)).toMatchObject({ attemptedAt: 0 });
    shelf.failure = 'denied';
    await check();
    expect(await stores.pins.read(key)).toMatchObject({ attemptedAt: noon });
  });

  it('keeps what was known when it fails', async () => {
    const { check, shelf, stores } = desk();
    push(shelf, '1', old);
    const facts = await factsOf(check());
    shelf.failure = 'server-error';
    await check();
    const record = await stores.pins.read(`registry.example.com/app:1@${old.digest}`);
    expect(record?.facts).toEqual(facts);
  });

  it('takes a tag that cannot be read for untold', async () => {
    const { check, shelf } = desk();
    push(shelf, undefined, old);
    shelf.tags.set('1', digestOf('nothing that is there'));
    expect(await factsOf(check())).toMatchObject({ pinned: { kind: 'index' }, tag: undefined });
  });
});
