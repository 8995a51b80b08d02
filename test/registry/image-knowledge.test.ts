import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import {
  imageFactsLifetime,
  recentFacts,
  type ImageFacts,
} from '../../server/src/reference/image-facts.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import { imageFactRecords } from '../../server/src/registry/image-facts-record.ts';
import type { ImageKnowledge } from '../../server/src/registry/image-knowledge.ts';
import { createImageKnowledge } from '../../server/src/registry/image-knowledge-store.ts';
import { digestOf } from '../support/image-shelf.ts';
import { memoryStore } from '../support/pin-knowledge.ts';
import { referenceTo } from '../support/references.ts';

const noon = Date.UTC(2026, 10, 23, 12);
const day = 24 * 60 * 60_000;
const one = digestOf('one');
const other = digestOf('other');
const counts = { critical: 1, high: 2, medium: 3, low: 4, negligible: 5, unknown: 6 };

const parts = {
  origin: { at: noon, created: noon - day, pushed: noon, source: 'https://git.example.com/app' },
  publisher: { at: noon, kind: 'verified', name: 'Example' },
  signature: {
    at: noon,
    level: 'verified',
    signers: ['release@example.com (https://issuer.example.com)'],
    isExpected: true,
    isComplete: true,
    isWhole: true,
    policy: '',
  },
  attestation: { at: noon, hasPackages: true, hasProvenance: false },
  scan: {
    at: noon,
    scanner: 'Trivy',
    scannerVersion: '0.68.1',
    database: noon - day,
    counts,
    fixable: counts,
    knownExploited: 1,
    endOfLife: 'debian 8',
  },
} satisfies Partial<ImageFacts>;
const whole: ImageFacts = { digest: one, ...parts };

/** Facts of which only the named parts were found out. */
function only(digest: Digest, parts: Partial<ImageFacts>): ImageFacts {
  const nothing = {
    origin: undefined,
    publisher: undefined,
    signature: undefined,
    attestation: undefined,
    scan: undefined,
  };
  return { digest, ...nothing, ...parts };
}

function inMemory(now: () => number = () => noon): ImageKnowledge {
  return createImageKnowledge({ store: memoryStore(), now });
}

async function onDisk(): Promise<{ knowledge: ImageKnowledge; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-images-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = diskCache({ folder, kind: imageFactRecords });
  return { knowledge: createImageKnowledge({ store, now: () => noon }), folder };
}

const app = referenceTo('registry.example.com/app:1');

describe('what is known of an image', () => {
  it('is read from the disk as it was noted', async () => {
    const { knowledge } = await onDisk();
    await knowledge.note(app, whole);
    expect(await knowledge.recall(app)).toEqual(whole);
  });

  it('is nothing of an image that nobody has looked at', async () => {
    expect(await inMemory().recall(app)).toBeUndefined();
  });

  it('is found however the same image is written', async () => {
    const knowledge = inMemory();
    await knowledge.note(referenceTo('docker.io/library/python'), whole);
    expect(await knowledge.recall(referenceTo('python:latest'))).toEqual(whole);
    expect(await knowledge.recall(referenceTo('python:3.14'))).toBeUndefined();
  });

  it('is still known when the tag is pinned to the digest that was looked at, and not of another', async () => {
    const knowledge = inMemory();
    await knowledge.note(app, whole);
    expect(await knowledge.recall(referenceTo(`${app.written}@${one}`))).toEqual(whole);
    expect(await knowledge.recall(referenceTo(`${app.written}@${other}`))).toBeUndefined();
  });

  it('keeps the parts that were found out before of the same digest', async () => {
    const knowledge = inMemory();
    await knowledge.note(app, whole);
    const scan = { ...parts.scan, at: noon, endOfLife: undefined };
    await knowledge.note(app, only(one, { scan }));
    expect(await knowledge.recall(app)).toEqual({ ...whole, scan });
  });

  it('keeps nothing of another digest', async () => {
    const knowledge = inMemory();
    await knowledge.note(app, whole);
    const moved = only(other, { publisher: whole.publisher });
    await knowledge.note(app, moved);
    expect(await knowledge.recall(app)).toEqual(moved);
  });

  it('is not replaced by an answer that was overtaken', async () => {
    const knowledge = inMemory();
    await knowledge.note(app, whole);
    const stale = { at: noon - day, kind: 'account', name: 'example' } as const;
    await knowledge.note(app, only(one, { publisher: stale }));
    expect(await knowledge.recall(app)).toEqual(whole);
  });

  it('is replaced by what is found out after the clock was set back', async () => {
    let time = noon + day;
    const knowledge = inMemory(() => time);
    const early = { ...parts.signature, at: time };
    await knowledge.note(app, only(one, { signature: early }));
    time = noon;
    const signature = { ...parts.signature, level: 'failed' } as const;
    await knowledge.note(app, only(one, { signature }));
    expect(await knowledge.recall(app)).toEqual(only(one, { signature }));
  });

  it('loses no part when two are noted at once', async () => {
    const { knowledge } = await onDisk();
    const { scan, signature } = whole;
    await Promise.all([
      knowledge.note(app, only(one, { scan })),
      knowledge.note(app, only(one, { signature })),
    ]);
    expect(await knowledge.recall(app)).toEqual(only(one, { scan, signature }));
  });

  it('is told for ninety days, each part for itself', async () => {
    let time = noon;
    const knowledge = inMemory(() => time);
    const later = { ...parts.publisher, at: noon + 10 * day };
    await knowledge.note(app, { ...whole, publisher: later });
    time = noon + 90 * day;
    expect(await knowledge.recall(app)).toEqual(only(one, { publisher: later }));
    time = noon + 100 * day;
    expect(await knowledge.recall(app)).toBeUndefined();
  });

  it('counts for rules for fourteen days, and not when it is of the future', () => {
    expect(recentFacts(whole, noon + imageFactsLifetime - 1)).toEqual(whole);
    expect(recentFacts(whole, noon + imageFactsLifetime)).toBeUndefined();
    expect(recentFacts(whole, noon - 1)).toBeUndefined();
  });
});

describe('what strangers say', () => {
  it('is kept short and in one line, so that the rest is not lost for it', async () => {
    const { knowledge } = await onDisk();
    const name = `a\u001b[31m\u202Eb\n${'x'.repeat(100_000)}`;
    const signers = Array.from({ length: 1_000 }, () => name);
    await knowledge.note(app, {
      ...whole,
      publisher: { at: noon, kind: 'account', name },
      signature: { ...parts.signature, signers },
    });
    const known = await knowledge.recall(app);
    expect(known?.publisher?.name).toMatch(/^a \[31m b x{900,1000}$/);
    expect(known?.signature?.signers).toHaveLength(20);
    expect(known?.scan).toEqual(whole.scan);
  });

  it('is kept however long and awkward it is, as else what it replaces would stay in force', async () => {
    const { knowledge } = await onDisk();
    await knowledge.note(app, whole);
    const text = '\ud800'.repeat(2_000);
    const signature = {
      ...parts.signature,
      level: 'failed',
      signers: Array.from({ length: 20 }, (_, at) => `${at}${text}`),
      policy: '\u0001'.repeat(16_384),
    } as const;
    const origin = { ...parts.origin, source: text };
    await knowledge.note(app, { ...whole, origin, signature });
    expect((await knowledge.recall(app))?.signature?.level).toBe('failed');
  });

  it('is no policy when that is too long, rather than another', async () => {
    const { knowledge } = await onDisk();
    const signature = { ...parts.signature, policy: 'x'.repeat(16_385) };
    await knowledge.note(app, { ...whole, signature });
    expect((await knowledge.recall(app))?.signature).toEqual({ ...signature, policy: 'too long' });
  });

  it('is not believed from a file that is not sound', async () => {
    const { knowledge, folder } = await onDisk();
    await knowledge.note(app, whole);
    const home = join(folder, 'image-facts-1');
    for (const name of await readdir(home)) {
      const text = await readFile(join(home, name), 'utf8');
      await writeFile(join(home, name), text.replace('"critical":1', '"critical":-1'));
    }
    expect(await knowledge.recall(app)).toBeUndefined();
  });

  it('has every member checked', () => {
    const { parse } = imageFactRecords;
    const stored = JSON.parse(JSON.stringify(whole)) as Record<string, Record<string, unknown>>;
    expect(parse(stored)).toEqual(whole);
    for (const [part, members] of Object.entries(stored))
      for (const member of Object.keys(part === 'digest' ? {} : members))
        for (const wrong of [{}, -1, [1], 'x'.repeat(100_000)])
          expect(parse({ ...stored, [part]: { ...members, [member]: wrong } })).toBeUndefined();
    expect(parse({ ...stored, digest: 'sha256:1' })).toBeUndefined();
  });

  it('is nothing when it is not sound, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => imageFactRecords.parse(value)).not.toThrow();
      }),
    );
  });
});
