import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestFacts } from '../../server/src/registry/cache/digest-facts.ts';
import { diskCache } from '../../server/src/registry/cache/disk-cache.ts';
import { indexDigest, indexType } from '../support/fake-registry.ts';

const fact = { digest: indexDigest, mediaType: indexType, resolvedAt: 1_000 } as const;

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-cache-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const open = () => diskCache({ folder, kind: digestFacts, log: (line) => lines.push(line) });
  return { folder, open, lines };
}

describe('a fact that is taken back', () => {
  it('is gone for all, together with what was to be written before, and no other is', async () => {
    const { open } = await setUp();
    const store = open();
    const facts = [1, 2, 3].map((resolvedAt) => store.write('a', { ...fact, resolvedAt }));
    await Promise.all([...facts, store.write('b', fact), store.remove('a')]);
    expect(await open().read('a')).toBeUndefined();
    expect(await open().read('b')).toEqual(fact);
  });

  it('can be written anew', async () => {
    const { open } = await setUp();
    const store = open();
    await Promise.all([store.write('a', fact), store.remove('a'), store.write('a', fact)]);
    expect(await open().read('a')).toEqual(fact);
  });

  it('need not have been there', async () => {
    const { open, folder, lines } = await setUp();
    await open().remove('a');
    expect(await readdir(folder)).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('and cannot be removed is told of once, and never rejects', async () => {
    const { open, folder, lines } = await setUp();
    const store = open();
    await store.write('a', fact);
    const home = join(folder, 'digests-1');
    const [name = ''] = await readdir(home);
    await rm(join(home, name));
    await mkdir(join(home, name));
    await store.remove('a');
    await store.remove('a');
    expect(lines).toHaveLength(1);
  });
});
