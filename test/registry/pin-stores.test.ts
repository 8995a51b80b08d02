import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import type { PinRecord, TagSighting } from '../../server/src/registry/pin-knowledge.ts';
import { factsOfEntry, imageRecords } from '../../server/src/registry/pins/image-record.ts';
import { pinRecords } from '../../server/src/registry/pins/pin-record.ts';
import { requestBudget } from '../../server/src/registry/pins/request-budget.ts';
import {
  noteSighting,
  seenAgain,
  sightingFacts,
  withSightings,
} from '../../server/src/registry/pins/sightings.ts';
import { sampleIndex, sampleManifest, sampleMove } from '../../server/src/rules/pin-samples.ts';
import { digestOf, indexNamed, manifestNamed } from '../support/image-shelf.ts';
import { memoryStore } from '../support/pin-knowledge.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const day = 24 * 60 * 60_000;

async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-pins-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('what is kept of pins', () => {
  const record: PinRecord = {
    attemptedAt: noon,
    platformsCheckedAt: noon - day,
    facts: { checkedAt: noon, pinned: sampleIndex, tag: sampleMove },
  };

  it.each<[string, PinRecord]>([
    ['an index whose tag moved', record],
    ['an attempt alone', { attemptedAt: 0, facts: undefined, platformsCheckedAt: undefined }],
    [
      'what is gone',
      { ...record, facts: { checkedAt: 1, pinned: { kind: 'missing' }, tag: { kind: 'missing' } } },
    ],
    [
      'one platform without a tag',
      { ...record, facts: { checkedAt: 1, pinned: sampleManifest, tag: undefined } },
    ],
    [
      'an index with a hundred platforms',
      {
        ...record,
        facts: {
          checkedAt: noon,
          pinned: {
            ...sampleIndex,
            platforms: Array.from({ length: 100 }, (_, index) => ({
              os: 'linux',
              architecture: `architecture${index}`,
            })),
          },
          tag: sampleMove,
        },
      },
    ],
  ])('is read as it was written: %s', async (_, written) => {
    const store = diskCache({ folder: await ownFolder(), kind: pinRecords });
    await store.write('app:1@x', written);
    expect(await store.read('app:1@x')).toEqual(written);
  });

  it('is nothing when it is not sound, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const { parse } of [pinRecords, imageRecords, sightingFacts])
          expect(() => parse(value)).not.toThrow();
      }),
    );
    const broken = { ...record, facts: { ...record.facts, pinned: { kind: 'index' } } };
    expect(pinRecords.parse(broken)).toBeUndefined();
    expect(pinRecords.parse({ ...record, attemptedAt: 9e15 })).toBeUndefined();
  });

  it('is read as it was written of images, too', () => {
    const index = factsOfEntry(
      indexNamed('i', { 'linux/amd64': 'a', 'linux/arm64/v8': 'b' }),
      noon,
    );
    const manifest = factsOfEntry(manifestNamed('m'), noon);
    for (const facts of [index, manifest])
      expect(imageRecords.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  });
});

describe('what was seen of a tag', () => {
  const one = digestOf('one');
  const other = digestOf('other');
  const first: TagSighting = { digest: one, since: noon, lastSeen: noon, otherUntil: undefined };

  it('begins when it is first seen', () => {
    expect(seenAgain(undefined, { digest: one, resolvedAt: noon })).toEqual(first);
  });

  it('goes on while it stands for the same', () => {
    const again = seenAgain(first, { digest: one, resolvedAt: noon + day });
    expect(again).toEqual({ ...first, lastSeen: noon + day });
  });

  it('tells between which times it moved', () => {
    const later = seenAgain(first, { digest: one, resolvedAt: noon + day });
    expect(seenAgain(later, { digest: other, resolvedAt: noon + 3 * day })).toEqual({
      digest: other,
      since: noon + 3 * day,
      lastSeen: noon + 3 * day,
      otherUntil: noon + day,
    });
  });

  it('is not changed by an answer that was overtaken', () => {
    expect(seenAgain(first, { digest: other, resolvedAt: noon - 1 })).toBe(first);
  });

  it('begins anew when the clock was set back', () => {
    const early = noon - 400 * day;
    expect(seenAgain(first, { digest: one, resolvedAt: early })).toMatchObject({ since: early });
  });

  it('is noted with each digest that is learnt', async () => {
    const sightings = memoryStore<TagSighting>();
    const store = withSightings(memoryStore(), sightings);
    const answer = { mediaType: 'test', resolvedAt: noon };
    await store.write('app:1', { digest: one, ...answer });
    expect(await sightings.read('app:1')).toEqual(first);
    await noteSighting(sightings, 'app:1', { digest: other, resolvedAt: noon + day });
    expect(await sightings.read('app:1')).toMatchObject({ otherUntil: noon });
  });
});

describe('the budget of requests', () => {
  it('is common to all who count in one folder, and never exceeded', async () => {
    const folder = await ownFolder();
    const windows = Array.from({ length: 8 }, () => requestBudget({ folder, now: () => noon }));
    const takes = windows.flatMap((window) => Array.from({ length: 10 }, () => window.take(1, 50)));
    const granted = (await Promise.all(takes)).filter((isGranted) => isGranted).length;
    expect(granted).toBe(50);
  });

  it('gives every request that is within the limit', async () => {
    const folder = await ownFolder();
    const [one, other] = [requestBudget({ folder }), requestBudget({ folder })];
    expect(await one.take(3, 5)).toBe(true);
    expect(await other.take(3, 5)).toBe(false);
    expect(await other.take(2, 5)).toBe(true);
    expect(await one.take(1, 5)).toBe(false);
    expect(await one.used()).toBe(5);
  });

  it('begins anew each day and leaves no earlier days behind', async () => {
    const folder = await ownFolder();
    let time = noon;
    const budget = requestBudget({ folder, now: () => time });
    await budget.take(5, 5);
    time += day;
    expect(await budget.used()).toBe(0);
    expect(await budget.take(1, 5)).toBe(true);
    expect(await readdir(join(folder, 'requests-1'))).toEqual(['2026-11-24']);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a file', (folder) => writeFile(join(folder, 'requests-1'), '')],
    ['a link', (folder) => symlink('/', join(folder, 'requests-1'))],
  ])('allows nothing where it cannot be counted: %s in its place', async (_, place) => {
    const folder = await ownFolder();
    await place(folder);
    const lines: string[] = [];
    const budget = requestBudget({ folder, now: () => noon, log: (line) => lines.push(line) });
    expect(await budget.take(1, 5)).toBe(false);
    expect(await budget.take(1, 5)).toBe(false);
    expect(lines).toHaveLength(1);
  });

  it.each([-1, 0.5, Number.NaN, 1e9])('allows no %d requests', async (requests) => {
    expect(await requestBudget({ folder: await ownFolder() }).take(requests, 100)).toBe(false);
  });
});
